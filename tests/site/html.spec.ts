/** What holds of the markup of every page, from the built files: no browser is needed to see it. */
import { expect, test } from '@playwright/test';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { builtPages } from './built.ts';
import { samplePaths } from './shapes.ts';

/** The same rules for all pages, which are put together once: doing that for each page takes a third of the time. */
class KeptConfigLoader extends StaticConfigLoader {
  private kept: ReturnType<StaticConfigLoader['getConfigFor']> | undefined;

  override getConfigFor(...given: Parameters<StaticConfigLoader['getConfigFor']>) {
    this.kept ??= super.getConfigFor(...given);
    return this.kept;
  }
}

const validator = new HtmlValidate(
  new KeptConfigLoader({
    root: true,
    extends: ['html-validate:recommended'],
    rules: {
      // A table whose rows are stacked on a phone loses its semantics without the roles that it had by itself.
      'no-redundant-role': 'off',
      // In a form of this site, a button without a type is the one that submits it.
      'no-implicit-button-type': 'off',
      // A title is the page's own sentence and the name of the site, however long.
      'long-title': 'off',
      // A row of a table is linked to by its code, as in `#502`; HTML allows any id without a space.
      'valid-id': ['error', { relaxed: true }],
      // The calculator answers while it is typed into.
      'wcag/h32': 'off',
    },
  }),
);

const pages = builtPages();

for (const [folder, own] of Map.groupBy(pages, ({ path }) => path.split('/')[1] ?? ''))
  test(`pages in /${folder} are valid HTML, with headings in order, labels, and names only where they are allowed`, async () => {
    const problems: string[] = [];
    for (const { path, html } of own) {
      const { results } = await validator.validateString(html, path);
      for (const { ruleId, message, selector } of results.flatMap(({ messages }) => messages))
        problems.push(`${path}: ${ruleId}: ${message} (${selector})`);
    }
    expect(problems).toEqual([]);
  });

test('every page has a description, a title of its own, a language, one h1, one main, and a way to skip to it', () => {
  const titles = new Map<string, string>();
  for (const { path, html } of pages) {
    expect(html, path).toMatch(/<html lang="en"/);
    expect(html.match(/<h1[\s>]/g), path).toHaveLength(1);
    expect(html.match(/<main[\s>]/g), path).toHaveLength(1);
    expect(html, path).toMatch(/<a class="skip" href="#content"/);
    expect(html, path).toMatch(/<main id="content"/);
    expect(html, path).toMatch(/<meta name="description" content="[^"]{10,}"/);
    expect(html, `${path} has a frame, into which no other test looks`).not.toMatch(/<i?frame[\s>]/);
    // Results of the wizard that say the same have the same title.
    if (path.startsWith('/diagnose/')) continue;
    const title = /<title>([^<]+)<\/title>/.exec(html)?.[1] ?? '';
    expect(titles.get(title), `${path} has the title “${title}” of another page`).toBeUndefined();
    titles.set(title, path);
  }
});

/** Every element, class, role and `aria-` attribute in the markup of pages. */
const partsOf = (some: typeof pages): Set<string> =>
  new Set(
    // What a page says of itself is text, even where it looks like markup.
    some
      .map(({ html }) => html.replace(/ content="[^"]*"/g, ''))
      .flatMap((html) => [
        ...(html.match(/<[a-z][\w-]*|\s(?:role="[^"]*"|aria-[a-z]+)/g) ?? []),
        ...[...html.matchAll(/\sclass="([^"]*)"/g)].flatMap(([, names = '']) => names.split(' ')),
      ]),
  );

test('few pages show every shape of markup, and a page of every kind is among them', () => {
  const sample = samplePaths();
  const shown = pages.filter(({ path }) => sample.includes(path));
  console.log(`\n${sample.length} of ${pages.length} pages show every shape of markup.`);
  expect(partsOf(shown)).toEqual(partsOf(pages));
  const folders = (some: typeof pages) => new Set(some.map(({ path }) => path.split('/')[1]));
  expect(folders(shown)).toEqual(folders(pages));
  expect(sample.length).toBeGreaterThan(30);
  expect(sample.length).toBeLessThan(pages.length / 4);
});
