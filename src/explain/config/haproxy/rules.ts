/** Rules for HAProxy. Pure. */
import type { Directive } from '../directive.ts';
import { named } from '../directive.ts';
import { addedAfter, addedBefore, replaced } from '../lines.ts';
import type { Lines } from '../lines.ts';
import type { Hit, Rule } from '../rule.ts';
import { holds, pathsOf, secondsOf, timeoutOf } from './config.ts';
import type { HaproxyConfig, Section } from './config.ts';

type HaproxyRule = Rule<HaproxyConfig>;

const shortSeconds = 60;
const shortStop = 3600;
const fewConnections = 100;
const defaultBuffer = 16_384;

const indented = (lines: Lines, line: number) => lines.at(line).trim();

/** Hits that stand on one line are told once, however many routes lead there. */
function onceEach(hits: readonly Hit[]): Hit[] {
  return [...new Map(hits.map((hit) => [hit.line, hit])).values()];
}

/** The words of a time, as a person says them. */
const inSeconds = (seconds: number) => `${Number(seconds.toFixed(1))} seconds`;

const quietTimeout: HaproxyRule = {
  id: 'haproxy-timeout',
  what: 'A timeout of HAProxy ends quiet sockets',
  gives: ['short-timeout'],
  hits: ({ routes }, lines) =>
    onceEach(
      routes.flatMap(({ from, to }): Hit[] => {
        const tunnel = timeoutOf(to, 'tunnel');
        const sides = [timeoutOf(from, 'client') ?? timeoutOf(to, 'client'), timeoutOf(to, 'server')].flatMap(
          (line) => {
            const seconds = secondsOf(line?.args[1]);
            return line && seconds !== undefined && seconds > 0 ? [{ line, seconds }] : [];
          },
        );
        if (tunnel) {
          const seconds = secondsOf(tunnel.args[1]);
          if (seconds === undefined || seconds > shortSeconds) return [];
          return [
            {
              line: tunnel.line,
              means: `HAProxy ends the socket after ${inSeconds(seconds)} without a byte in either direction. Raise the limit, or ping more often than that.`,
              change: replaced(lines, tunnel.line, 'timeout tunnel 1h'),
            },
          ];
        }
        const [least] = [...sides].sort((a, b) => a.seconds - b.seconds);
        if (!least || least.seconds > shortSeconds) return [];
        const after = timeoutOf(to, 'server');
        return [
          {
            line: least.line.line,
            means: `Without “timeout tunnel” the ordinary timeouts hold for sockets too, and the shortest ends them after ${inSeconds(least.seconds)} of silence. Set timeout tunnel, in the backend or in defaults.`,
            ...(after && { change: addedAfter(lines, after.line, 'timeout tunnel 1h') }),
          },
        ];
      }),
    ),
};

const tunnelInFrontend: HaproxyRule = {
  id: 'haproxy-tunnel-in-frontend',
  what: '“timeout tunnel” stands where HAProxy ignores it',
  gives: ['not-applied'],
  hits: ({ sections }) =>
    sections
      .filter(({ kind }) => kind === 'frontend' || kind === 'global')
      .flatMap(({ kind, directives }) =>
        directives
          .filter(({ name, args }) => name === 'timeout' && args[0] === 'tunnel')
          .map(({ line }) => ({
            line,
            means: `A ${kind} section does not know this timeout: HAProxy only warns about it. It belongs in defaults, listen or the backend.`,
          })),
      ),
};

/** Routes whose paths are near the asked one and do not take it. */
const otherPath: HaproxyRule = {
  id: 'haproxy-other-path',
  what: 'The rule for sockets does not match this path',
  gives: ['other-route'],
  hits: ({ sections, asked, routes }, lines) => {
    const { path } = asked;
    if (path === undefined) return [];
    const [, folder = ''] = path.split('/');
    return sections
      .filter(({ kind }) => kind === 'frontend' || kind === 'listen')
      .flatMap((section) =>
        named(section.directives, 'use_backend')
          .filter(
            (directive) =>
              folder !== '' &&
              holds(section, directive, asked) === false &&
              pathsOf(section, directive).some((each) => each.split('/')[1] === folder) &&
              !routes.some(
                (route) =>
                  route.directive &&
                  pathsOf(route.from, route.directive).some((each) => each.split('/')[1] === folder),
              ),
          )
          .map((directive) => {
            const text = indented(lines, directive.line);
            const isBare = text.includes(`path_beg ${path}/`);
            return {
              line: directive.line,
              means: `The socket asks for ${path}, which this rule does not match, so the request goes to another backend. A path ending in a slash does not match the path without it.`,
              ...(isBare && {
                change: replaced(
                  lines,
                  directive.line,
                  text.replace(`path_beg ${path}/`, `path_beg ${path}`),
                ),
              }),
            };
          }),
      );
  },
};

