import { fixes, withQuotes } from './body.ts';
import { checkEntries } from './check-entries.ts';
import type { Unread } from './check-entries.ts';
import type { Problems } from './content-error.ts';
import { pagesOf } from './graph.ts';
import type { Case, CaseEntry, Cause, Entries, Knowledge, Stack } from './graph.ts';
import { sourceOf } from './sources.ts';

const index = <Data extends { slug: string }>(list: readonly { data: Data }[]): ReadonlyMap<string, Data> =>
  new Map(list.map(({ data }) => [data.slug, data]));

function caseOf({ data, texts, shown, evidence, currentEvidence }: CaseEntry): Case {
  return { ...data, texts, shown, evidence, ...(currentEvidence !== undefined && { currentEvidence }) };
}

/**
 * Joins the entries into one graph, and takes down what does not hold between them. What is joined is whole only where there is no problem.
 * @param unread what is there and could not be read
 */
export function joinKnowledge(read: Entries, problems: Problems, unread: Unread = new Set()): Knowledge {
  const entries = withQuotes(read, problems);
  checkEntries(entries, problems, unread);
  const cases = new Map(entries.cases.map((entry): [string, Case] => [entry.data.slug, caseOf(entry)]));
  const found = new Map(entries.signs.map(({ slug, data }) => [slug, data]));
  const claims = index(entries.claims);
  const guides = index(entries.guides);
  const bodies = new Map(
    pagesOf(entries).map(({ file, body }) => [file.replace(/^content\/|\.mdx$/g, ''), body]),
  );
  const causes = new Map<string, Cause>(
    entries.causes.flatMap(({ data, body }): [string, Cause][] => {
      const signs = found.get(data.slug);
      if (!signs) return [];
      const cause: Cause = {
        ...data,
        found: signs,
        cases: [...cases.values()].filter(({ cause }) => cause === data.slug),
        messages: entries.messages
          .map((entry) => entry.data)
          .filter((message) => message.causes.some(({ cause }) => cause === data.slug)),
        claims: [...claims.values()].filter(({ instead }) => instead.includes(data.slug)),
        guides: [...guides.values()].filter((guide) => guide.causes.includes(data.slug)),
        fixes: fixes(body),
      };
      return [[data.slug, cause]];
    }),
  );
  const stacks = new Map<string, Stack>(
    entries.stacks.map(({ data }) => [
      data.slug,
      {
        ...data,
        causes: [...causes.values()].filter((cause) => cause.fixes.some(({ stack }) => stack === data.slug)),
        cases: [...cases.values()].filter(({ stack }) => stack === data.slug),
      },
    ]),
  );
  const limits = entries.stacks.flatMap(({ data }) =>
    data.limits.flatMap((limit) => {
      const stated = sourceOf(data, limit.source);
      return stated ? [{ ...limit, stack: data, stated }] : [];
    }),
  );
  return {
    causes,
    reports: entries.reports,
    messages: index(entries.messages),
    stacks,
    claims,
    guides,
    reference: index(entries.reference),
    cases,
    limits,
    bodies,
  };
}
