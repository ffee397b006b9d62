/** Rules for the way a request takes: locations, redirects, names. Pure. */
import type { Change } from '../../../finding.ts';
import { addedBefore } from '../../lines.ts';
import type { Lines } from '../../lines.ts';
import type { Rule } from '../../rule.ts';
import { effective, own, proxyPass, targetOf, upstream, winner } from '../config.ts';
import type { NginxConfig, Place } from '../config.ts';
import { passesUpgrade } from '../headers.ts';
import { named } from '../../directive.ts';
import type { Directive } from '../../directive.ts';
import { after, instead, nameOf } from './change.ts';
import { hasShortTimeout, raisedElsewhere, readTimeoutOf } from './limits.ts';
import { isForSockets } from './upgrade.ts';

/** Answers that come from nginx itself: files, or a fixed text. */
const serves = (place: Place): Directive | undefined =>
  own(place).find(({ name }) => ['try_files', 'root', 'alias', 'return', 'index'].includes(name));

const isRedirect = ({ name, args }: Directive) =>
  (name === 'return' && /^30[1278]$/.test(args[0] ?? '')) ||
  (name === 'return' && args.length === 1 && /^https?:/.test(args[0] ?? '')) ||
  (name === 'rewrite' && /^(?:permanent|redirect)$/.test(args.at(-1) ?? ''));

/** Locations for sockets of a server, and the location that takes their requests away. */
function taken(config: NginxConfig): { meant: Place; by: Place }[] {
  const { host, path } = config.asked;
  return config.servers.flatMap((server) =>
    server.places.flatMap((meant) => {
      const [modifier] = meant.location?.args ?? [];
      if (modifier === '~' || modifier === '~*' || !proxyPass(meant) || !isForSockets(config, meant))
        return [];
      if (path !== undefined && !path.startsWith(meant.path)) return [];
      if (path === undefined && host !== undefined) return [];
      const by = winner(server, path ?? meant.path);
      const isOther = by !== undefined && by.location !== meant.location && !passesUpgrade(config, by);
      const isExpression = by?.location?.args[0]?.startsWith('~') === true;
      return isOther && isExpression ? [{ meant, by }] : [];
    }),
  );
}

