/** Rules for timeouts, sizes and counts. Pure. */
import type { Rule } from '../../rule.ts';
import { bytesOf, effective, proxyPass, secondsOf, everywhere, own } from '../config.ts';
import type { NginxConfig, Place } from '../config.ts';
import type { Directive } from '../../directive.ts';
import { passesUpgrade } from '../headers.ts';
import { named } from '../../directive.ts';
import { after, instead, nameOf } from './change.ts';

/** A socket that is quiet for so long is ordinary; a lower limit ends it. */
const shortSeconds = 60;
const defaultReadSeconds = 60;
/** A reload that leaves open sockets less than this cuts them. */
const shortShutdown = 3600;
const defaultHeaderBytes = 8192;
const defaultWorkerConnections = 512;

const isOpened = (config: NginxConfig) => (place: NginxConfig['places'][number]) =>
  proxyPass(place) !== undefined && passesUpgrade(config, place);

/** After how many seconds of silence nginx ends a socket of a place. */
export function readTimeoutOf({ levels }: Place): number {
  const line = effective(levels, 'proxy_read_timeout').at(-1);
  return (line && secondsOf(line.args[0])) ?? defaultReadSeconds;
}

/** Whether the limit of a place is short, and not set in the place itself. */
export const hasShortTimeout = (place: Place): boolean =>
  readTimeoutOf(place) <= shortSeconds && named(own(place), 'proxy_read_timeout').length === 0;

/** The line that raises the limit in a location that the socket does not use. */
export function raisedElsewhere({ servers, places }: NginxConfig): Directive | undefined {
  const used = new Set(places.flatMap(({ levels }) => levels));
  return servers
    .flatMap((server) => server.places)
    .filter((place) => !used.has(own(place)))
    .flatMap((place) => named(own(place), 'proxy_read_timeout'))
    .find(({ args }) => (secondsOf(args[0]) ?? 0) > shortSeconds);
}

const readTimeout: Rule<NginxConfig> = {
  id: 'nginx-read-timeout',
  what: 'proxy_read_timeout ends quiet sockets',
  gives: ['short-timeout'],
  hits: (config, lines) =>
    config.places.filter(isOpened(config)).flatMap((place) => {
      const line = effective(place.levels, 'proxy_read_timeout').at(-1);
      const seconds = secondsOf(line?.args[0]);
      const isToldElsewhere = hasShortTimeout(place) && raisedElsewhere(config) !== undefined;
      if (!line || seconds === undefined || seconds > shortSeconds || isToldElsewhere) return [];
      return [
        {
          line: line.line,
          lastLine: line.lastLine,
          means: `nginx ends the socket after ${seconds} seconds in which neither side sends a byte. Raise the limit, or ping more often than that.`,
          ...instead(lines, line, 'proxy_read_timeout 1h;'),
        },
      ];
    }),
};

const otherTimeout: Rule<NginxConfig> = {
  id: 'nginx-other-timeout',
  what: 'A timeout is raised that does not hold for quiet sockets',
  gives: ['short-timeout'],
  hits: (config, lines) =>
    config.places.filter(isOpened(config)).flatMap((place) => {
      if (effective(place.levels, 'proxy_read_timeout').length > 0) return [];
      const line = ['proxy_send_timeout', 'send_timeout', 'keepalive_timeout', 'proxy_connect_timeout']
        .flatMap((name) => effective(place.levels, name))
        .find(({ args }) => (secondsOf(args[0]) ?? 0) >= 300);
      if (!line) return [];
      return [
        {
          line: line.line,
          lastLine: line.lastLine,
          means: `${line.name} does not count the silence of a socket. proxy_read_timeout does, and it is not set, so nginx ends a quiet socket after ${shortSeconds} seconds.`,
          ...after(lines, line, ['proxy_read_timeout 1h;']),
        },
      ];
    }),
};

const defaultReadTimeout: Rule<NginxConfig> = {
  id: 'nginx-default-read-timeout',
  what: 'nginx’s default ends quiet sockets after 60 seconds',
  gives: [],
  hits: (config) =>
    config.places.filter(isOpened(config)).flatMap((place) => {
      const pass = proxyPass(place);
      if (!pass || effective(place.levels, 'proxy_read_timeout').length > 0) return [];
      return [
        {
          line: pass.line,
          lastLine: pass.lastLine,
          means: `${nameOf(place)} sets no proxy_read_timeout. If the socket drops after a minute of silence, set it to 1h, or ping every 20 seconds; otherwise leave it.`,
        },
      ];
    }),
};

const bufferingClaim: Rule<NginxConfig> = {
  id: 'nginx-buffering',
  what: 'proxy_buffering does nothing to a socket',
  gives: [],
  hits: (config) =>
    config.places.flatMap((place) =>
      effective(place.levels, 'proxy_buffering')
        .filter(({ args }) => args[0] === 'off')
        .map(({ line, lastLine }) => ({
          line,
          lastLine,
          means:
            'After the 101 nginx copies bytes without its buffers, whatever proxy_buffering says. The line helps server-sent events and long polling; it is no cure for a socket.',
        })),
    ),
};

