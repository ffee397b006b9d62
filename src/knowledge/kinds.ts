/** The kinds of pages in `content/`. Pure, and without the schemas: pages load this file. */

/** The kinds of pages, in the order of the menu. */
export const pageKinds = ['cause', 'message', 'stack', 'guide', 'reference', 'claim'] as const;

/** Kind of page → its folder in `content/`, which is also the first part of its address and its name in the graph. */
export const pageFolders = {
  cause: 'causes',
  message: 'messages',
  stack: 'stacks',
  guide: 'guides',
  reference: 'reference',
  claim: 'claims',
} as const satisfies Record<PageKind, string>;

/** Kind of page → what its pages are called where they are listed. */
export const pageNames = {
  cause: 'Causes',
  message: 'Messages',
  stack: 'Stacks',
  guide: 'How to',
  reference: 'Reference',
  claim: 'Claims',
} as const satisfies Record<PageKind, string>;

/** A kind of page. `<See …/>` can point to each. */
export type PageKind = (typeof pageKinds)[number];

/** A folder of pages. */
export type PageFolder = (typeof pageFolders)[PageKind];

/** The kinds of things in `content/` that have a slug. A case has none of these pages, but one for its runs. */
export type Kind = PageKind | 'case';

/** Path of a page's text, from the project's root. */
export const pageFileOf = (kind: PageKind, slug: string): string =>
  `content/${pageFolders[kind]}/${slug}.mdx`;

/** Path of the signs of a cause, from the project's root. */
export const signsFileOf = (cause: string): string => `content/causes/${cause}.yaml`;
