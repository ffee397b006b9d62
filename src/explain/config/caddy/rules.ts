/** Rules for Caddy. Pure. */
import { looksLikeSocket } from '../asked.ts';
import { socketLeftOut } from '../csp.ts';
import type { Directive } from '../directive.ts';
import { removed, replaced, reworded } from '../lines.ts';
import type { Hit, Rule } from '../rule.ts';
import { isForUpgrades, pathsOf, takesPath } from './config.ts';
import type { CaddyConfig, Handler } from './config.ts';

type CaddyRule = Rule<CaddyConfig>;

const inside = (directive: Directive, name: string): Directive[] =>
  (directive.block ?? []).flatMap((each) => [...(each.name === name ? [each] : []), ...inside(each, name)]);

const proxies = (directive: Directive) =>
  directive.name === 'reverse_proxy' || inside(directive, 'reverse_proxy').length > 0;

const firstFolder = (path: string) => path.split('/')[1]?.replace(/\*$/, '') ?? '';

const otherPath: CaddyRule = {
  id: 'caddy-other-path',
  what: 'The matcher for sockets does not take this path',
  gives: ['other-route'],
  hits: (config, lines) => {
    const { path } = config.asked;
    if (path === undefined || firstFolder(path) === '') return [];
    const near = config.handlers.filter(({ directive, around }) => {
      const paths = around.length === 0 && proxies(directive) ? pathsOf(config, directive) : undefined;
      return paths?.some((each) => firstFolder(each) === firstFolder(path)) === true;
    });
    if (near.some(({ directive }) => pathsOf(config, directive)?.some((each) => takesPath(each, path))))
      return [];
    return near.map(({ directive }) => {
      const [matcher = ''] = directive.args;
      const bare = matcher.replace(/\/?\*?$/, '');
      const line = lines.at(directive.line).trim();
      return {
        line: directive.line,
        means: `The socket asks for ${path}, which this matcher does not take: in Caddy /ws is that one path, and /ws/* is everything below it without /ws itself.`,
        ...(matcher.startsWith('/') && {
          change: replaced(
            lines,
            directive.line,
            `@socket path ${bare} ${bare}/*`,
            line.replace(matcher, '@socket'),
          ),
        }),
      };
    });
  },
};

const prefixTaken: CaddyRule = {
  id: 'caddy-prefix-taken-off',
  what: 'handle_path takes the beginning of the path off',
  gives: ['other-route'],
  hits: ({ handlers, asked: { path } }, lines) =>
    handlers
      .filter(({ directive }) => {
        const [matcher = ''] = directive.args;
        const isMeant = path === undefined ? looksLikeSocket(matcher) : takesPath(matcher, path);
        const restores = inside(directive, 'rewrite').length > 0;
        return (
          directive.name === 'handle_path' &&
          proxies(directive) &&
          isMeant &&
          !restores &&
          matcher.startsWith('/')
        );
      })
      .map(({ directive }) => ({
        line: directive.line,
        means: `The application gets the path without ${(directive.args[0] ?? '').replace(/\/?\*$/, '').slice(0, 60)}. If its endpoint has that path, it answers 404; handle keeps the path.`,
        change: reworded(lines, directive.line, /^handle_path\b/, 'handle'),
      })),
};

const redirected: CaddyRule = {
  id: 'caddy-redirects',
  what: 'This path is redirected',
  gives: ['redirects'],
  hits: (config) => {
    const { path } = config.asked;
    if (path === undefined) return [];
    const takes = ({ directive }: Handler) =>
      pathsOf(config, directive)?.some((each) => takesPath(each, path)) === true;
    return config.handlers
      .filter((handler) => {
        const isTaken =
          takes(handler) || handler.around.some((directive) => takes({ directive, around: [] }));
        return handler.directive.name === 'redir' && isTaken;
      })
      .map(({ directive: { line } }) => ({
        line,
        means:
          'A browser does not follow a redirect of a WebSocket handshake. Pass this path on, or change the address of the socket.',
      }));
  },
};

/** Proxied lines that speak HTTP/2 alone to the backend. */
function speaksHttp2(directive: Directive): Directive | undefined {
  if (directive.name !== 'reverse_proxy') return undefined;
  if (directive.args.some((each) => each.startsWith('h2c://'))) return directive;
  return inside(directive, 'versions').find(({ args }) => args.length > 0 && !args.includes('1.1'));
}

const http2Backend: CaddyRule = {
  id: 'caddy-http2-backend',
  what: 'HTTP/2 alone is spoken to the backend',
  gives: ['http2-upstream'],
  hits: (config) => {
    const hasOther = config.handlers.some(
      ({ directive }) =>
        directive.name === 'reverse_proxy' && isForUpgrades(config, directive) && !speaksHttp2(directive),
    );
    return hasOther
      ? []
      : config.handlers.flatMap(({ directive }) => {
          const found = speaksHttp2(directive);
          return found
            ? [
                {
                  line: found.line,
                  means:
                    'An upgrade needs HTTP/1.1 to the backend. Send handshakes there on their own: a matcher on “header Upgrade websocket” with a reverse_proxy over HTTP/1.1.',
                },
              ]
            : [];
        });
  },
};

