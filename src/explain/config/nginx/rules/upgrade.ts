/** Rules for the headers that make an upgrade. Pure. */
import { looksLikeSocket } from '../../asked.ts';
import { addedBefore } from '../../lines.ts';
import type { Rule } from '../../rule.ts';
import { effective, headersIn, hasName, own, proxyPass, winner } from '../config.ts';
import type { NginxConfig, Place, Server, SocketPlace } from '../config.ts';
import { httpVersion, lostUpgrade, passesUpgrade, sentHeader } from '../headers.ts';
import { named } from '../../directive.ts';
import type { Directive } from '../../directive.ts';
import { after, instead, missingLines, nameOf } from './change.ts';

type Fault = 'narrow' | 'connection' | 'value' | 'inheritance' | 'missing' | 'version';

/** A location that passes the upgrade on, was meant for the path, and does not match it. */
function narrowLocation(config: NginxConfig, { server, location }: SocketPlace): Place | undefined {
  const { path } = config.asked;
  const [, folder = ''] = path?.split('/') ?? [];
  if (folder === '') return undefined;
  return server.places.find(
    (place) =>
      place.location !== location &&
      place.path.replace(/^\^/, '').split('/')[1] === folder &&
      proxyPass(place) !== undefined &&
      passesUpgrade(config, place),
  );
}

/** What is wrong with the upgrade in a place; the first fault hides the others, so that one cure is told. */
function faultOf(config: NginxConfig, place: SocketPlace): Fault | undefined {
  const upgrade = sentHeader(config, place, 'Upgrade');
  const connection = sentHeader(config, place, 'Connection');
  if (upgrade.isRight !== false && connection.isRight !== false)
    return httpVersion(config, place).is11 ? undefined : 'version';
  if (narrowLocation(config, place)) return 'narrow';
  if (connection.lines.length > 0 && connection.isRight === false) return 'connection';
  if (upgrade.lines.length > 0 && upgrade.isRight === false) return 'value';
  return lostUpgrade(place) ? 'inheritance' : 'missing';
}

interface Faulty {
  place: SocketPlace;
  pass: Directive;
}

function placesWith(config: NginxConfig, fault: Fault): Faulty[] {
  return config.places.flatMap((place) => {
    const pass = proxyPass(place);
    return pass && faultOf(config, place) === fault ? [{ place, pass }] : [];
  });
}

const upgradeMissing: Rule<NginxConfig> = {
  id: 'nginx-upgrade-missing',
  what: 'The Upgrade and Connection headers are not passed on',
  gives: ['upgrade-dropped'],
  hits: (config, lines) =>
    placesWith(config, 'missing').map(({ place, pass }) => ({
      line: pass.line,
      lastLine: pass.lastLine,
      means: `nginx drops Upgrade and Connection unless ${nameOf(place)} sets them, so the application gets an ordinary GET and never answers 101.`,
      ...after(lines, pass, missingLines(config, place)),
    })),
};

const headersNotInherited: Rule<NginxConfig> = {
  id: 'nginx-headers-not-inherited',
  what: 'One header of its own switches off the inherited ones',
  gives: ['upgrade-dropped'],
  hits: (config, lines) =>
    placesWith(config, 'inheritance').flatMap(({ place }) => {
      const first = lostUpgrade(place);
      return first === undefined
        ? []
        : [
            {
              line: first.line,
              lastLine: first.lastLine,
              means: `proxy_set_header is inherited only where a level has none of its own. This line in ${nameOf(place)} therefore switches off the Upgrade and Connection lines further out. Repeat them here.`,
              ...after(lines, first, missingLines(config, place)),
            },
          ];
    }),
};

const connectionCleared: Rule<NginxConfig> = {
  id: 'nginx-connection-cleared',
  what: 'The Connection header is sent without “upgrade”',
  gives: ['upgrade-dropped'],
  hits: (config, lines) =>
    placesWith(config, 'connection').flatMap(({ place }) => {
      const line = sentHeader(config, place, 'Connection').lines.at(-1);
      if (line === undefined) return [];
      const missing = missingLines(config, place);
      return [
        {
          line: line.line,
          lastLine: line.lastLine,
          means: `This line of ${nameOf(place)} sends Connection as ${line.args[1] ? `“${line.args[1].slice(0, 40)}”` : 'an empty value'}. That suits ordinary requests over kept connections, and it ends the upgrade: sockets need “upgrade”.`,
          ...instead(lines, line, ...missing),
        },
      ];
    }),
};

const upgradeValue: Rule<NginxConfig> = {
  id: 'nginx-upgrade-value',
  what: 'The Upgrade header gets another value than the client’s',
  gives: ['upgrade-dropped'],
  hits: (config, lines) =>
    placesWith(config, 'value').flatMap(({ place }) => {
      const line = sentHeader(config, place, 'Upgrade').lines.at(-1);
      if (line === undefined) return [];
      return [
        {
          line: line.line,
          lastLine: line.lastLine,
          means: `Upgrade is sent as “${(line.args[1] ?? '').slice(0, 40)}”, and the application looks for “websocket”. $connection_upgrade belongs in Connection; Upgrade takes $http_upgrade.`,
          ...instead(lines, line, 'proxy_set_header Upgrade $http_upgrade;'),
        },
      ];
    }),
};

