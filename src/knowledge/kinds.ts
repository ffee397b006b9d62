/** The kinds of pages in `content/`. Pure, and without the schemas: pages load this file. */

/** Kind of page → its folder in `content/`, which is also the first part of its address and its name in the graph. */
export const pageFolders = {
  cause: 'causes',
  message: 'messages',
  stack: 'stacks',
  claim: 'claims',
  guide: 'guides',
  reference: 'reference',
} as const;

/** A kind of page. `<See …/>` can point to each. */
export type PageKind = keyof typeof pageFolders;

/** A folder of pages. */
export type PageFolder = (typeof pageFolders)[PageKind];

/** Kind of what has a slug → its folder in `content/`. A case has none of these pages, but one for each of its runs. */
export const folders = { ...pageFolders, case: 'cases' } as const;

/** The kinds of things in `content/` that have a slug. */
export type Kind = keyof typeof folders;

/** The kinds of pages, in the order in which they are listed. */
export const pageKinds = Object.keys(pageFolders) as PageKind[];

/** Path of a page's text, from the project's root. */
export const pageFileOf = (kind: PageKind, slug: string): string =>
  `content/${pageFolders[kind]}/${slug}.mdx`;

/** Path of the signs of a cause, from the project's root. */
export const signsFileOf = (cause: string): string => `content/causes/${cause}.yaml`;