/** The servers of the backends that the socket can reach. */
const servers = ({ routes }: HaproxyConfig): Directive[] => [
  ...new Set(
    routes.flatMap(({ to }) => [
      ...named(to.directives, 'server'),
      ...named(to.directives, 'server-template'),
    ]),
  ),
];

const optionOf = ({ args }: Directive, option: string): string | undefined => {
  const at = args.indexOf(option);
  return at < 0 ? undefined : (args[at + 1] ?? '');
};

const http2Backend: HaproxyRule = {
  id: 'haproxy-http2-backend',
  what: 'HTTP/2 alone is spoken to the server',
  gives: ['http2-upstream'],
  hits: (config, lines) =>
    servers(config)
      .filter((server) => {
        const isH2 = optionOf(server, 'alpn') === 'h2' || optionOf(server, 'proto') === 'h2';
        return isH2 && optionOf(server, 'ws') !== 'h1';
      })
      .map((server) => ({
        line: server.line,
        means:
          'A socket over HTTP/2 needs extended CONNECT, which few servers have. HAProxy falls back to HTTP/1.1 for sockets only where alpn lists it too.',
        ...(optionOf(server, 'alpn') === 'h2' && {
          change: replaced(
            lines,
            server.line,
            indented(lines, server.line).replace(/\balpn\s+h2(?=\s|$)/, 'alpn h2,http/1.1'),
          ),
        }),
      })),
};

const tlsPort: HaproxyRule = {
  id: 'haproxy-plain-to-tls-server',
  what: 'Plain HTTP is spoken to a server that expects TLS',
  gives: ['tls-mixed'],
  hits: (config, lines) =>
    servers(config)
      .filter(
        (server) =>
          /:(?:443|8443)$/.test(server.args[1] ?? '') &&
          !server.args.includes('ssl') &&
          !isTcp(config, server),
      )
      .map((server) => ({
        line: server.line,
        means:
          'The port is one for TLS, and the line has no “ssl”. A server that expects TLS answers 400, or closes. “verify none” does not check its certificate; to check it, name a ca-file.',
        change: replaced(lines, server.line, `${indented(lines, server.line)} ssl verify none`),
      })),
};

/** In mode tcp the TLS of the client passes through. */
const isTcp = ({ routes }: HaproxyConfig, server: Directive) =>
  routes.some(({ to: { directives, defaults } }) => {
    const mode = named(directives, 'mode').at(-1) ?? (defaults && named(defaults.directives, 'mode').at(-1));
    return directives.includes(server) && mode?.args[0] !== 'http';
  });

const maxConnections: HaproxyRule = {
  id: 'haproxy-few-connections',
  what: 'Few connections are allowed',
  gives: ['few-connections'],
  hits: (config, lines) => {
    const ofServers = servers(config).filter(
      (server) => Number(optionOf(server, 'maxconn') ?? Infinity) < fewConnections,
    );
    const ofSections = config.sections
      .flatMap(({ directives }) => named(directives, 'maxconn'))
      .filter(({ args }) => Number(args[0]) < fewConnections);
    return [...ofServers, ...ofSections].map((directive) => ({
      line: directive.line,
      means:
        'A socket keeps its connection for as long as it is open. Once they are all taken, further handshakes wait in a queue and end in 503.',
      change: replaced(
        lines,
        directive.line,
        indented(lines, directive.line).replace(/\bmaxconn\s+\d+/, 'maxconn 10000'),
      ),
    }));
  },
};