const expressionWins: Rule<NginxConfig> = {
  id: 'nginx-expression-wins',
  what: 'A location with an expression takes the socket’s path',
  gives: ['other-route'],
  hits: (config, lines) =>
    taken(config).flatMap(({ meant, by }) => {
      const { location } = meant;
      if (!location) return [];
      const isPlain = location.args.length === 1 && /^\s*location\s[^{]*\{\s*$/.test(lines.at(location.line));
      return [
        {
          line: location.line,
          means: `nginx prefers a matching expression to a prefix, so ${nameOf(by)} answers ${(config.asked.path ?? meant.path).slice(0, 80)}. With ^~ this location keeps its requests.`,
          ...(isPlain && {
            change: {
              line: location.line,
              removed: [lines.at(location.line)],
              added: [lines.at(location.line).replace(/location\s+/, 'location ^~ ')],
            },
          }),
        },
      ];
    }),
};

const notProxied: Rule<NginxConfig> = {
  id: 'nginx-not-proxied',
  what: 'nginx answers this path itself',
  gives: ['other-route'],
  hits: (config) => {
    const isTaken = taken(config).length > 0;
    const { host, path } = config.asked;
    const reached = config.places.filter((place) => !proxyPass(place));
    const without = config.servers.filter(({ places, directive }) => {
      const all = [{ path: '/', levels: [directive?.block ?? []] }, ...places];
      return (
        path === undefined &&
        host === undefined &&
        places.length > 0 &&
        !all.some((place) => proxyPass(place))
      );
    });
    const candidates: Place[] = [
      ...reached,
      ...without.flatMap(({ places }) => places.filter(({ path: each }) => each === '/').slice(0, 1)),
    ];
    if (isTaken) return [];
    return candidates.flatMap((place) => {
      const line = serves(place);
      const isOnlyRedirect = line !== undefined && isRedirect(line);
      if (!line || isOnlyRedirect || !place.location) return [];
      return [
        {
          line: line.line,
          lastLine: line.lastLine,
          means: `${nameOf(place)} answers with files or a fixed text and does not pass the request on, so a socket gets a page, or 404, instead of 101. Give the socket’s path a location with proxy_pass and the upgrade headers.`,
        },
      ];
    });
  },
};

const redirects: Rule<NginxConfig> = {
  id: 'nginx-redirects',
  what: 'This path is redirected',
  gives: ['redirects'],
  hits: (config) =>
    config.asked.path === undefined
      ? []
      : config.places
          .filter((place) => !proxyPass(place))
          .flatMap((place) =>
            own(place)
              .filter(isRedirect)
              .map(({ line, lastLine }) => ({
                line,
                lastLine,
                means: `${nameOf(place)} answers with a redirect, and a browser does not follow a redirect of a WebSocket handshake. Pass this path on, or change the address of the socket.`,
              })),
          ),
};

const trailingSlash: Rule<NginxConfig> = {
  id: 'nginx-trailing-slash',
  what: 'The path without its last slash is redirected',
  gives: ['redirects'],
  hits: (config, lines) => {
    const { path } = config.asked;
    if (path === undefined) return [];
    return config.servers.flatMap((server) => {
      const place = server.places.find(
        (each) => each.path === `${path}/` && each.location?.args.length === 1,
      );
      const won = winner(server, path);
      if (!place?.location || !proxyPass(place) || won?.location?.args[0] === '=') return [];
      const { line } = place.location;
      return [
        {
          line,
          means: `nginx answers ${path} with 301 to ${path}/, because this location ends in a slash and passes requests on. A browser does not follow a redirect of a WebSocket handshake.`,
          ...(/^\s*location\s[^{]*\{\s*$/.test(lines.at(line)) && {
            change: {
              line,
              removed: [lines.at(line)],
              added: [lines.at(line).replace(`${path}/`, path)],
            },
          }),
        },
      ];
    });
  },
};

const pathReplaced: Rule<NginxConfig> = {
  id: 'nginx-path-replaced',
  what: 'A slash after the name replaces the path',
  gives: ['other-route'],
  hits: (config, lines) =>
    config.places.flatMap((place) => {
      const pass = proxyPass(place);
      const address = pass?.args[0] ?? '';
      const isPrefix = ['', '^~'].includes(place.location?.args.at(-2) ?? '');
      const isReplaced = /^https?:\/\/[^/$]+\/$/.test(address) && !place.path.endsWith('/');
      if (!pass || !isPrefix || !isReplaced) return [];
      return [
        {
          line: pass.line,
          lastLine: pass.lastLine,
          means: `nginx puts the slash in the place of ${place.path.slice(0, 60)}, so the application gets / instead. Without the slash it gets the whole path.`,
          ...instead(lines, pass, `proxy_pass ${address.slice(0, -1)};`),
        },
      ];
    }),
};

const isAddress = (host: string) => /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[.*\]|unix)$/.test(host);

/** The value that `set` gives a variable in a place. */
function valueOf({ levels }: Place, variable: string): string | undefined {
  return [...levels]
    .reverse()
    .flatMap((level) => named(level, 'set'))
    .findLast(({ args }) => args[0] === variable)?.args[1];
}

const noResolver: Rule<NginxConfig> = {
  id: 'nginx-no-resolver',
  what: 'A variable in proxy_pass, and no resolver',
  gives: ['stale-name'],
  hits: (config, lines) =>
    config.places.flatMap((place) => {
      const pass = proxyPass(place);
      const target = pass?.args[0] ?? '';
      if (!pass || !target.includes('$') || effective(place.levels, 'resolver').length > 0) return [];
      const [variable] = /\$\{?\w+\}?/.exec(target) ?? [''];
      const full = target.replace(variable, valueOf(place, variable.replace(/[{}]/g, '')) ?? variable);
      const { host = '' } = targetOf({ ...pass, args: [full] }) ?? {};
      if (isAddress(host) || upstream(config, host) !== undefined || (host === '' && !full.startsWith('$')))
        return [];
      return [
        {
          line: pass.line,
          lastLine: pass.lastLine,
          means: `With a variable in proxy_pass nginx looks the name up for each request, and needs a resolver for it. Without one it answers 502 and logs “no resolver defined to resolve”. In Docker the resolver is 127.0.0.11, in Kubernetes kube-dns.`,
          ...before(
            lines,
            pass,
            `resolver ${/\.svc\b/.test(host) ? 'kube-dns.kube-system.svc.cluster.local' : '127.0.0.11'} valid=30s;`,
          ),
        },
      ];
    }),
};

function before(lines: Lines, { line, name }: Directive, added: string): { change?: Change } {
  return lines.at(line).trimStart().startsWith(name) ? { change: addedBefore(lines, line, added) } : {};
}

const nameLookedUpOnce: Rule<NginxConfig> = {
  id: 'nginx-name-looked-up-once',
  what: 'The name of the backend is looked up once, when nginx starts',
  gives: [],
  hits: (config) =>
    config.places.flatMap((place) => {
      const pass = proxyPass(place);
      const target = targetOf(pass);
      const isName =
        target && !target.host.includes('$') && !isAddress(target.host) && target.host !== 'localhost';
      if (!pass || !isName || upstream(config, target.host)) return [];
      return [
        {
          line: pass.line,
          lastLine: pass.lastLine,
          means: `nginx keeps the address of “${target.host.slice(0, 60)}” until it is reloaded. After the container or pod got a new address it answers 502; compare the address in the error log with the one that the name has now.`,
        },
      ];
    }),
};

/** A timeout for sockets that stands where the socket's request does not come by. */
const timeoutElsewhere: Rule<NginxConfig> = {
  id: 'nginx-timeout-elsewhere',
  what: 'The read timeout is raised in a location that the socket does not use',
  gives: ['not-applied'],
  hits: (config, lines) => {
    const raised = raisedElsewhere(config);
    const place = config.places.find((each) => hasShortTimeout(each) && proxyPass(each) !== undefined);
    const pass = place && proxyPass(place);
    if (!raised || !pass) return [];
    return [
      {
        line: raised.line,
        lastLine: raised.lastLine,
        means: `The socket’s request is answered by ${nameOf(place)}, so this line does nothing for it. There a quiet socket ends after ${readTimeoutOf(place)} seconds. Put the line in that location.`,
        ...after(lines, pass, [`proxy_read_timeout ${raised.args[0] ?? '1h'};`]),
      },
    ];
  },
};

const basicLogin: Rule<NginxConfig> = {
  id: 'nginx-basic-login',
  what: 'The socket’s path asks for a user name and a password',
  gives: ['login'],
  hits: (config, lines) =>
    config.places.flatMap((place) => {
      const line = effective(place.levels, 'auth_basic').at(-1);
      const pass = proxyPass(place);
      if (!pass || !line || line.args[0] === 'off') return [];
      const isOwn = own(place).includes(line);
      return [
        {
          line: line.line,
          lastLine: line.lastLine,
          means:
            'A handshake without the password gets 401, and a browser does not ask for a password for a socket. Switch it off for the socket’s location and let the application check the user.',
          ...(isOwn ? instead(lines, line, 'auth_basic off;') : before(lines, pass, 'auth_basic off;')),
        },
      ];
    }),
};

/** The rules of this file. */
export const routingRules: readonly Rule<NginxConfig>[] = [
  expressionWins,
  notProxied,
  redirects,
  trailingSlash,
  pathReplaced,
  noResolver,
  timeoutElsewhere,
  basicLogin,
  nameLookedUpOnce,
];
