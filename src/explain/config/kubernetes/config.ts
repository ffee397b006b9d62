/** What rules for Kubernetes look at. Pure. */
import type { Asked } from '../asked.ts';
import type { Rule } from '../rule.ts';
import { textAt } from '../yaml.ts';
import type { Node } from '../yaml.ts';

/** All that rules look at. */
export interface KubernetesConfig {
  text: string;
  asked: Asked;
  objects: readonly Node[];
}

/** A rule for manifests. */
export type KubernetesRule = Rule<KubernetesConfig>;

/** A limit up to here ends quiet sockets soon, in seconds. */
export const shortSeconds = 60;

/** The objects of some kinds. */
export const ofKind = ({ objects }: KubernetesConfig, ...kinds: readonly string[]): readonly Node[] =>
  objects.filter((each) => kinds.includes(textAt(each, 'kind') ?? ''));

/**
 * Whether a path begins with the elements of a prefix. Ingress and the Gateway API count alike: `/ws` and `/ws/` are the same prefix. Sources:
 * kubernetes.io, Ingress, “Path types”; kubernetes-sigs/gateway-api, apis/v1/httproute_types.go, PathMatchPathPrefix.
 */
export function isBelow(prefix: string, path: string): boolean {
  const elements = prefix.replace(/\/$/, '');
  return path === elements || path.startsWith(`${elements}/`);
}
