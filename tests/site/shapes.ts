/** Which built pages are enough to see every shape of markup: what axe says depends on the shape, and most pages share theirs. */
import { builtPages, type BuiltPage } from './built.ts';

/** Attributes whose value makes another shape; of all others only the name does. */
const telling = new Set(['role', 'type', 'aria-current', 'scope']);

/** A tag of a built page, where every attribute has its value in double quotes or none. */
const tag = /<(\/?)([a-z][\w-]*)((?:\s+[^\s"=<>/]+(?:="[^"]*")?)*)\s*(\/?)>/gi;
/** What has no tags in it, though it may look so. */
const rawText = /<!--[^]*?-->|(<(script|style)\b[^>]*>)[^]*?<\/\2>/g;
/** Elements that have no end. */
const ends = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;

/** The shapes of a page's elements: element, classes and attributes, inside of which element. */
function shapesOf(html: string): ReadonlySet<string> {
  const shapes = new Set<string>();
  const open: string[] = [];
  for (const [, end, name = '', written = '', isClosed] of html
    .replace(rawText, (_, start: string | undefined, element: string) =>
      start ? `${start}</${element}>` : '',
    )
    .matchAll(tag)) {
    if (end) {
      open.pop();
      continue;
    }
    const attributes = [...written.matchAll(/([^\s"=]+)(?:="([^"]*)")?/g)];
    const classes = attributes.find(([, key]) => key === 'class')?.[2]?.split(' ') ?? [];
    const own = [name, ...classes].join('.');
    const kept = attributes.map(([, key = '', value]) => (telling.has(key) ? `${key}=${value}` : key));
    shapes.add(`${open.at(-1) ?? ''} > ${own} [${kept.sort().join(' ')}]`);
    if (!isClosed && !ends.test(name)) open.push(own);
  }
  return shapes;
}

/** Pages of one kind lie in one folder; a folder's own page is of another kind. */
function kindOf(path: string): string {
  const [, folder = '', page = ''] = path.split('/');
  return page === '' ? path : folder;
}

/**
 * Pages that together have every shape of markup there is, and the largest and the smallest page of each kind. The same pages give the same choice.
 */
function samplePages(pages: readonly BuiltPage[]): BuiltPage[] {
  const left = pages.map((page) => ({ page, shapes: shapesOf(page.html) }));
  const bySize = pages.toSorted((a, b) => a.html.length - b.html.length);
  const kinds = [...new Set(pages.map(({ path }) => kindOf(path)))];
  const ends = kinds.flatMap((kind) => {
    const own = bySize.filter(({ path }) => kindOf(path) === kind);
    return [own.at(0), own.at(-1)].filter((page) => page !== undefined);
  });
  const chosen = new Set(ends);
  const seen = new Set(left.filter(({ page }) => chosen.has(page)).flatMap(({ shapes }) => [...shapes]));
  for (;;) {
    const unseen = left.map(({ page, shapes }) => ({
      page,
      shapes: [...shapes].filter((shape) => !seen.has(shape)),
    }));
    const [best] = unseen.toSorted((a, b) => b.shapes.length - a.shapes.length);
    if (!best || best.shapes.length === 0) return pages.filter((page) => chosen.has(page));
    chosen.add(best.page);
    for (const shape of best.shapes) seen.add(shape);
  }
}

/** Paths of the sample of the built site. Choosing takes seconds, and each worker reads the list of tests: it is chosen once, and handed on. */
export function samplePaths(): string[] {
  process.env['SAMPLE_PATHS'] ??= samplePages(builtPages())
    .map(({ path }) => path)
    .join(' ');
  return process.env['SAMPLE_PATHS'].split(' ');
}
