/** Rules for Kubernetes: Ingress and Services. Pure. */
import { isNameOf } from '../asked.ts';
import { addedBefore, replaced } from '../lines.ts';
import type { Lines } from '../lines.ts';
import type { Hit } from '../rule.ts';
import { at, textAt, withKey } from '../yaml.ts';
import type { Node } from '../yaml.ts';
import { isBelow, ofKind, shortSeconds } from './config.ts';
import type { KubernetesRule } from './config.ts';

/** Annotations of an object, each with its line. */
const annotationsOf = (object: Node) =>
  [...(at(object, 'metadata', 'annotations')?.entries ?? [])].map(([name, { line, node }]) => ({
    name,
    line,
    value: node.value,
  }));

/** Which controller reads annotations of a prefix. */
const controllers = [
  {
    prefix: 'nginx.ingress.kubernetes.io/',
    name: 'ingress-nginx',
    classes: /nginx/,
  },
  {
    prefix: 'nginx.org/',
    name: 'NGINX Ingress Controller',
    classes: /nginx/,
  },
  {
    prefix: 'alb.ingress.kubernetes.io/',
    name: 'AWS Load Balancer Controller',
    classes: /alb/,
  },
  { prefix: 'traefik.ingress.kubernetes.io/', name: 'Traefik', classes: /traefik/ },
  { prefix: 'haproxy.org/', name: 'HAProxy Ingress', classes: /haproxy/ },
  { prefix: 'appgw.ingress.kubernetes.io/', name: 'Application Gateway', classes: /^azure/ },
] as const;

/** Classes whose controller is known by their name; of others nobody knows which controller they mean. */
const knownClass =
  /^(?:gce|gce-internal|nginx|alb|traefik|haproxy|kong|istio|contour|cilium|azure-application-gateway|azure\/application-gateway)$/;

/** The class of an ingress, with the line that says it. */
function classOf(ingress: Node): { name: string; line: number } | undefined {
  const spec = at(ingress, 'spec', 'ingressClassName');
  if (spec?.value !== undefined) return { name: String(spec.value), line: spec.line };
  const annotation = annotationsOf(ingress).find(({ name }) => name === 'kubernetes.io/ingress.class');
  return annotation && { name: String(annotation.value), line: annotation.line };
}

const unquoted: KubernetesRule = {
  id: 'kubernetes-unquoted-annotation',
  what: 'An annotation that is not a text',
  gives: ['not-applied'],
  hits: (config, lines) =>
    config.objects.flatMap((object) =>
      annotationsOf(object)
        .filter(({ value }) => typeof value === 'number' || typeof value === 'boolean')
        .map(({ line, value }) => ({
          line,
          means:
            'The value of an annotation must be a text. Kubernetes refuses a number or true here, and tools that make manifests may drop it, so the setting is not applied. Put it in quotes.',
          ...quotedLine(lines, line, String(value)),
        })),
    ),
};

