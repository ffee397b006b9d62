/** The reader of Compose files with labels for Traefik, and its rules. Pure. */
import type { Asked } from '../asked.ts';
import { looksLikeSocket } from '../asked.ts';
import { reworded } from '../lines.ts';
import { readerOf } from '../rule.ts';
import type { Hit, Rule } from '../rule.ts';
import { at, keysOf, parseYaml } from '../yaml.ts';

/** The name of a middleware without the provider after its `@`. */
const plainName = (name: string) => (name.split('@')[0] ?? '').toLowerCase();

/** A label with its line; names are in lower case. */
interface Label {
  name: string;
  value: string;
  line: number;
}

interface ComposeConfig {
  text: string;
  asked: Asked;
  /** The labels and the replicas of each service. */
  services: readonly { labels: readonly Label[]; replicas: number }[];
}

const allLabels = ({ services }: ComposeConfig) => services.flatMap(({ labels }) => labels);

/** Middlewares that the routers use, by name and without their provider. */
const usedMiddlewares = (config: ComposeConfig) =>
  allLabels(config)
    .filter(({ name }) => /^traefik\.http\.routers\.[^.]+\.middlewares$/.test(name))
    .flatMap((label) => label.value.split(',').map((each) => ({ label, name: each.trim() })));

const pluginMiddleware: Rule<ComposeConfig> = {
  id: 'traefik-plugin',
  what: 'A plugin stands before the socket',
  gives: ['middleware'],
  hits: (config) => {
    const plugins = new Set(
      allLabels(config).flatMap(
        ({ name }) => /^traefik\.http\.middlewares\.([^.]+)\.plugin\./.exec(name)?.[1] ?? [],
      ),
    );
    const refused = /not a hijacker|http\.Hijacker|Hijack failed/i.test(config.text);
    const found = usedMiddlewares(config).filter(
      ({ name }) => plugins.has(plainName(name)) || (refused && name.includes('@file')),
    );
    return [...new Map(found.map(({ label, name }) => [label.line, name]))].map(([line, name]) => ({
      line,
      means: `The middleware “${name.slice(0, 40)}” is a plugin, or is defined elsewhere and may be one. A plugin that wraps the answer hides what an upgrade needs: 500 and “not a hijacker”. Give the socket’s path a router without it.`,
    }));
  },
};

const prefixTaken: Rule<ComposeConfig> = {
  id: 'traefik-prefix-taken-off',
  what: 'A middleware takes the beginning of the path off',
  gives: ['other-route'],
  hits: (config) => {
    const used = new Set(usedMiddlewares(config).map(({ name }) => plainName(name)));
    const { path } = config.asked;
    return allLabels(config)
      .filter(({ name, value }) => {
        const [, middleware] =
          /^traefik\.http\.middlewares\.([^.]+)\.stripprefix\.prefixes$/.exec(name) ?? [];
        const isMeant = value
          .split(',')
          .some((each) => (path === undefined ? looksLikeSocket(each.trim()) : path.startsWith(each.trim())));
        return middleware !== undefined && used.has(middleware) && isMeant;
      })
      .map(({ line, value }) => ({
        line,
        means: `The application gets the path without ${value.slice(0, 60)}. If its endpoint has that path, it answers 404.`,
      }));
  },
};

