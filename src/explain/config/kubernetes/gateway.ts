/**
 * Rules for the Gateway API. Source: kubernetes-sigs/gateway-api, apis/v1/httproute_types.go and GEP-1911; for Google's policy its reference of
 * networking.gke.io/v1. Pure.
 */
import { isNameOf, looksLikeSocket } from '../asked.ts';
import type { Asked } from '../asked.ts';
import { addedAfter, removed, replaced } from '../lines.ts';
import type { Lines } from '../lines.ts';
import type { Hit } from '../rule.ts';
import { at, textAt } from '../yaml.ts';
import type { Node } from '../yaml.ts';
import { isBelow, ofKind, shortSeconds } from './config.ts';
import type { KubernetesConfig, KubernetesRule } from './config.ts';

/** A rule of an HTTPRoute, and one of the matches by which it takes requests. */
interface Match {
  route: Node;
  rule: Node;
  type: string;
  path: string;
  /** The line to look at. */
  line: number;
}

const rulesOf = (route: Node): readonly Node[] => at(route, 'spec', 'rules')?.items ?? [];

/** The matches of a rule; one for everything where it has none. Those of another method are left out: a handshake is a GET. */
function matchesOf(route: Node, rule: Node): Match[] {
  const matches = at(rule, 'matches')?.items ?? [];
  if (matches.length === 0) return [{ route, rule, type: 'PathPrefix', path: '/', line: rule.line }];
  return matches
    .filter((match) => (textAt(match, 'method') ?? 'GET') === 'GET')
    .map((match) => ({
      route,
      rule,
      type: textAt(match, 'path', 'type') ?? 'PathPrefix',
      path: textAt(match, 'path', 'value') ?? '/',
      line: at(match, 'path', 'value')?.line ?? match.line,
    }));
}

function hasHost(route: Node, host: string | undefined): boolean {
  const names = (at(route, 'spec', 'hostnames')?.items ?? []).flatMap(({ value }) =>
    value === undefined || value === null ? [] : [String(value).toLowerCase()],
  );
  return host === undefined || names.length === 0 || names.some((name) => isNameOf(name, host));
}

/** Whether a match takes a path; nobody knows it of an expression, whose dialect is the implementation's. */
function takes({ type, path: wanted }: Match, path: string): boolean | undefined {
  if (type === 'Exact') return wanted === path;
  return type === 'PathPrefix' ? isBelow(wanted, path) : undefined;
}

/** The match that wins for the address of the socket: an exact one, then the longest prefix; `undefined` where an expression could win. */
function winner(matches: readonly Match[], path: string): Match | undefined {
  if (matches.some((match) => takes(match, path) === undefined)) return undefined;
  return matches
    .filter((match) => takes(match, path) === true)
    .sort(
      (a, b) => Number(b.type === 'Exact') - Number(a.type === 'Exact') || b.path.length - a.path.length,
    )[0];
}

/** The matches that the socket's request can reach: the one that wins for its path, or those whose paths are named like a socket's. */
function reached(config: KubernetesConfig): Match[] {
  const { host, path } = config.asked;
  const all = ofKind(config, 'HTTPRoute')
    .filter((route) => hasHost(route, host))
    .flatMap((route) => rulesOf(route).flatMap((rule) => matchesOf(route, rule)));
  if (path === undefined) return all.filter((match) => looksLikeSocket(match.path));
  return [winner(all, path) ?? []].flat();
}

const filtersOf = ({ rule }: Match, type: string): Node[] =>
  (at(rule, 'filters')?.items ?? []).filter((filter) => textAt(filter, 'type') === type);

/** Hits of a look at each filter of a type that the socket's request passes, each filter once. */
function ofFilters(
  config: KubernetesConfig,
  type: string,
  look: (filter: Node, match: Match) => readonly Hit[],
): Hit[] {
  const seen = new Set<Node>();
  return reached(config).flatMap((match) =>
    filtersOf(match, type).flatMap((filter) => {
      if (seen.has(filter)) return [];
      seen.add(filter);
      return look(filter, match);
    }),
  );
}

const otherRoute: KubernetesRule = {
  id: 'gateway-other-route',
  what: 'No HTTPRoute takes this address',
  gives: ['other-route'],
  hits: (config) => {
    const { host, path } = config.asked;
    const routes = ofKind(config, 'HTTPRoute');
    const [first] = routes;
    if (!first || path === undefined) return [];
    const ofHost = routes.filter((route) => hasHost(route, host));
    if (ofHost.length === 0)
      return [
        {
          line: at(first, 'spec', 'hostnames')?.line ?? first.line,
          means: `The socket asks for ${(host ?? '').slice(0, 100)}, and no HTTPRoute here has that name among its hostnames. The gateway answers 404.`,
        },
      ];
    const matches = ofHost.flatMap((route) => rulesOf(route).flatMap((rule) => matchesOf(route, rule)));
    const [line] = matches.map((match) => match.line);
    if (line === undefined || matches.some((match) => takes(match, path) !== false)) return [];
    return [
      {
        line,
        means: `The socket asks for ${path.slice(0, 100)}, and no match of an HTTPRoute takes it. The gateway answers 404. Exact takes one path and not those below it.`,
      },
    ];
  },
};

