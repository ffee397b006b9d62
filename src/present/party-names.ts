import type { Case, Stack } from '../knowledge/graph.ts';

/** What the three parties of a case's ladder are called. */
export function partyNames(
  { proxy, backend, stack }: Case,
  stacks: ReadonlyMap<string, Stack>,
): Record<'client' | 'proxy' | 'server', string> {
  const name = (slug: string) => stacks.get(slug)?.name ?? slug;
  return {
    client: 'Client',
    proxy: proxy === undefined ? 'Proxy' : name(proxy),
    server: backend === 'case' ? name(stack) : 'Server',
  };
}