function quotedLine(lines: Lines, line: number, value: string) {
  const text = lines.at(line).trim();
  const match = /^([^\s:#][^:#]*:\s+)([^\s#"']+)(\s+#.*)?$/.exec(text);
  return match?.[2] === undefined
    ? {}
    : { change: replaced(lines, line, `${match[1] ?? ''}"${value}"${match[3] ?? ''}`) };
}

const otherController: KubernetesRule = {
  id: 'kubernetes-other-controller',
  what: 'Annotations of another controller',
  gives: ['not-applied'],
  hits: (config) =>
    ofKind(config, 'Ingress').flatMap((ingress): Hit[] => {
      const found = classOf(ingress);
      if (!found || !knownClass.test(found.name)) return [];
      const annotations = annotationsOf(ingress);
      const ignored = annotations.flatMap(({ name }) => {
        const owner = controllers.find(({ prefix }) => name.startsWith(prefix));
        return owner && !owner.classes.test(found.name) ? [{ name, owner: owner.name }] : [];
      });
      const [first] = ignored;
      if (!first) return [];
      const cure = found.name.startsWith('gce')
        ? ' On Google’s load balancer timeoutSec in a BackendConfig does it, named in an annotation of the Service.'
        : '';
      return [
        {
          line: found.line,
          means: `The class ${found.name} is served by a controller that ignores ${ignored.length === 1 ? `“${first.name}”` : `${ignored.length} annotations such as “${first.name}”`}: they are for ${first.owner}.${cure}`,
        },
      ];
    }),
};

const timeoutAnnotation = /^nginx\.ingress\.kubernetes\.io\/proxy-(?:read|send|connect)-timeout$/;

const timeoutWithUnit: KubernetesRule = {
  id: 'kubernetes-timeout-with-unit',
  what: 'A timeout with a unit, where ingress-nginx expects a plain number',
  gives: ['not-applied'],
  hits: (config, lines) =>
    ofKind(config, 'Ingress').flatMap((ingress) =>
      annotationsOf(ingress).flatMap(({ name, line, value }): Hit[] => {
        if (!timeoutAnnotation.test(name) || typeof value !== 'string' || /^\d+$/.test(value)) return [];
        const [, number, unit = ''] = /^(\d+)(s|m|h)$/.exec(value) ?? [];
        const seconds =
          number === undefined ? undefined : Number(number) * ({ s: 1, m: 60, h: 3600 }[unit] ?? 1);
        return [
          {
            line,
            means: `ingress-nginx reads whole seconds without a unit. It leaves “${value.slice(0, 20)}” out, and the default of 60 seconds holds.`,
            ...(seconds !== undefined && { change: replaced(lines, line, `${name}: "${seconds}"`) }),
          },
        ];
      }),
    ),
};

const shortTimeout: KubernetesRule = {
  id: 'kubernetes-short-timeout',
  what: 'A timeout of the ingress ends quiet sockets',
  gives: ['short-timeout'],
  hits: (config, lines) =>
    config.objects.flatMap((object) =>
      annotationsOf(object).flatMap(({ name, line, value }): Hit[] => {
        const isRead =
          name === 'nginx.ingress.kubernetes.io/proxy-read-timeout' &&
          typeof value === 'string' &&
          /^\d+$/.test(value);
        const [, idle] =
          /idle_timeout\.timeout_seconds=(\d+)/.exec(
            name.startsWith('alb.') || name.startsWith('service.beta.') ? String(value) : '',
          ) ?? [];
        const seconds = isRead ? Number(value) : idle === undefined ? Number.NaN : Number(idle);
        if (!(seconds <= shortSeconds)) return [];
        const text = lines.at(line).trim();
        return [
          {
            line,
            means: `A socket ends after ${seconds} seconds in which neither side sends a byte. Raise the limit, or ping more often than that.`,
            change: replaced(
              lines,
              line,
              text.replace(isRead ? value : `seconds=${idle ?? ''}`, isRead ? '3600' : 'seconds=3600'),
            ),
          },
        ];
      }),
    ),
};

const defaultTimeout: KubernetesRule = {
  id: 'kubernetes-default-timeout',
  what: 'ingress-nginx ends quiet sockets after 60 seconds by default',
  gives: [],
  hits: (config) =>
    ofKind(config, 'Ingress').flatMap((ingress): Hit[] => {
      const found = classOf(ingress);
      const hasTimeout = annotationsOf(ingress).some(({ name }) => name.endsWith('/proxy-read-timeout'));
      if (found?.name !== 'nginx' || hasTimeout) return [];
      return [
        {
          line: found.line,
          means:
            'No annotation proxy-read-timeout is set. If the socket drops after a minute of silence, set it to "3600", or ping every 20 seconds.',
        },
      ];
    }),
};

const websocketServices: KubernetesRule = {
  id: 'kubernetes-websocket-services',
  what: 'The service is not named as one for sockets',
  gives: ['upgrade-dropped'],
  hits: (config, lines) =>
    ofKind(config, 'Ingress').flatMap((ingress): Hit[] => {
      const annotations = annotationsOf(ingress).filter(({ name }) => name.startsWith('nginx.org/'));
      const [first] = annotations;
      if (!first || annotations.some(({ name }) => name === 'nginx.org/websocket-services')) return [];
      const service = servicesOf(ingress)[0];
      return [
        {
          line: first.line,
          means:
            'The annotations nginx.org/… are for the NGINX Ingress Controller, and that passes an upgrade on only for services listed in nginx.org/websocket-services.',
          ...(service !== undefined && {
            change: addedBefore(lines, first.line, `nginx.org/websocket-services: "${service}"`),
          }),
        },
      ];
    }),
};

const servicesOf = (ingress: Node): string[] =>
  (at(ingress, 'spec', 'rules')?.items ?? []).flatMap((rule) =>
    (at(rule, 'http', 'paths')?.items ?? []).flatMap(
      (path) => textAt(path, 'backend', 'service', 'name') ?? [],
    ),
  );

const otherPath: KubernetesRule = {
  id: 'kubernetes-other-path',
  what: 'No path of the ingress takes this one',
  gives: ['other-route'],
  hits: (config) => {
    const { host, path } = config.asked;
    if (path === undefined) return [];
    return ofKind(config, 'Ingress').flatMap((ingress): Hit[] => {
      const rules = (at(ingress, 'spec', 'rules')?.items ?? []).filter((rule) => {
        const name = textAt(rule, 'host')?.toLowerCase();
        return host === undefined || name === undefined || isNameOf(name, host);
      });
      const paths = rules.flatMap((rule) => at(rule, 'http', 'paths')?.items ?? []);
      const isTaken = paths.some((each) => {
        const wanted = (textAt(each, 'path') ?? '/').replace(/\*$/, '');
        const type = textAt(each, 'pathType');
        if (type === 'Exact') return wanted === path;
        return type !== 'Prefix' || isBelow(wanted, path);
      });
      const [first] = paths;
      if (isTaken || !first || at(ingress, 'spec', 'defaultBackend')) return [];
      const line = at(first, 'path')?.line ?? first.line;
      return [
        {
          line,
          means: `The socket asks for ${path}, and no path here takes it, so the controller answers 404.`,
        },
      ];
    });
  },
};

const appProtocol: KubernetesRule = {
  id: 'kubernetes-http2-service',
  what: 'The service is declared to speak HTTP/2',
  gives: ['http2-upstream'],
  hits: (config, lines) =>
    ofKind(config, 'Service').flatMap((service) =>
      (at(service, 'spec', 'ports')?.items ?? []).flatMap((port): Hit[] => {
        const protocol = at(port, 'appProtocol');
        if (
          !/^(?:kubernetes\.io\/h2c|h2c|http2|grpc|HTTP2)$/.test(String(protocol?.value ?? '')) ||
          !protocol
        )
          return [];
        const text = lines.at(protocol.line).trim();
        const isOwnLine = /^(?:- )?appProtocol:\s*\S+$/.test(text);
        return [
          {
            line: protocol.line,
            means: `With ${String(protocol.value).slice(0, 40)} the gateway speaks HTTP/2 to the pods, where an upgrade does not exist. For sockets declare kubernetes.io/ws.`,
            ...(isOwnLine && {
              change: replaced(
                lines,
                protocol.line,
                text.replace(String(protocol.value), 'kubernetes.io/ws'),
              ),
            }),
          },
        ];
      }),
    ),
};

const noAffinity: KubernetesRule = {
  id: 'kubernetes-no-affinity',
  what: 'Several pods, and nothing keeps a session on one of them',
  gives: ['no-affinity'],
  hits: (config, lines) => {
    if (!/socket\.io|sockjs|engine\.io/i.test(config.asked.path ?? config.text)) return [];
    const isSticky =
      /sessionAffinity:\s*["']?ClientIP|\/affinity:\s*["']?cookie|upstream-hash-by|sticky|session-cookie|sessionPersistence/i.test(
        config.text,
      );
    const [replicas] = ofKind(config, 'Deployment', 'StatefulSet')
      .flatMap((each) => at(each, 'spec', 'replicas') ?? [])
      .filter(({ value }) => Number(value) > 1);
    const service = ofKind(config, 'Service').flatMap((each) =>
      [...(each.entries ?? [])].filter(([key]) => key === 'spec').map(([, { node }]) => node),
    )[0];
    if (isSticky || !replicas) return [];
    const selector = service?.entries?.get('selector');
    return [
      {
        line: replicas.line,
        means:
          'Socket.IO and SockJS begin with ordinary requests. Without affinity these reach different pods, which do not know each other’s sessions: 400 “Session ID unknown”.',
        ...(selector && {
          change: addedBefore(lines, selector.line, 'sessionAffinity: ClientIP'),
        }),
      },
    ];
  },
};

const layer7Policy: KubernetesRule = {
  id: 'kubernetes-layer-7-policy',
  what: 'A network policy inspects HTTP on the way to the pods',
  gives: ['policy'],
  hits: (config) =>
    ofKind(config, 'CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy').flatMap((policy) =>
      withKey(policy, 'toPorts').flatMap(({ node }) =>
        (node.items ?? []).flatMap((ports): Hit[] => {
          const http = at(ports, 'rules')?.entries?.get('http');
          return http
            ? [
                {
                  line: http.line,
                  means:
                    'Rules for HTTP send this port through the Envoy of Cilium. Before the change of September 2025 it refuses every upgrade with 403. Leave the HTTP rules out for the socket’s port, or update Cilium.',
                },
              ]
            : [];
        }),
      ),
    ),
};

/** All rules for Kubernetes. */
export const kubernetesRules: readonly KubernetesRule[] = [
  unquoted,
  otherController,
  timeoutWithUnit,
  shortTimeout,
  websocketServices,
  otherPath,
  appProtocol,
  noAffinity,
  layer7Policy,
  defaultTimeout,
];
