import type { APIRoute } from 'astro';
import { asWritten } from '../../knowledge/mdx.ts';
import { knowledge } from '../../knowledge/index.ts';
import type { folders } from '../../knowledge/graph.ts';

/** Everything that the site knows, as data. */
export const GET: APIRoute = () => {
  const { causes, messages, stacks, claims, guides, reference, cases } = knowledge();
  const list = <Data>(map: ReadonlyMap<string, Data>) => [...map.values()];
  return Response.json({
    schema: 'not101-knowledge-2',
    causes: list(causes).map((cause) => ({
      ...cause,
      fixes: cause.fixes.map(({ parts, ...fix }) => ({ ...fix, text: asWritten(parts) })),
      cases: cause.cases.map(({ slug }) => slug),
      messages: cause.messages.map(({ slug }) => slug),
      claims: cause.claims.map(({ slug }) => slug),
      guides: cause.guides.map(({ slug }) => slug),
    })),
    messages: list(messages),
    stacks: list(stacks).map((stack) => ({
      ...stack,
      causes: stack.causes.map(({ slug }) => slug),
      cases: stack.cases.map(({ slug }) => slug),
    })),
    claims: list(claims),
    guides: list(guides),
    reference: list(reference),
    cases: list(cases),
  } satisfies Record<(typeof folders)[keyof typeof folders] | 'schema', unknown>);
};
