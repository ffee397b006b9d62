/** The reader of Envoy configs, and its rules. Pure. */
import { readerOf } from '../rule.ts';
import type { Hit, Rule } from '../rule.ts';
import { addedAfter, reworded } from '../lines.ts';
import { at, keysOf, parseYaml, textAt, withKey } from '../yaml.ts';
import type { Node } from '../yaml.ts';

interface EnvoyConfig {
  /** Managers of HTTP connections, as maps. */
  managers: readonly { line: number; node: Node }[];
  documents: readonly Node[];
}

const shortSeconds = 60;

/** A time as Envoy writes it, in seconds. */
const secondsOf = (value: Node['value']) => {
  const [, number] = /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(String(value)) ?? [];
  return number === undefined ? undefined : Number(number);
};

const isWebsocket = (list: Node) =>
  (list.items ?? []).some(
    (each) =>
      textAt(each, 'upgrade_type')?.toLowerCase() === 'websocket' && textAt(each, 'enabled') !== 'false',
  );

const upgradeOff: Rule<EnvoyConfig> = {
  id: 'envoy-upgrade-off',
  what: 'Upgrades are not switched on',
  gives: ['upgrade-off'],
  hits: ({ managers }, lines) =>
    managers
      .filter(({ node }) => !withKey(node, 'upgrade_configs').some((each) => isWebsocket(each.node)))
      .map(({ node }): Hit => {
        const prefix = node.entries?.get('stat_prefix');
        const line = prefix?.line ?? node.line;
        return {
          line,
          means:
            'Envoy refuses an upgrade, with 403, unless upgrade_configs of the connection manager or the route names websocket.',
          ...(prefix && {
            change: addedAfter(lines, line, 'upgrade_configs:', '- upgrade_type: websocket'),
          }),
        };
      }),
};

const idleTimeout: Rule<EnvoyConfig> = {
  id: 'envoy-idle-timeout',
  what: 'An idle timeout ends quiet sockets',
  gives: ['short-timeout'],
  hits: ({ documents }, lines) =>
    documents.flatMap((document) =>
      [
        ...withKey(document, 'stream_idle_timeout'),
        ...withKey(document, 'routes').flatMap(({ node }) => withKey(node, 'idle_timeout')),
      ].flatMap(({ line, node }): Hit[] => {
        const seconds = secondsOf(node.value);
        if (seconds === undefined || seconds === 0 || seconds > shortSeconds) return [];
        return [
          {
            line,
            means: `Envoy ends the socket after ${seconds} seconds in which neither side sends a byte. Raise the limit, or ping more often than that.`,
            change: reworded(lines, line, String(node.value), '3600s'),
          },
        ];
      }),
    ),
};

const lifetime: Rule<EnvoyConfig> = {
  id: 'envoy-lifetime',
  what: 'Sockets are closed after a fixed time',
  gives: ['lifetime'],
  hits: ({ documents }) =>
    documents.flatMap((document) =>
      ['max_stream_duration', 'max_connection_duration', 'max_downstream_connection_duration']
        .flatMap((key) => withKey(document, key))
        .filter(({ node }) => node.entries === undefined || at(node, 'max_stream_duration') !== undefined)
        .filter(({ node }) => secondsOf(node.value ?? at(node, 'max_stream_duration')?.value) !== 0)
        .map(({ line }) => ({
          line,
          means:
            'Envoy ends each socket when this time is over, busy or not. Without the line it sets no limit.',
        })),
    ),
};

const http2Upstream: Rule<EnvoyConfig> = {
  id: 'envoy-http2-upstream',
  what: 'HTTP/2 is spoken to the cluster, without extended CONNECT',
  gives: ['http2-upstream'],
  hits: ({ documents }) =>
    documents.flatMap((document) =>
      withKey(document, 'clusters').flatMap(({ node }) =>
        withKey(node, 'http2_protocol_options')
          .filter((each) => textAt(each.node, 'allow_connect') !== 'true')
          .map(({ line }) => ({
            line,
            means:
              'Over HTTP/2 a socket needs allow_connect: true here, and a server that knows extended CONNECT. Few do; HTTP/1.1 to the cluster needs neither.',
          })),
      ),
    ),
};

/** Reads Envoy configs. */
export const envoyReader = readerOf({
  id: 'envoy-config',
  format: 'Envoy config',
  front: 'gateway',
  recognise: (text) =>
    /^[ \t]*static_resources:/m.test(text) || /http_connection_manager/.test(text)
      ? /^[ \t]*(?:- )?[\w.]+:/m.test(text)
        ? 0.9
        : 0.3
      : 0,
  parse(text) {
    const { documents, unread } = parseYaml(text);
    const managers = documents.flatMap((document) =>
      withKey(document, 'typed_config').filter(({ node }) =>
        /HttpConnectionManager$/.test(textAt(node, '@type') ?? ''),
      ),
    );
    const isConfig = documents.some(({ entries }) => entries !== undefined);
    return {
      config: isConfig ? { managers, documents } : undefined,
      unread,
      ignored: without(keysOf(documents), ['static_resources']),
    };
  },
  rules: [upgradeOff, idleTimeout, lifetime, http2Upstream],
});

const without = (names: ReadonlyMap<string, number>, known: readonly string[]) =>
  new Map([...names].filter(([name]) => !known.includes(name)));
