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

const mostResults = 10;

class SiteSearch extends HTMLElement {
  async connectedCallback() {
    const query = new URLSearchParams(location.search).get('q')?.slice(0, 2000) ?? '';
    for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('[name=q]'))
      field.value = query;
    if (query.trim() === '') return;
    this.say('Searching …');
    try {
      await this.search(query);
    } catch (error) {
      this.say(
        `The search index could not be loaded (${error instanceof Error ? error.message.slice(0, 120) : 'unknown error'}). Reload the page, or look through the list below.`,
      );
    }
  }

  private say(text: string) {
    const status = this.querySelector('[data-status]');
    if (status) status.textContent = text;
  }

  private async search(query: string) {
    const list = document.createElement('ol');
    list.className = 'entries';
    const shown = new Set<string>();
    const add = (address: string, title: string, text: string) => {
      const path = new URL(address, location.href).pathname;
      if (shown.has(path)) return;
      shown.add(path);
      const item = document.createElement('li');
      const anchor = document.createElement('a');
      anchor.href = address;
      anchor.textContent = title;
      const words = document.createElement('p');
      words.textContent = text;
      item.append(anchor, words);
      list.append(item);
    };

    const endpoint = plainEndpoint(query.trim());
    if (endpoint)
      add(
        `${href('test/')}#url=${encodeURIComponent(endpoint.text)}`,
        `Test ${endpoint.text}`,
        'Fill this address into the live test. Nothing is sent until you press Start.',
      );

    const known = (await (await fetch(href('data/messages.json'))).json()) as KnownMessage[];
    for (const { message } of matchMessages(query, known).slice(0, 3))
      add(pageHref('message', message.slug), message.title, message.answer);

    const pagefind = (await import(/* @vite-ignore */ href('pagefind/pagefind.js'))) as Pagefind;
    // The worker loads a second copy of the code; an index of this size needs none.
    await pagefind.options({ noWorker: true });
    let used = '';
    for (const attempt of queries(query)) {
      const { results } = await pagefind.search(attempt);
      if (results.length === 0) continue;
      used = attempt;
      for (const found of await Promise.all(results.slice(0, mostResults).map((result) => result.data())))
        add(found.url, found.meta.title ?? found.url, found.plain_excerpt);
      break;
    }
    this.querySelector('[data-results]')?.replaceChildren(list);
    const count = shown.size;
    this.say(
      count === 0
        ? 'Nothing was found. Try the words of the message without your own host name, or answer a few questions instead.'
        : `${count} ${count === 1 ? 'page' : 'pages'}${used && used !== query.trim().toLowerCase() ? `, searched for: ${used}` : ''}`,
    );
  }
}

customElements.define('site-search', SiteSearch);
