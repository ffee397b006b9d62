/** The reader of Kubernetes manifests. Pure. */
import { readerOf } from '../rule.ts';
import { keysOf, parseYaml, textAt } from '../yaml.ts';
import { gatewayRules } from './gateway.ts';
import { kubernetesRules } from './rules.ts';

/** Kinds that rules look at. */
const known = new Set([
  'Ingress',
  'Service',
  'Deployment',
  'StatefulSet',
  'List',
  'CiliumNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
  'Gateway',
  'HTTPRoute',
  'BackendTLSPolicy',
  'GCPBackendPolicy',
]);

/** Reads Kubernetes manifests. */
export const kubernetesReader = readerOf({
  id: 'kubernetes-config',
  format: 'Kubernetes manifest',
  recognise: (text) =>
    /^[ \t]*apiVersion:[ \t]*\S/m.test(text) && /^[ \t]*kind:[ \t]*\w/m.test(text) ? 0.95 : 0,
  parse(text, _lines, asked) {
    const { documents, unread } = parseYaml(text);
    const objects = documents
      .flatMap((each) => [each, ...(each.entries?.get('items')?.node.items ?? [])])
      .filter((each) => each.entries !== undefined);
    const kinds = new Map(
      objects.flatMap((each) => {
        const kind = textAt(each, 'kind');
        return kind === undefined || known.has(kind) ? [] : [[`kind ${kind}`, each.line] as const];
      }),
    );
    const isManifest = keysOf(objects).has('kind');
    return { config: isManifest ? { text, asked, objects } : undefined, unread, ignored: kinds };
  },
  rules: [...kubernetesRules, ...gatewayRules],
});
