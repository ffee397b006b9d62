/** The search page: known messages first, then Pagefind, with fewer and fewer words until something is found. */
import { plainEndpoint } from '../diagnosis/plain-endpoint.ts';
import { matchMessages } from '../search/match.ts';
import type { KnownMessage } from '../search/match.ts';
import { queries } from '../search/queries.ts';
import { href, pageHref } from './links.ts';

interface Pagefind {
  options(options: { noWorker: boolean }): Promise<void>;
  search(query: string): Promise<{ results: { data(): Promise<Found> }[] }>;
}
interface Found {
  url: string;
  meta: { title?: string };
  plain_excerpt: string;
}

/** A page that was found, as it is shown. */
interface Entry {
  address: string;
  title: string;
  text: string;
}

/** What is asked for pages: each by itself, so that one that fails or hangs keeps nothing back that another has found. */
interface Source {
  name: string;
  state: 'loading' | 'done' | 'failed';
  find(query: string): Promise<readonly Entry[]>;
  entries: readonly Entry[];
}

const mostResults = 10;
const mostKnown = 3;
/** After this time the page says what it still waits for, in milliseconds. */
const patience = 4000;

/** What a terminal adds to a line, and what nobody sees in one: colours, zero-width characters, a byte order mark. */
// eslint-disable-next-line no-control-regex
const unseen = /\u001b\[[\d;]*m|[\u200b-\u200d\ufeff]/g;

const source = (name: string, find: Source['find']): Source => ({
  name,
  find,
  state: 'loading',
  entries: [],
});

function testOf(query: string): Entry[] {
  const endpoint = plainEndpoint(query.trim());
  if (!endpoint) return [];
  return [
    {
      address: `${href('test/')}#url=${encodeURIComponent(endpoint.text)}`,
      title: `Test ${endpoint.text}`,
      text: 'Fill this address into the live test. Nothing is sent until you press Start.',
    },
  ];
}

async function knownMessages(query: string): Promise<Entry[]> {
  const known = (await (await fetch(href('data/messages.json'))).json()) as KnownMessage[];
  return matchMessages(query, known)
    .slice(0, mostKnown)
    .map(({ message: { slug, title, answer } }) => ({
      address: pageHref('message', slug),
      title,
      text: answer,
    }));
}

async function loadIndex(): Promise<Pagefind> {
  const pagefind = (await import(/* @vite-ignore */ href('pagefind/pagefind.js'))) as Pagefind;
  // The worker loads a second copy of the code; an index of this size needs none.
  await pagefind.options({ noWorker: true });
  return pagefind;
}
let index: Promise<Pagefind> | undefined;

async function indexedPages(query: string): Promise<Entry[]> {
  const pagefind = await (index ??= loadIndex());
  for (const attempt of queries(query)) {
    const { results } = await pagefind.search(attempt);
    if (results.length === 0) continue;
    const pages = await Promise.allSettled(results.slice(0, mostResults).map((result) => result.data()));
    const found = pages.flatMap((page) => (page.status === 'fulfilled' ? [page.value] : []));
    if (found.length === 0) throw new Error('No page of the index could be loaded.');
    return found.map(({ url, meta, plain_excerpt }) => ({
      address: url,
      title: meta.title ?? url,
      text: plain_excerpt,
    }));
  }
  return [];
}

class SiteSearch extends HTMLElement {
  /** Counts the searches: what an earlier one still finds is not shown. */
  private current = 0;

  connectedCallback() {
    addEventListener('hashchange', () => void this.read());
    void this.read();
  }

  /** Searches for what stands behind the #, or in the query of a request without script. */
  private async read() {
    const given = [location.hash.slice(1), location.search].map((text) => new URLSearchParams(text).get('q'));
    const query = given.find((text) => text !== null)?.slice(0, 2000) ?? '';
    for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('[name=q]'))
      field.value = query;
    this.current += 1;
    this.draw([]);
    this.say('');
    if (query.trim() !== '') await this.search(query.replace(unseen, ''), this.current);
  }

  private async search(query: string, search: number) {
    const sources = [source('list of messages', knownMessages), source('full-text index', indexedPages)];
    let isPatient = true;
    const show = () => {
      if (search !== this.current) return;
      const count = this.draw([...testOf(query), ...sources.flatMap(({ entries }) => entries)]);
      this.say(
        isPatient && sources.some(({ state }) => state === 'loading') ? 'Searching …' : words(count, sources),
      );
    };
    show();
    const timer = setTimeout(() => {
      isPatient = false;
      show();
    }, patience);
    await Promise.all(
      sources.map(async (each) => {
        try {
          each.entries = await each.find(query);
          each.state = 'done';
        } catch {
          each.state = 'failed';
        }
        show();
      }),
    );
    clearTimeout(timer);
  }

  private say(text: string) {
    const status = this.querySelector('[data-status]');
    if (status) status.textContent = text;
  }

  /** Shows each page once, where it comes first; says how many there are. */
  private draw(entries: readonly Entry[]): number {
    const list = document.createElement('ol');
    list.className = 'entries';
    const shown = new Set<string>();
    for (const { address, title, text } of entries) {
      const path = new URL(address, location.href).pathname;
      if (shown.has(path)) continue;
      shown.add(path);
      const item = document.createElement('li');
      const anchor = document.createElement('a');
      anchor.href = address;
      anchor.textContent = title;
      const words = document.createElement('p');
      words.textContent = text;
      item.append(anchor, words);
      list.append(item);
    }
    this.querySelector('[data-results]')?.replaceChildren(list);
    return shown.size;
  }
}

/** How many pages were found, and what is missing. */
function words(count: number, sources: readonly Source[]): string {
  const named = (state: Source['state']) =>
    sources.filter((each) => each.state === state).map(({ name }) => name);
  const [failed] = named('failed');
  const [loading] = named('loading');
  if (count === 0 && !failed && !loading)
    return 'Nothing was found. Try the words of the message without your own host name, or answer a few questions instead.';
  return [
    `${count} ${count === 1 ? 'page' : 'pages'}${failed || loading ? ' so far' : ''}.`,
    loading ? `The ${loading} is still loading; what it finds will be added.` : '',
    failed
      ? `The ${failed} could not be loaded, so pages may be missing. Reload the page, or look through the list below.`
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}

customElements.define('site-search', SiteSearch);
