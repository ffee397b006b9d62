/** What a table of contents lists. */
import { getEntry, render } from 'astro:content';
import type { CollectionKey } from 'astro:content';

/** A part of a page. */
export interface ContentsEntry {
  id: string;
  title: string;
  /** Parts of it. */
  under?: readonly ContentsEntry[];
}

/** The second-level headings of the body of a content page. */
export async function headingsOf(collection: CollectionKey, slug: string): Promise<ContentsEntry[]> {
  const entry = await getEntry(collection, slug);
  if (!entry) return [];
  const { headings } = await render(entry);
  return headings.filter(({ depth }) => depth === 2).map(({ slug: id, text: title }) => ({ id, title }));
}
