/** Rules for Apache. Pure. */
import { looksLikeSocket } from '../asked.ts';
import { socketLeftOut } from '../csp.ts';
import type { Directive } from '../directive.ts';
import { named } from '../directive.ts';
import { replaced, reworded } from '../lines.ts';
import type { Lines } from '../lines.ts';
import type { Hit, Rule } from '../rule.ts';
import { passFor, setting, takes } from './config.ts';
import type { ApacheConfig, Host, Pass } from './config.ts';

const defaultTimeout = 60;
const shortSeconds = 60;
/** A worker is bound for each socket, so fewer than these are used up by a handful of people. */
const fewWorkers = 10;
const defaultFieldSize = 8190;

type ApacheRule = Rule<ApacheConfig>;

interface Faulty {
  host: Host;
  pass: Pass;
}

/** What is wrong with the rule that gets the socket's request; `undefined` where it upgrades, or nothing is passed on. */
function faultOf(
  host: Host,
  path: string | undefined,
): { kind: 'order' | 'path' | 'missing'; pass: Pass } | undefined {
  const able = host.passes.filter(({ upgrades }) => upgrades);
  if (path === undefined) {
    const late = able.find(
      (each) =>
        each.kind === 'prefix' &&
        passFor(host, each.path) !== each &&
        passFor(host, each.path)?.upgrades === false,
    );
    if (late) return { kind: 'order', pass: late };
    const plain = host.passes.filter((each) => each.kind !== 'rewrite' && each.target !== '!');
    const [first] = [
      ...plain.filter((each) => looksLikeSocket(each.path)),
      ...plain.filter((each) => each.path === '/'),
      ...plain,
    ];
    return able.length === 0 && first ? { kind: 'missing', pass: first } : undefined;
  }
  const pass = passFor(host, path);
  if (!pass || pass.upgrades || pass.target === '!') return undefined;
  const late = able.find((each) => each.kind !== 'rewrite' && takes(each, path));
  if (late) return { kind: 'order', pass: late };
  const other = able.find((each) => takes(each, path) === false);
  return other ? { kind: 'path', pass: other } : { kind: 'missing', pass };
}

function faulty({ hosts, asked }: ApacheConfig, kind: 'order' | 'path' | 'missing'): Faulty[] {
  return hosts.flatMap((host) => {
    const fault = faultOf(host, asked.path);
    return fault?.kind === kind ? [{ host, pass: fault.pass }] : [];
  });
}

const oneLine = ({ line, lastLine }: Directive) => line === lastLine;

const upgradeMissing: ApacheRule = {
  id: 'apache-upgrade-missing',
  what: 'ProxyPass drops the upgrade',
  gives: ['upgrade-dropped'],
  hits: (config, lines) =>
    faulty(config, 'missing').map(({ pass: { directive } }) => ({
      line: directive.line,
      lastLine: directive.lastLine,
      means:
        'ProxyPass to http:// takes Upgrade out of the request unless it says upgrade=websocket (from 2.4.47 on). To load mod_proxy_wstunnel alone changes nothing. Older versions need a rule to ws://.',
      ...(oneLine(directive) && {
        change: replaced(lines, directive.line, `${lines.at(directive.line).trim()} upgrade=websocket`),
      }),
    })),
};

const ruleOrder: ApacheRule = {
  id: 'apache-rule-order',
  what: 'An earlier ProxyPass takes the socket’s path',
  gives: ['upgrade-dropped'],
  hits: (config, lines) =>
    faulty(config, 'order').flatMap(({ host, pass: { directive, path } }): Hit[] => {
      const earlier = passFor(host, config.asked.path ?? path)?.directive;
      if (!earlier) return [];
      const between = Array.from({ length: directive.line - earlier.line }, (_, index) =>
        lines.at(earlier.line + index),
      );
      return [
        {
          line: directive.line,
          lastLine: directive.lastLine,
          means: `Apache takes the first ProxyPass that fits, and line ${earlier.line} fits this path too, without an upgrade. Put the longer path first.`,
          ...(oneLine(directive) &&
            directive.line > earlier.line && {
              change: {
                line: earlier.line,
                removed: [...between, lines.at(directive.line)],
                added: [lines.at(directive.line), ...between],
              },
            }),
        },
      ];
    }),
};

const otherPath: ApacheRule = {
  id: 'apache-other-path',
  what: 'The rule for sockets does not match this path',
  gives: ['other-route'],
  hits: (config, lines) =>
    faulty(config, 'path').map(({ pass: { directive, kind, target } }) => {
      const [, origin] = /^(wss?:\/\/[^/]+)/i.exec(target) ?? [];
      const isRewrite = kind === 'rewrite' && origin !== undefined && oneLine(directive);
      return {
        line: directive.line,
        lastLine: directive.lastLine,
        means: `The socket asks for ${config.asked.path ?? 'another path'}, which this rule does not match, so an ordinary ProxyPass answers. Compare the path in the access log with the rule.`,
        ...(isRewrite && {
          change: replaced(lines, directive.line, `RewriteRule ^/?(.*) ${origin}/$1 [P,L]`),
        }),
      };
    }),
};

