/** In which groups the lists of pages stand, and what each group is called. */
import type { CauseData, ClaimData, MessageData, StackData } from '../knowledge/schemas.ts';

/** Where in the path a cause sits. */
export const layerNames: Readonly<Record<CauseData['layer'], string>> = {
  browser: 'In the browser',
  client: 'In the client',
  tls: 'In TLS',
  network: 'In the network',
  proxy: 'In a proxy or balancer',
  platform: 'On the platform',
  server: 'In the server',
};

/** What a stack is. */
export const kindNames: Readonly<Record<StackData['kind'], string>> = {
  proxy: 'Proxies',
  balancer: 'Load balancers',
  cdn: 'CDNs',
  platform: 'Platforms',
  server: 'Servers',
  client: 'Clients and tools',
  browser: 'Browsers',
};

/** Who prints a message, and where. */
export const placeNames = {
  browser: 'In the browser',
  front: 'In the log of a proxy or a platform',
  answer: 'In the answer to the handshake',
  program: 'In an exception or the log of an application',
  terminal: 'In a terminal',
} as const;

/** The verdicts on claims, as headings. */
export const verdictNames: Readonly<Record<ClaimData['verdict'], string>> = {
  wrong: 'Wrong',
  'out of date': 'Out of date',
  'partly right': 'Partly right',
  right: 'Right',
};

/** Where a message is printed first: by a stack of this kind, in this place. */
export function placeOf(kind: StackData['kind'], where: MessageData['texts'][number]['where']) {
  if (kind === 'browser') return 'browser';
  if (where === 'response') return 'answer';
  if (where === 'terminal') return 'terminal';
  return kind === 'server' || kind === 'client' ? 'program' : 'front';
}

/** A group of a list. */
export interface Group<Item> {
  /** Id of its heading. */
  id: string;
  title: string;
  items: readonly Item[];
}

/**
 * Puts items into groups, in the order of the groups' names; a group without items is left out.
 * @param names what each group is called, by its id
 * @param groupOf the group of an item
 */
export function grouped<Item, Id extends string>(
  items: Iterable<Item>,
  names: Readonly<Record<Id, string>>,
  groupOf: (item: Item) => Id,
): Group<Item>[] {
  const lists = Map.groupBy(items, groupOf);
  return (Object.entries(names) as [Id, string][]).flatMap(([id, title]) => {
    const own = lists.get(id);
    return own ? [{ id: id.replaceAll(' ', '-'), title, items: own }] : [];
  });
}