const mapClose: Rule<NginxConfig> = {
  id: 'nginx-map-close',
  what: 'The map sends Connection: close with every ordinary request',
  gives: [],
  hits: (config) =>
    named(config.outer, 'map')
      .filter(({ args }) => args[1] === '$connection_upgrade')
      .slice(0, 1)
      .flatMap(({ block }) => (block ?? []).filter(({ name, args }) => name === '' && args[0] === 'close'))
      .filter(() =>
        named(config.outer, 'upstream').some(({ block }) => named(block ?? [], 'keepalive').length > 0),
      )
      .map(({ line }) => ({
        line,
        means:
          'Sockets are not harmed. But ordinary requests of the same location carry Connection: close, so the keepalive of the upstream group is of no use to them. An empty value leaves it working.',
      })),
};

const headerBuffers: Rule<NginxConfig> = {
  id: 'nginx-header-buffers',
  what: 'The buffers for request headers are small',
  gives: ['header-limit'],
  hits: (config, lines) =>
    everywhere(config, 'large_client_header_buffers')
      .filter(({ args }) => (bytesOf(args[1]) ?? Infinity) <= defaultHeaderBytes)
      .map((line) => ({
        line: line.line,
        lastLine: line.lastLine,
        means: `One header line must fit in ${line.args[1] ?? ''}. A handshake carries all cookies of the site; beyond that nginx answers 400 “Request Header Or Cookie Too Large”.`,
        ...instead(lines, line, `large_client_header_buffers ${line.args[0] ?? '4'} 16k;`),
      })),
};

const workerConnections: Rule<NginxConfig> = {
  id: 'nginx-worker-connections',
  what: 'Few connections for each worker',
  gives: ['few-connections'],
  hits: ({ directives }, lines) =>
    named(directives, 'events')
      .flatMap(({ block }) => named(block ?? [], 'worker_connections'))
      .filter(({ args }) => Number(args[0]) < defaultWorkerConnections)
      .map((line) => ({
        line: line.line,
        lastLine: line.lastLine,
        means: `A proxied socket takes two connections, so a worker carries about ${Math.floor(Number(line.args[0]) / 2)} of them. Further ones are refused, with “worker_connections are not enough” in the log.`,
        ...instead(lines, line, 'worker_connections 4096;'),
      })),
};

const shutdownTimeout: Rule<NginxConfig> = {
  id: 'nginx-shutdown-timeout',
  what: 'A reload soon cuts open sockets',
  gives: ['reload-cuts'],
  hits: ({ directives }, lines) =>
    named(directives, 'worker_shutdown_timeout')
      .filter(({ args }) => (secondsOf(args[0]) ?? Infinity) < shortShutdown)
      .map((line) => ({
        line: line.line,
        lastLine: line.lastLine,
        means: `After each reload the old workers close all their sockets within ${line.args[0] ?? ''}. Clients see 1006, all at once.`,
        ...instead(lines, line, 'worker_shutdown_timeout 12h;'),
      })),
};

const limitRequests: Rule<NginxConfig> = {
  id: 'nginx-limit-requests',
  what: 'Connecting is limited, without a reserve',
  gives: ['rate-limit'],
  hits: (config, lines) =>
    config.places.flatMap((place) =>
      effective(place.levels, 'limit_req')
        .filter(({ args }) => !args.some((arg) => arg.startsWith('burst=')))
        .map((line) => ({
          line: line.line,
          lastLine: line.lastLine,
          means:
            'Without burst nginx refuses each request that comes sooner than the rate allows, with 503. After a drop many clients come back at once, and most of them are refused.',
          ...instead(lines, line, `${['limit_req', ...line.args].join(' ')} burst=20 nodelay;`),
        })),
    ),
};

/** A place with one address, such as an office, has this many sockets open sooner or later. */
const fewConnections = 50;

const limitConnections: Rule<NginxConfig> = {
  id: 'nginx-limit-connections',
  what: 'Open sockets are limited to a few',
  gives: ['rate-limit'],
  hits: (config, lines) =>
    config.places.flatMap((place) =>
      effective(place.levels, 'limit_conn')
        .filter(({ args }) => Number(args[1]) < fewConnections)
        .map((line) => ({
          line: line.line,
          lastLine: line.lastLine,
          means: `A socket counts for as long as it is open. Beyond ${line.args[1] ?? ''} of them nginx answers 503, and everybody behind one router has one address.`,
          ...instead(lines, line, `limit_conn ${line.args[0] ?? ''} 100;`),
        })),
    ),
};

/** The rules of this file. */
export const limitRules: readonly Rule<NginxConfig>[] = [
  readTimeout,
  otherTimeout,
  headerBuffers,
  workerConnections,
  shutdownTimeout,
  limitRequests,
  limitConnections,
  defaultReadTimeout,
  bufferingClaim,
  mapClose,
];