const bufferSize: HaproxyRule = {
  id: 'haproxy-buffer-size',
  what: 'Large request headers are refused',
  gives: ['header-limit'],
  hits: ({ sections }, lines) =>
    sections
      .flatMap(({ directives }) => named(directives, 'tune.bufsize'))
      .filter(({ args }) => Number(args[0]) <= defaultBuffer)
      .map(({ line, args }) => ({
        line,
        means: `All headers of a request must fit in ${args[0] ?? ''} bytes, less a reserve. A handshake carries all cookies of the site; beyond that HAProxy answers 400.`,
        change: replaced(lines, line, 'tune.bufsize 32768'),
      })),
};

const hardStop: HaproxyRule = {
  id: 'haproxy-hard-stop',
  what: 'A reload soon cuts open sockets',
  gives: ['reload-cuts'],
  hits: ({ sections }, lines) =>
    sections
      .flatMap(({ directives }) => named(directives, 'hard-stop-after'))
      .filter(({ args }) => (secondsOf(args[0]) ?? Infinity) < shortStop)
      .map(({ line, args }) => ({
        line,
        means: `After a reload the old process closes all its sockets within ${args[0] ?? ''}. Clients see 1006, all at once.`,
        change: replaced(lines, line, 'hard-stop-after 12h'),
      })),
};

/** Lines that change a header of requests on the socket's way. */
function headerLines(
  { routes }: HaproxyConfig,
  isMeant: (action: string, header: string, value: string) => boolean,
): Directive[] {
  const sections = new Set<Section>(routes.flatMap(({ from, to }) => [from, to]));
  return [...sections].flatMap(({ directives }) =>
    named(directives, 'http-request').filter(({ args: [action = '', header = '', value = ''] }) =>
      isMeant(action, header.toLowerCase(), value),
    ),
  );
}

const upgradeTakenOut: HaproxyRule = {
  id: 'haproxy-upgrade-taken-out',
  what: 'A line takes the upgrade headers out of the request',
  gives: ['upgrade-dropped'],
  hits: (config) =>
    headerLines(
      config,
      (action, header, value) =>
        (header === 'upgrade' || header === 'connection') &&
        (action === 'del-header' || (action === 'set-header' && !/upgrade|websocket/i.test(value))),
    ).map(({ line }) => ({
      line,
      means:
        'HAProxy passes an upgrade on by itself. Without these headers the server gets an ordinary GET and never answers 101.',
    })),
};

const hostReplaced: HaproxyRule = {
  id: 'haproxy-host-replaced',
  what: 'The server sees another Host than the browser asked for',
  gives: ['host-rewritten'],
  hits: (config) =>
    headerLines(
      config,
      (action, header, value) => action === 'set-header' && header === 'host' && !value.includes('%'),
    ).map(({ line }) => ({
      line,
      means:
        'A server that compares Origin with Host refuses the socket, usually with 403. HAProxy keeps the Host unless a line like this changes it.',
    })),
};

const noAffinity: HaproxyRule = {
  id: 'haproxy-no-affinity',
  what: 'Several servers, and nothing keeps a session on one of them',
  gives: ['no-affinity'],
  hits: ({ text, asked, routes }, lines) => {
    if (!/socket\.io|sockjs|engine\.io/i.test(asked.path ?? text)) return [];
    return onceEach(
      routes.flatMap(({ to }): Hit[] => {
        const [first, second] = named(to.directives, 'server').filter(({ args }) => !args.includes('backup'));
        const isSticky = to.directives.some(
          ({ name, args }) =>
            name === 'cookie' ||
            name === 'stick' ||
            name === 'stick-table' ||
            (name === 'balance' && !/^(?:roundrobin|leastconn|random|static-rr|first)/.test(args[0] ?? '')),
        );
        if (!first || !second || isSticky) return [];
        return [
          {
            line: to.line,
            means:
              'Socket.IO and SockJS begin with ordinary requests. Without stickiness these reach different servers, which do not know each other’s sessions: 400 “Session ID unknown”.',
            ...(named(to.directives, 'balance').length === 0 && {
              change: addedBefore(lines, first.line, 'balance source'),
            }),
          },
        ];
      }),
    );
  },
};

/** All rules for HAProxy. */
export const haproxyRules: readonly HaproxyRule[] = [
  quietTimeout,
  tunnelInFrontend,
  otherPath,
  http2Backend,
  tlsPort,
  maxConnections,
  bufferSize,
  hardStop,
  upgradeTakenOut,
  hostReplaced,
  noAffinity,
];
