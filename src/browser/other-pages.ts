/** Pages of other kinds than causes, found by Pagefind, which is loaded only for this. */
import { pageFolders, pageNames, type PageKind } from '../knowledge/kinds.ts';
import type { NamedStack } from '../explain/stacks.ts';
import { isFoundFor, queries } from '../search/queries.ts';
import { href, pageHref } from '../present/links.ts';
import { element, link } from './dom.ts';
import { verdictOutcomes } from '../present/verdict-outcomes.ts';

interface Pagefind {
  options(options: { noWorker: boolean }): Promise<void>;
  search(query: string): Promise<{ results: { data(): Promise<Found> }[] }>;
}
interface Found {
  url: string;
  meta: { title?: string; verdict?: string };
  /** With marks, as HTML: never shown. */
  excerpt: string;
  plain_excerpt: string;
}

/** The kinds that are shown, in this order: a stack is what most people name. Causes have their own ranking. */
const shownKinds: readonly PageKind[] = ['stack', 'message', 'guide', 'claim', 'reference'];

/** How many pages are looked at, and how many are shown of each kind. */
const mostResults = 16;
const mostOfKind = 4;

function kindOf(address: string): PageKind | undefined {
  const path = new URL(address, location.href).pathname.slice(href('').length);
  return shownKinds.find((kind) => path.startsWith(`${pageFolders[kind]}/`));
}

/** Pagefind escapes its excerpts for HTML; here they are shown as text. */
const unescaped = (text: string): string =>
  text.replace(
    /&(lt|gt|amp|quot|#39);/g,
    (all, name: string) => ({ lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" })[name] ?? all,
  );

/** The verdict on a claim, before its title: many of the titles are false. */
function badge(verdict: string | undefined): (string | Node)[] {
  if (verdict === undefined || !(verdict in verdictOutcomes)) return [];
  const made = element('span', 'outcome', verdict);
  made.dataset['outcome'] = verdictOutcomes[verdict as keyof typeof verdictOutcomes];
  return [made, ' '];
}

let loading: Promise<Pagefind> | undefined;

/** Pagefind, loaded once; what failed is tried again. */
async function load(): Promise<Pagefind> {
  const pagefind = (await import(/* @vite-ignore */ href('pagefind/pagefind.js'))) as Pagefind;
  // The worker loads a second copy of the code; an index of this size needs none.
  await pagefind.options({ noWorker: true });
  return pagefind;
}

async function find(text: string): Promise<Found[]> {
  const pagefind = await (loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  }));
  for (const attempt of queries(text)) {
    const { results } = await pagefind.search(attempt);
    // A page that cannot be read takes no other with it.
    const read = await Promise.allSettled(results.slice(0, mostResults).map((result) => result.data()));
    const found = read
      .flatMap((page) => (page.status === 'fulfilled' ? [page.value] : []))
      .filter(({ excerpt }) => isFoundFor(attempt, excerpt));
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * Pages of other kinds for a text, grouped by kind; the stacks that the text names come first.
 * @throws {Error} if Pagefind cannot be loaded
 */
export async function drawPages(text: string, named: readonly NamedStack[]): Promise<HTMLElement[]> {
  const shown = new Set<string>();
  const groups = new Map<PageKind, HTMLElement[]>();
  const add = (kind: PageKind, address: string, title: string, words: string, verdict?: string) => {
    const path = new URL(address, location.href).pathname;
    const group = groups.get(kind) ?? [];
    if (shown.has(path) || group.length >= mostOfKind) return;
    shown.add(path);
    groups.set(kind, [
      ...group,
      element('li', '', ...badge(verdict), link(title, address), element('p', '', words)),
    ]);
  };
  for (const { slug, name } of named)
    add(
      'stack',
      pageHref('stack', slug),
      name,
      'Its limits, what it logs, and what a reload does to open sockets.',
    );
  for (const { url, meta, plain_excerpt: excerpt } of await find(text)) {
    const kind = kindOf(url);
    if (kind) add(kind, url, meta.title ?? url, unescaped(excerpt), meta.verdict);
  }
  if (groups.size === 0) return [];
  return [
    element('h2', '', 'Other pages'),
    ...shownKinds.flatMap((kind) => {
      const items = groups.get(kind);
      if (!items) return [];
      const section = element(
        'section',
        '',
        element('h3', '', pageNames[kind]),
        element('ul', 'entries', ...items),
      );
      section.dataset['kind'] = kind;
      return [section];
    }),
  ];
}