const prefixTaken: KubernetesRule = {
  id: 'gateway-prefix-taken-off',
  what: 'A filter changes the path',
  gives: ['other-route'],
  hits: (config) =>
    ofFilters(config, 'URLRewrite', (filter, match) => {
      const path = at(filter, 'urlRewrite', 'path');
      if (!path) return [];
      const put = textAt(path, 'replacePrefixMatch') ?? textAt(path, 'replaceFullPath') ?? '';
      if (put === match.path) return [];
      return [
        {
          line: path.line,
          means: `The application gets ${put === '' ? 'another path' : put.slice(0, 60)} instead of ${match.path.slice(0, 60)}. If its endpoint has the longer path, it answers 404.`,
        },
      ];
    }),
};

/** Listeners of the Gateways that speak plain HTTP. */
const plainListeners = (config: KubernetesConfig): Set<string> =>
  new Set(
    ofKind(config, 'Gateway').flatMap((gateway) =>
      (at(gateway, 'spec', 'listeners')?.items ?? []).flatMap((listener) =>
        textAt(listener, 'protocol') === 'HTTP' ? [textAt(listener, 'name') ?? ''] : [],
      ),
    ),
  );

/** Whether a route is bound to listeners of plain HTTP alone, by their name or by the usual port. */
function isPlainOnly(config: KubernetesConfig, route: Node): boolean {
  const plain = plainListeners(config);
  const parents = at(route, 'spec', 'parentRefs')?.items ?? [];
  return (
    parents.length > 0 &&
    parents.every((parent) => {
      const name = textAt(parent, 'sectionName');
      return (
        textAt(parent, 'port') === '80' ||
        (name !== undefined && (plain.has(name) || /^(?:web|http)$/i.test(name)))
      );
    })
  );
}

const redirects: KubernetesRule = {
  id: 'gateway-redirects',
  what: 'This path is redirected',
  gives: ['redirects'],
  hits: (config) =>
    ofFilters(config, 'RequestRedirect', (filter, { route }) =>
      // A socket of wss never meets the listener that sends the others to https.
      isPlainOnly(config, route)
        ? []
        : [
            {
              line: filter.line,
              means:
                'The gateway answers the handshake with a redirect, and a browser does not follow one for a WebSocket. If it is meant for plain HTTP, bind this route to that listener by sectionName.',
            },
          ],
    ),
};

const ofHandshake = /^(?:upgrade|connection|sec-websocket-(?:key|version|protocol|extensions))$/i;

/** A change that takes one name out of a list, where that name has a line to itself. */
function withoutItem(lines: Lines, item: Node): Pick<Hit, 'change'> {
  return /^- \S+$/.test(lines.at(item.line).trim()) ? { change: removed(lines, item.line) } : {};
}

const upgradeTakenOut: KubernetesRule = {
  id: 'gateway-upgrade-taken-out',
  what: 'A filter changes a header of the handshake',
  gives: ['upgrade-dropped'],
  hits: (config, lines) =>
    ofFilters(config, 'RequestHeaderModifier', (filter) => {
      const names = at(filter, 'requestHeaderModifier', 'remove')?.items ?? [];
      const set = at(filter, 'requestHeaderModifier', 'set')?.items ?? [];
      return [
        ...names
          .filter(({ value }) => ofHandshake.test(String(value)))
          .map((name) => ({
            line: name.line,
            means: `This takes ${String(name.value)} out of the request, so the application sees no handshake. Leave it in.`,
            ...(names.length > 1 && withoutItem(lines, name)),
          })),
        ...set
          .filter((header) => /^(?:upgrade|connection)$/i.test(textAt(header, 'name') ?? ''))
          .map((header) => ({
            line: header.line,
            means: `This replaces ${textAt(header, 'name') ?? ''} in the request, and the handshake needs its own. Leave it as it came.`,
          })),
      ];
    }),
};

/** A line `key: value` with another value. */
const withValue = (text: string, value: string) => `${text.slice(0, text.lastIndexOf(':'))}: ${value}`;

/** The ports of the Services that an HTTPRoute leads the socket to. */
function portsOf(config: KubernetesConfig): { service: string; port: Node; protocol: Node | undefined }[] {
  const wanted = new Set(
    reachedOrAll(config).flatMap(({ rule }) =>
      (at(rule, 'backendRefs')?.items ?? []).map(
        (ref) => `${textAt(ref, 'name') ?? ''}:${textAt(ref, 'port') ?? ''}`,
      ),
    ),
  );
  return ofKind(config, 'Service').flatMap((service) =>
    (at(service, 'spec', 'ports')?.items ?? []).flatMap((port) => {
      const name = textAt(service, 'metadata', 'name') ?? '';
      const isMeant = wanted.has(`${name}:${textAt(port, 'port') ?? ''}`);
      return isMeant ? [{ service: name, port, protocol: at(port, 'appProtocol') }] : [];
    }),
  );
}

