import type { APIRoute, GetStaticPaths } from 'astro';
import { knowledge } from '../../knowledge/index.ts';
import { pageFolders, type PageFolder } from '../../knowledge/kinds.ts';
import { pageAsMarkdown } from '../../present/markdown.ts';

export const getStaticPaths = (() =>
  Object.values(pageFolders).flatMap((folder) =>
    [...knowledge()[folder].keys()].map((slug) => ({ params: { folder, slug } })),
  )) satisfies GetStaticPaths;

/** Each page of the content, as Markdown. */
export const GET: APIRoute = ({ params: { folder, slug = '' } }) => {
  const text = pageAsMarkdown(folder as PageFolder, slug, knowledge());
  return new Response(text ?? 'There is no such page.', { status: text === undefined ? 404 : 200 });
};