const otherPath: Rule<ComposeConfig> = {
  id: 'traefik-other-path',
  what: 'No router takes this path',
  gives: ['other-route'],
  hits: (config) => {
    const { path } = config.asked;
    const rules = allLabels(config).filter(({ name }) => /^traefik\.http\.routers\.[^.]+\.rule$/.test(name));
    const [first] = rules;
    if (path === undefined || !first) return [];
    const takes = ({ value }: Label) => {
      const tests = [...value.matchAll(/\b(Path|PathPrefix)\(([^)]{1,300})\)/g)];
      const isOther = /PathRegexp|!|\|\|/.test(value);
      return (
        tests.length === 0 ||
        isOther ||
        tests.every(([, kind, list = '']) =>
          [...list.matchAll(/[`"']([^`"']{1,200})[`"']/g)].some(([, each = '']) =>
            kind === 'Path' ? path === each : path.startsWith(each),
          ),
        )
      );
    };
    return rules.some(takes)
      ? []
      : [
          {
            line: first.line,
            means: `The socket asks for ${path}, and no rule of a router here takes it, so Traefik answers 404.`,
          },
        ];
  },
};

const oldLabels: Rule<ComposeConfig> = {
  id: 'traefik-old-labels',
  what: 'Labels of Traefik 1',
  gives: ['not-applied'],
  hits: (config) => {
    const old = allLabels(config).filter(({ name }) =>
      /^traefik\.(?:frontend|backend|port|protocol|docker\.network\.old)\b/.test(name),
    );
    const [first] = old;
    return first
      ? [
          {
            line: first.line,
            means: `Traefik 2 and 3 ignore labels such as “${first.name.slice(0, 60)}”. A router is now set by traefik.http.routers.<name>.rule, its port by traefik.http.services.<name>.loadbalancer.server.port.`,
          },
        ]
      : [];
  },
};

const http2Service: Rule<ComposeConfig> = {
  id: 'traefik-http2-service',
  what: 'HTTP/2 alone is spoken to the container',
  gives: ['http2-upstream'],
  hits: (config, lines) =>
    allLabels(config)
      .filter(({ name, value }) => name.endsWith('.loadbalancer.server.scheme') && value === 'h2c')
      .map(({ line }) => ({
        line,
        means:
          'With h2c Traefik speaks HTTP/2 to the container, where an upgrade does not exist. For sockets use http.',
        change: reworded(lines, line, /h2c(?=["']?\s*$)/, 'http'),
      })),
};

const noAffinity: Rule<ComposeConfig> = {
  id: 'traefik-no-affinity',
  what: 'Several containers, and nothing keeps a session on one of them',
  gives: ['no-affinity'],
  hits: (config) =>
    /socket\.io|sockjs|engine\.io/i.test(config.asked.path ?? config.text)
      ? config.services.flatMap(({ labels, replicas }): Hit[] => {
          const isSticky = labels.some(({ name }) => name.includes('.loadbalancer.sticky'));
          const [first] = labels.filter(({ name }) => name.startsWith('traefik.http.'));
          return replicas > 1 && !isSticky && first
            ? [
                {
                  line: first.line,
                  means:
                    'Socket.IO and SockJS begin with ordinary requests. Without a sticky cookie these reach different containers: 400 “Session ID unknown”. Add the label traefik.http.services.<name>.loadbalancer.sticky.cookie=true.',
                },
              ]
            : [];
        })
      : [],
};

/** Reads Compose files with labels for Traefik. */
export const traefikReader = readerOf<ComposeConfig>({
  id: 'traefik-labels',
  format: 'Compose file with Traefik labels',
  front: 'caddy-traefik',
  recognise: (text) => (/^[ \t]*(?:-[ \t]*)?["']?traefik\.[\w.-]+["']?[ \t]*[=:]/m.test(text) ? 0.9 : 0),
  parse(text, _lines, asked) {
    const { documents, unread } = parseYaml(text);
    const services = documents.flatMap((document) =>
      [...(at(document, 'services')?.entries?.values() ?? [])].map(({ node }) => node),
    );
    const read = services.map((service) => {
      const lists = [at(service, 'labels'), at(service, 'deploy', 'labels')];
      const labels = lists.flatMap((list): Label[] => [
        ...(list?.items ?? []).map(({ value, line }) => {
          const [, name = '', rest = ''] = /^([^=]{1,200})=(.*)$/s.exec(String(value)) ?? [];
          return { name: name.trim().toLowerCase(), value: rest.trim(), line };
        }),
        ...[...(list?.entries ?? [])].map(([name, { node, line }]) => ({
          name: name.toLowerCase(),
          value: String(node.value),
          line,
        })),
      ]);
      const replicas = Number(at(service, 'deploy', 'replicas')?.value ?? at(service, 'scale')?.value ?? 1);
      return { labels, replicas };
    });
    const ignored = new Map([...keysOf(documents)].filter(([name]) => name !== 'services'));
    return { config: read.length > 0 ? { text, asked, services: read } : undefined, unread, ignored };
  },
  rules: [pluginMiddleware, prefixTaken, otherPath, oldLabels, http2Service, noAffinity],
});