const wholeConnection: ApacheRule = {
  id: 'apache-connection-compared-whole',
  what: 'The Connection header is compared as a whole',
  gives: ['upgrade-dropped'],
  hits: ({ hosts }, lines) =>
    hosts.flatMap(({ passes }) =>
      passes
        .flatMap(({ conditions }) => conditions)
        .filter(
          ({ args }) =>
            /^%\{HTTP:Connection\}$/i.test(args[0] ?? '') &&
            /^[=^]"?upgrade"?\$?$/i.test(args[1] ?? '') &&
            args[1] !== '^upgrade',
        )
        .map((directive) => ({
          line: directive.line,
          lastLine: directive.lastLine,
          means:
            'Connection is a list. Firefox sends “keep-alive, Upgrade”, which this condition refuses, so its sockets miss the rule and Chrome’s do not.',
          ...(oneLine(directive) && {
            change: reworded(lines, directive.line, directive.args[1] ?? '', 'upgrade'),
          }),
        })),
    ),
};

const headerTakenOut: ApacheRule = {
  id: 'apache-upgrade-taken-out',
  what: 'A line takes the upgrade headers out of the request',
  gives: ['upgrade-dropped'],
  hits: ({ global, hosts }) =>
    [...new Set([...global, ...hosts.flatMap(({ directives }) => directives)])]
      .filter(({ name, args: [action = '', header = '', value = ''] }) => {
        const isChange =
          /^unset$/i.test(action) || (/^set$/i.test(action) && !/upgrade|websocket/i.test(value));
        return name === 'requestheader' && isChange && /^(?:upgrade|connection)$/i.test(header);
      })
      .map(({ line, lastLine }) => ({
        line,
        lastLine,
        means: 'Without Upgrade and Connection the application gets an ordinary GET and never answers 101.',
      })),
};

/** The limits of silence that hold for a host, each with its line if there is one. */
function limitsOf(config: ApacheConfig, host: Host): { seconds: number; line?: Directive }[] {
  const secondsIn = (directive: Directive | undefined) =>
    Number(/^\d{1,9}$/.exec(directive?.args[0] ?? '')?.[0] ?? Number.NaN);
  const client = setting(config, host, 'timeout');
  const clientSeconds = client ? secondsIn(client) : defaultTimeout;
  const pass = host.passes.find(
    ({ upgrades, directive }) => upgrades && directive.args.some((arg) => /^timeout=\d+$/i.test(arg)),
  )?.directive;
  const own = pass && Number(pass.args.find((arg) => /^timeout=/i.test(arg))?.slice('timeout='.length));
  const proxy = setting(config, host, 'proxytimeout');
  return [
    { seconds: clientSeconds, ...(client && { line: client }) },
    own !== undefined && pass
      ? { seconds: own, line: pass }
      : { seconds: proxy ? secondsIn(proxy) : clientSeconds, ...(proxy && { line: proxy }) },
  ];
}

const carries = ({ passes }: Host) => passes.some(({ upgrades }) => upgrades);

const timeout: ApacheRule = {
  id: 'apache-timeout',
  what: 'Apache’s timeout ends quiet sockets',
  gives: ['short-timeout'],
  hits: (config, lines) =>
    config.hosts.filter(carries).flatMap((host): Hit[] => {
      const limits = limitsOf(config, host);
      const set = limits.filter(({ line }) => line !== undefined);
      const most = Math.max(...limits.map(({ seconds }) => seconds));
      const line = (set.find(({ line: each }) => each?.name === 'proxytimeout') ?? set[0])?.line;
      if (!line || !(most <= shortSeconds)) return [];
      const canChange = line.name === 'proxytimeout' && oneLine(line);
      return [
        {
          line: line.line,
          lastLine: line.lastLine,
          means: `Apache ends the socket after ${most} silent seconds: the larger of Timeout and the timeout of the backend counts (from 2.4.53 on). Raise ProxyTimeout, or ping more often than that.`,
          ...(canChange && { change: replaced(lines, line.line, 'ProxyTimeout 3600') }),
        },
      ];
    }),
};

const defaultTimeoutNote: ApacheRule = {
  id: 'apache-default-timeout',
  what: 'Apache’s default ends quiet sockets after 60 seconds',
  gives: [],
  hits: (config) =>
    config.hosts
      .filter((host) => carries(host) && limitsOf(config, host).every(({ line }) => line === undefined))
      .flatMap(({ passes }) => passes.filter(({ upgrades }) => upgrades).slice(0, 1))
      .map(({ directive: { line, lastLine } }) => ({
        line,
        lastLine,
        means:
          'Neither Timeout nor ProxyTimeout is set. If the socket drops after a minute of silence, set ProxyTimeout 3600, or ping every 20 seconds; otherwise leave it.',
      })),
};