/** As `reached`; all matches where no path is named like a socket's. */
function reachedOrAll(config: KubernetesConfig): Match[] {
  const found = reached(config);
  if (found.length > 0 || config.asked.path !== undefined) return found;
  const asked: Asked = { ...config.asked, path: '/' };
  return reached({ ...config, asked });
}

const tlsWithoutPolicy: KubernetesRule = {
  id: 'gateway-wss-without-policy',
  what: 'TLS to the pods is declared, and nothing says how',
  gives: ['tls-mixed'],
  hits: (config) => {
    const secured = new Set(
      ofKind(config, 'BackendTLSPolicy').flatMap((policy) =>
        (at(policy, 'spec', 'targetRefs')?.items ?? []).flatMap((target) => textAt(target, 'name') ?? []),
      ),
    );
    return portsOf(config)
      .filter(({ service, protocol }) => protocol?.value === 'kubernetes.io/wss' && !secured.has(service))
      .map(({ service, protocol, port }) => ({
        line: protocol?.line ?? port.line,
        means: `From an HTTPRoute, kubernetes.io/wss works only with a BackendTLSPolicy for the Service ${service.slice(0, 60)}, and none is here. If the pods speak plain ws, declare kubernetes.io/ws.`,
      }));
  },
};

const protocolName: KubernetesRule = {
  id: 'gateway-protocol-name',
  what: 'A name of a protocol that the Gateway API does not have',
  gives: ['not-applied'],
  hits: (config, lines) =>
    portsOf(config).flatMap(({ protocol }): Hit[] => {
      const name = String(protocol?.value ?? '');
      if (!protocol || !/^(?:wss?|websockets?)$/i.test(name)) return [];
      const text = lines.at(protocol.line).trim();
      const known = /^wss$/i.test(name) ? 'kubernetes.io/wss' : 'kubernetes.io/ws';
      return [
        {
          line: protocol.line,
          means: `“${name}” is not one of the names that every implementation has to know, so it may do nothing. Write ${known}.`,
          ...(/^(?:- )?appProtocol:\s*\S+$/.test(text) && {
            change: replaced(lines, protocol.line, withValue(text, known)),
          }),
        },
      ];
    }),
};

const noProtocol: KubernetesRule = {
  id: 'gateway-no-protocol',
  what: 'The port does not say that it carries sockets',
  gives: [],
  hits: (config, lines) =>
    portsOf(config)
      .filter(({ protocol }) => !protocol)
      .map(({ port }) => {
        const own = at(port, 'port');
        return {
          line: own?.line ?? port.line,
          means:
            'Without appProtocol an upgrade is still allowed, but some implementations want the field. Where a handshake is refused, declare kubernetes.io/ws.',
          ...(own &&
            /^port:\s*\d+$/.test(lines.at(own.line).trim()) && {
              change: addedAfter(lines, own.line, 'appProtocol: kubernetes.io/ws'),
            }),
        };
      }),
};

const requestTimeout: KubernetesRule = {
  id: 'gateway-request-timeout',
  what: 'A timeout for the whole request',
  gives: [],
  hits: (config, lines) => {
    const seen = new Set<Node>();
    return reached(config).flatMap(({ rule }): Hit[] => {
      const timeout = at(rule, 'timeouts', 'request') ?? at(rule, 'timeouts', 'backendRequest');
      if (!timeout || seen.has(rule) || /^0(?:ms|s|m|h)?$/.test(String(timeout.value))) return [];
      seen.add(rule);
      const text = lines.at(timeout.line).trim();
      return [
        {
          line: timeout.line,
          means: `The API does not say whether ${String(timeout.value).slice(0, 20)} holds until the 101 or for the life of the socket. If sockets end after that time, set it to 0s in a rule for the socket alone.`,
          ...(/^(?:backendRequest|request):\s*\S+$/.test(text) && {
            change: replaced(lines, timeout.line, withValue(text, '0s')),
          }),
        },
      ];
    });
  },
};

const googleTimeout: KubernetesRule = {
  id: 'gateway-google-timeout',
  what: 'A timeout of Google’s load balancer ends sockets',
  gives: ['short-timeout'],
  hits: (config, lines) =>
    ofKind(config, 'GCPBackendPolicy').flatMap((policy): Hit[] => {
      const timeout = at(policy, 'spec', 'default', 'timeoutSec');
      if (!timeout || !(Number(timeout.value) <= shortSeconds)) return [];
      const text = lines.at(timeout.line).trim();
      return [
        {
          line: timeout.line,
          means: `A socket ends after ${String(timeout.value)} seconds without data; on a classic load balancer after that time in any case. Raise the limit.`,
          ...(/^timeoutSec:\s*\d+$/.test(text) && {
            change: replaced(lines, timeout.line, 'timeoutSec: 3600'),
          }),
        },
      ];
    }),
};

/** All rules for the Gateway API. */
export const gatewayRules: readonly KubernetesRule[] = [
  otherRoute,
  prefixTaken,
  redirects,
  upgradeTakenOut,
  tlsWithoutPolicy,
  protocolName,
  googleTimeout,
  noProtocol,
  requestTimeout,
];