const http10: Rule<NginxConfig> = {
  id: 'nginx-http-1-0',
  what: 'HTTP/1.0 is spoken to the backend',
  gives: ['upgrade-dropped'],
  hits: (config, lines) =>
    placesWith(config, 'version').map(({ place, pass }) => {
      const { line } = httpVersion(config, place);
      const reason =
        config.version === undefined
          ? 'Below 1.29.7 nginx speaks HTTP/1.0 to the backend, which has no upgrade. From 1.29.7 on this is harmless: check with nginx -v.'
          : 'This nginx speaks HTTP/1.0 to the backend, which has no upgrade.';
      return {
        line: (line ?? pass).line,
        lastLine: (line ?? pass).lastLine,
        means: line ? 'HTTP/1.0 has no upgrade, so many servers refuse the handshake.' : reason,
        ...(line
          ? instead(lines, line, 'proxy_http_version 1.1;')
          : after(lines, pass, ['proxy_http_version 1.1;'])),
      };
    }),
};

const locationTooNarrow: Rule<NginxConfig> = {
  id: 'nginx-location-too-narrow',
  what: 'The location with the upgrade does not match this path',
  gives: ['upgrade-dropped'],
  hits: (config, lines) =>
    placesWith(config, 'narrow').flatMap(({ place }) => {
      const narrow = narrowLocation(config, place);
      const location = narrow?.location;
      const [, folder = ''] = config.asked.path?.split('/') ?? [];
      if (!location) return [];
      const { line, args } = location;
      const canChange =
        (args[0] === '=' || args.length === 1) && /^\s*location\s[^{]*\{\s*$/.test(lines.at(line));
      return [
        {
          line,
          means: `${config.asked.path ?? 'The path'} is answered by ${nameOf(place)}, which does not pass the upgrade on. This location does, and does not match that path.`,
          ...(canChange && {
            change: {
              line,
              removed: [lines.at(line)],
              added: [lines.at(line).replace(/location\s[^{]*\{/, `location /${folder}/ {`)],
            },
          }),
        },
      ];
    }),
};

/** Variables that a line uses and that nothing in a whole config defines. */
const undefinedVariable: Rule<NginxConfig> = {
  id: 'nginx-undefined-variable',
  what: 'A variable that nothing defines',
  gives: ['upgrade-dropped'],
  hits: (config, lines) => {
    const [, complained] = /unknown "(\w{1,60})" variable/.exec(config.text) ?? [];
    const isMissing = (variable: string) =>
      variable === complained ||
      (variable === 'connection_upgrade' &&
        config.isWhole &&
        !named(config.http, 'map').some(({ args }) => args[1] === '$connection_upgrade'));
    const [first] = config.levels
      .flat()
      .filter(
        ({ name, args }) =>
          name.startsWith('proxy_') && args.some((arg) => isMissing(/^\$\{?(\w+)\}?$/.exec(arg)?.[1] ?? '')),
      );
    if (!first) return [];
    const server = config.servers.find(({ directive }) => directive !== undefined)?.directive;
    const isPlain = server !== undefined && /^\s*server\s*\{/.test(lines.at(server.line));
    return [
      {
        line: first.line,
        lastLine: first.lastLine,
        means:
          'nginx has no such variable by itself: a map in the http block makes it. Without the map nginx refuses the new config, and a running nginx goes on with the old one.',
        ...(isPlain &&
          first.args.at(-1) === '$connection_upgrade' && {
            change: addedBefore(
              lines,
              server.line,
              'map $http_upgrade $connection_upgrade {',
              '    default upgrade;',
              "    ''      close;",
              '}',
              '',
            ),
          }),
      },
    ];
  },
};

const fixedHandshake: Rule<NginxConfig> = {
  id: 'nginx-handshake-header-set',
  what: 'A header of the handshake is set by hand',
  gives: ['handshake-changed'],
  hits: (config, lines) =>
    config.places.flatMap(({ levels }) =>
      effective(levels, 'proxy_set_header')
        .filter(({ args: [name = '', value = ''] }) => {
          const variable = `$http_${name.toLowerCase().replaceAll('-', '_')}`;
          return /^sec-websocket-(?:key|version|accept|extensions)$/i.test(name) && value !== variable;
        })
        .map((line) => ({
          line: line.line,
          lastLine: line.lastLine,
          means: `nginx passes ${line.args[0] ?? ''} on by itself. With a value of its own the answer no longer fits what the client sent, and the client refuses it.`,
          ...instead(lines, line),
        })),
    ),
};

/** Where auth_request asks, if that place passes the client's upgrade on. */
function upgradedLogin(server: Server, place: Place): Place | undefined {
  const [target] = effective(place.levels, 'auth_request').flatMap(({ args }) => args);
  if (target === undefined || target === 'off') return undefined;
  const asked = winner(server, target);
  const upgrades = asked ? headersIn(effective(asked.levels, 'proxy_set_header'), 'Upgrade') : [];
  return asked && proxyPass(asked) && upgrades.some(({ args }) => args[1] !== '') ? asked : undefined;
}

const authRequestUpgraded: Rule<NginxConfig> = {
  id: 'nginx-auth-request-upgraded',
  what: 'The login check of auth_request gets the upgrade too',
  gives: ['login-subrequest'],
  hits: (config, lines) =>
    config.places.flatMap((place) => {
      const asked = upgradedLogin(place.server, place);
      const pass = asked && proxyPass(asked);
      if (!asked || !pass) return [];
      const isOwn = named(own(asked), 'proxy_set_header').length > 0;
      return [
        {
          line: pass.line,
          lastLine: pass.lastLine,
          means: `auth_request asks ${nameOf(asked)} first, and that request carries Upgrade and Connection as well. A login service that tries to upgrade does not answer 200, so the socket is refused.`,
          ...(isOwn
            ? {}
            : after(lines, pass, [
                'proxy_set_header Upgrade "";',
                'proxy_set_header Connection "";',
                'proxy_set_header Host $http_host;',
              ])),
        },
      ];
    }),
};

/** Places that pass an upgrade on, each with what it sends as Host. */
const withHost = (config: NginxConfig) =>
  config.places
    .filter((place) => proxyPass(place) !== undefined && passesUpgrade(config, place))
    .map((place) => {
      const set = effective(place.levels, 'proxy_set_header');
      return { place, last: set.at(-1), host: headersIn(set, 'Host').at(-1) };
    });

const hostReplaced: Rule<NginxConfig> = {
  id: 'nginx-host-replaced',
  what: 'The application sees another Host than the browser asked for',
  gives: ['host-rewritten'],
  hits: (config, lines) =>
    withHost(config).flatMap(({ place, host }) => {
      const value = host?.args[1] ?? '';
      const isKept =
        value !== '$proxy_host' &&
        (value.includes('$') || hasName(place.server, value.toLowerCase().replace(/:\d+$/, '')));
      if (!host || isKept) return [];
      return [
        {
          line: host.line,
          lastLine: host.lastLine,
          means: `The application sees Host “${value.slice(0, 60)}”. A server that compares Origin with Host refuses the socket, usually with 403.`,
          ...instead(lines, host, 'proxy_set_header Host $http_host;'),
        },
      ];
    }),
};

const hostNotPassed: Rule<NginxConfig> = {
  id: 'nginx-host-not-passed',
  what: 'The application does not see the Host that the browser asked for',
  gives: [],
  hits: (config, lines) =>
    withHost(config).flatMap(({ place, host, last }) =>
      host || !last
        ? []
        : [
            {
              line: last.line,
              lastLine: last.lastLine,
              means: `${nameOf(place)} sends no Host of its own, so nginx puts the name of the backend there. If the application compares Origin with Host and refuses the socket, usually with 403, add the line.`,
              ...after(lines, last, ['proxy_set_header Host $http_host;']),
            },
          ],
    ),
};

/** Whether a path of the config tells that polling stands before the socket. */
const pollsFirst = ({ text, asked }: NginxConfig): boolean =>
  /socket\.io|sockjs|engine\.io/i.test(asked.path ?? text);

const noAffinity: Rule<NginxConfig> = {
  id: 'nginx-no-affinity',
  what: 'Several servers, and nothing keeps a session on one of them',
  gives: ['no-affinity'],
  hits: (config, lines) => {
    if (!pollsFirst(config)) return [];
    const used = new Set(
      config.places.map(
        (place) =>
          proxyPass(place)
            ?.args[0]?.replace(/^https?:\/\//, '')
            .split('/')[0],
      ),
    );
    return [...new Set(named(config.outer, 'upstream'))]
      .filter(({ block, args: [group = ''] }) => block !== undefined && used.has(group))
      .flatMap((group) => {
        const block = group.block ?? [];
        const servers = named(block, 'server').filter(
          ({ args }) => !args.includes('backup') && !args.includes('down'),
        );
        const isSticky = block.some(({ name }) => ['ip_hash', 'hash', 'sticky', 'random'].includes(name));
        const [first] = servers;
        if (servers.length < 2 || isSticky || !first) return [];
        return [
          {
            line: group.line,
            means:
              'Socket.IO and SockJS begin with ordinary requests. Without stickiness these reach different servers, which do not know each other’s sessions: 400 “Session ID unknown”.',
            ...(first.line > group.line && {
              change: addedBefore(lines, first.line, 'ip_hash;'),
            }),
          },
        ];
      });
  },
};

/** The rules of this file. */
export const upgradeRules: readonly Rule<NginxConfig>[] = [
  upgradeMissing,
  headersNotInherited,
  connectionCleared,
  upgradeValue,
  http10,
  locationTooNarrow,
  undefinedVariable,
  fixedHandshake,
  authRequestUpgraded,
  hostReplaced,
  noAffinity,
  hostNotPassed,
];

/** Whether a place is meant for sockets by its name or by its headers. */
export const isForSockets = (config: NginxConfig, place: Place): boolean =>
  looksLikeSocket(place.path) || passesUpgrade(config, place);