const lifetime: CaddyRule = {
  id: 'caddy-stream-timeout',
  what: 'Sockets are closed after a fixed time',
  gives: ['lifetime'],
  hits: ({ handlers }, lines) =>
    handlers
      .filter(({ directive: { name, args } }) => name === 'stream_timeout' && args[0] !== '0')
      .map(({ directive: { line, args } }) => ({
        line,
        means: `Caddy closes each socket ${(args[0] ?? '').slice(0, 20)} after it opened, busy or not. Without the line it sets no limit.`,
        change: removed(lines, line),
      })),
};

const firewall: CaddyRule = {
  id: 'caddy-firewall',
  what: 'A web application firewall stands before the socket',
  gives: ['firewall'],
  hits: (config) => {
    const bypasses = config.handlers.some(
      ({ directive }) => isForUpgrades(config, directive) && proxies(directive),
    );
    return bypasses || !config.handlers.some(({ directive }) => directive.name === 'reverse_proxy')
      ? []
      : config.handlers
          .filter(({ directive }) => directive.name === 'coraza_waf')
          .map(({ directive: { line } }) => ({
            line,
            means:
              'The firewall wraps the answer, and older versions then break the connection that was upgraded, even where it only watches. Take handshakes to reverse_proxy before it, by a matcher on their headers.',
          }));
  },
};

const upgradeTakenOut: CaddyRule = {
  id: 'caddy-upgrade-taken-out',
  what: 'A line takes the upgrade headers out of the request',
  gives: ['upgrade-dropped'],
  hits: ({ handlers }, lines) =>
    handlers
      .filter(
        ({
          directive: {
            name,
            args: [header = '', value = ''],
          },
        }) => {
          const isTaken = /^-(?:upgrade|connection)$/i.test(header);
          const isReplaced =
            /^\+?(?:upgrade|connection)$/i.test(header) && !/upgrade|websocket|\{/i.test(value);
          return name === 'header_up' && (isTaken || isReplaced);
        },
      )
      .map(({ directive: { line } }) => ({
        line,
        means:
          'Caddy passes an upgrade on by itself. Without these headers the application gets an ordinary GET and never answers 101.',
        change: removed(lines, line),
      })),
};

const hostReplaced: CaddyRule = {
  id: 'caddy-host-replaced',
  what: 'The application sees another Host than the browser asked for',
  gives: ['host-rewritten'],
  hits: ({ handlers }, lines) =>
    handlers
      .filter(
        ({
          directive: {
            name,
            args: [header = '', value = ''],
          },
        }) =>
          name === 'header_up' &&
          /^host$/i.test(header) &&
          !/^\{(?:http\.request\.)?(?:host|hostport)\}$/.test(value),
      )
      .map(({ directive: { line } }) => ({
        line,
        means:
          'A server that compares Origin with Host refuses the socket, usually with 403. Caddy keeps the Host unless a line like this changes it.',
        change: removed(lines, line),
      })),
};

const basicLogin: CaddyRule = {
  id: 'caddy-basic-login',
  what: 'A user name and a password are asked for',
  gives: ['login'],
  hits: (config) => {
    const { path } = config.asked;
    return config.handlers
      .filter(({ directive }) => {
        const paths = pathsOf(config, directive);
        const isMeant =
          paths === undefined || path === undefined || paths.some((each) => takesPath(each, path));
        return (directive.name === 'basic_auth' || directive.name === 'basicauth') && isMeant;
      })
      .map(({ directive: { line } }) => ({
        line,
        means:
          'A handshake without the password gets 401, and a browser does not ask for a password for a socket. Leave the socket’s path out, and let the application check the user.',
      }));
  },
};

const contentSecurityPolicy: CaddyRule = {
  id: 'caddy-csp',
  what: 'The Content-Security-Policy leaves the socket out',
  gives: ['csp'],
  hits: ({ handlers, sites, asked }, lines) =>
    handlers.flatMap(({ directive }): Hit[] => {
      const words = [directive.name, ...directive.args];
      const at = words.findIndex((each) => /^[+?]?content-security-policy$/i.test(each));
      const names = sites.flatMap((site) => site.names);
      return at < 0 ? [] : socketLeftOut(words[at + 1] ?? '', asked, names, directive, lines);
    }),
};

const reloadCloses: CaddyRule = {
  id: 'caddy-reload',
  what: 'A reload closes all sockets at once',
  gives: [],
  hits: ({ handlers }) =>
    handlers
      .filter(
        ({ directive }) =>
          directive.name === 'reverse_proxy' && inside(directive, 'stream_close_delay').length === 0,
      )
      .slice(0, 1)
      .map(({ directive: { line } }) => ({
        line,
        means:
          'When the config changes, Caddy closes every proxied socket with 1001. stream_close_delay 5m spreads that out.',
      })),
};

/** All rules for Caddy. */
export const caddyRules: readonly CaddyRule[] = [
  otherPath,
  prefixTaken,
  redirected,
  http2Backend,
  lifetime,
  firewall,
  upgradeTakenOut,
  hostReplaced,
  basicLogin,
  contentSecurityPolicy,
  reloadCloses,
];