const settingOfTrunk: ApacheRule = {
  id: 'apache-setting-of-trunk',
  what: 'A setting that Apache 2.4 does not have',
  gives: ['not-applied'],
  hits: ({ global, hosts }, lines) =>
    [...new Set([...global, ...hosts.flatMap(({ directives }) => directives)])]
      .filter(
        ({ name }) =>
          name === 'proxywebsocketidletimeout' ||
          name === 'proxywebsocketasync' ||
          name === 'proxywebsocketasyncdelay',
      )
      .map((directive) => ({
        line: directive.line,
        lastLine: directive.lastLine,
        means:
          'It is in the documentation of the development version only; Apache 2.4 does not start with it. In 2.4, ProxyTimeout ends quiet sockets.',
        ...(oneLine(directive) &&
          directive.name === 'proxywebsocketidletimeout' && {
            change: replaced(lines, directive.line, 'ProxyTimeout 3600'),
          }),
      })),
};

const everywhere = (config: ApacheConfig, name: string) =>
  [...new Set([...config.global, ...config.hosts.flatMap(({ directives }) => directives)])].filter(
    (each) => each.name === name,
  );

const headerSize: ApacheRule = {
  id: 'apache-header-size',
  what: 'Large request headers are refused',
  gives: ['header-limit'],
  hits: (config, lines) =>
    everywhere(config, 'limitrequestfieldsize')
      .filter(({ args }) => Number(args[0]) <= defaultFieldSize)
      .map((directive) => ({
        line: directive.line,
        lastLine: directive.lastLine,
        means: `One header line may have ${directive.args[0] ?? ''} bytes. A handshake carries all cookies of the site; beyond that Apache answers 400.`,
        ...(oneLine(directive) && { change: replaced(lines, directive.line, 'LimitRequestFieldSize 16380') }),
      })),
};

const workers: ApacheRule = {
  id: 'apache-few-workers',
  what: 'Few workers, and each socket keeps one',
  gives: ['few-connections'],
  hits: (config, lines) =>
    ['maxrequestworkers', 'maxclients']
      .flatMap((name) => everywhere(config, name))
      .filter(({ args }) => Number(args[0]) <= fewWorkers)
      .map((directive) => ({
        line: directive.line,
        lastLine: directive.lastLine,
        means: `A proxied socket keeps a worker for as long as it is open, so ${directive.args[0] ?? ''} sockets use all of them up and further requests hang.`,
        ...(oneLine(directive) && { change: replaced(lines, directive.line, 'MaxRequestWorkers 400') }),
      })),
};

const preserveHost: ApacheRule = {
  id: 'apache-host-not-passed',
  what: 'The application does not see the Host that the browser asked for',
  gives: [],
  hits: (config) =>
    config.hosts
      .filter(
        (host) =>
          carries(host) && setting(config, host, 'proxypreservehost')?.args[0]?.toLowerCase() !== 'on',
      )
      .flatMap(({ passes }) => passes.filter(({ upgrades }) => upgrades).slice(0, 1))
      .map(({ directive: { line, lastLine } }) => ({
        line,
        lastLine,
        means:
          'If the application compares Origin with Host and refuses the socket, usually with 403, add ProxyPreserveHost On.',
      })),
};

const basicLogin: ApacheRule = {
  id: 'apache-basic-login',
  what: 'A user name and a password are asked for',
  gives: ['login'],
  hits: (config: ApacheConfig) =>
    everywhere(config, 'authtype')
      .filter(({ args }) => /^(?:basic|digest)$/i.test(args[0] ?? ''))
      .slice(0, 1)
      .map(({ line, lastLine }) => ({
        line,
        lastLine,
        means:
          'A handshake without the password gets 401, and a browser does not ask for a password for a socket. Leave the socket’s path out, and let the application check the user.',
      })),
};

const contentSecurityPolicy: ApacheRule = {
  id: 'apache-csp',
  what: 'The Content-Security-Policy leaves the socket out',
  gives: ['csp'],
  hits: (config: ApacheConfig, lines: Lines) =>
    everywhere(config, 'header').flatMap((directive): Hit[] => {
      const at = directive.args.findIndex((arg) => arg.toLowerCase() === 'content-security-policy');
      const names = [...named(config.global, 'servername'), ...everywhere(config, 'servername')].flatMap(
        ({ args }) => args,
      );
      return at < 0 ? [] : socketLeftOut(directive.args[at + 1] ?? '', config.asked, names, directive, lines);
    }),
};

/** All rules for Apache. */
export const apacheRules: readonly ApacheRule[] = [
  upgradeMissing,
  ruleOrder,
  otherPath,
  wholeConnection,
  headerTakenOut,
  timeout,
  settingOfTrunk,
  headerSize,
  workers,
  basicLogin,
  contentSecurityPolicy,
  defaultTimeoutNote,
  preserveHost,
];
