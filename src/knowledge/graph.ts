import { allowedFor } from './content-error.ts';
import type { Problems } from './content-error.ts';
import { checkGenerations } from './generations.ts';
import { quotedLimit } from './quoted-limit.ts';
import type { QuotedLimit } from './quoted-limit.ts';
import type {
  CaseData,
  CauseData,
  ClaimData,
  Evidence,
  FieldReport,
  GuideData,
  Limit,
  MessageData,
  ReferenceData,
  SignsData,
  Source,
  StackData,
} from './schemas.ts';

/** A page as it was read: its data, and its body in MDX. */
export interface Entry<Data> {
  /** Path from the project's root, for error sentences. */
  file: string;
  data: Data;
  body: string;
}

/** A case as it was read. */
export interface CaseEntry {
  file: string;
  data: CaseData;
  /** The broken and the fixed file. */
  texts: { broken: string; fixed: string };
  /** The parts of them that a page shows. */
  shown: { broken: string; fixed: string };
  evidence: Evidence;
  /** What was observed with the programs of Debian's unstable suite, where that has some of the case's own. */
  currentEvidence?: Evidence;
}

/** The signs of a cause as they were read. */
export interface SignsEntry {
  file: string;
  slug: string;
  data: SignsData;
}

export interface Entries {
  causes: Entry<CauseData>[];
  signs: SignsEntry[];
  reports: FieldReport[];
  messages: Entry<MessageData>[];
  stacks: Entry<StackData>[];
  claims: Entry<ClaimData>[];
  guides: Entry<GuideData>[];
  reference: Entry<ReferenceData>[];
  cases: CaseEntry[];
}

/** The kinds of things in `content/` that have a slug. */
export type Kind = (typeof linkKinds)[number] | 'case';

/** A fix on a cause's page. */
export interface Fix {
  /** Slug of the stack that is repaired. */
  stack: string;
  /** Slug of the case that ran it, if one did. */
  case?: string;
  /** Otherwise the id of the source that states it. */
  source?: string;
  /** What the page says of it, in MDX. */
  text: string;
}

/** The source of a page that has the id, if one does. Sources without an id are never meant. */
export const sourceOf = ({ sources }: { sources: readonly Source[] }, wanted: string | undefined) =>
  wanted === undefined ? undefined : sources.find(({ id }) => id === wanted);

/** The ids that a page's sources have, for an error. */
const idsOf = ({ sources }: { sources: readonly Source[] }) =>
  sources.flatMap(({ id }) => id ?? []).join(', ') || 'none: give the source an "id"';

/** A case with its files and what was observed. */
export type Case = CaseData & Pick<CaseEntry, 'texts' | 'shown' | 'evidence' | 'currentEvidence'>;
export type Stack = StackData & {
  /** Causes whose page has a fix for this stack. */
  causes: Cause[];
  cases: Case[];
};
export type Cause = CauseData & {
  /** How it is found: what it leaves behind, and how people write about it. */
  found: SignsData;
  cases: Case[];
  /** Messages that can mean this cause. */
  messages: MessageData[];
  /** Claims that people with this cause meet. */
  claims: ClaimData[];
  /** Guides that name it. */
  guides: GuideData[];
  /** The fixes on its page, in the order of the page. */
  fixes: Fix[];
};

/** A limit of a stack, with the source that states it. */
export type StackLimit = Limit & { stack: StackData; stated: Source };

/** Everything in `content/`, checked and joined. */
export interface Knowledge {
  causes: ReadonlyMap<string, Cause>;
  /** Reports of users with their confirmed causes. */
  reports: readonly FieldReport[];
  messages: ReadonlyMap<string, MessageData>;
  stacks: ReadonlyMap<string, Stack>;
  claims: ReadonlyMap<string, ClaimData>;
  guides: ReadonlyMap<string, GuideData>;
  reference: ReadonlyMap<string, ReferenceData>;
  cases: ReadonlyMap<string, Case>;
  limits: readonly StackLimit[];
  /** The MDX body of a page with the limits that it quotes, by collection and slug, as in `causes/proxy-idle-timeout`. */
  bodies: ReadonlyMap<string, string>;
}

/** The kinds of pages to which `<See …/>` can point. */
export const linkKinds = ['cause', 'message', 'stack', 'claim', 'guide', 'reference'] as const;

const headings = {
  causes: ['Confirm it', 'Fix it', 'Why it works'],
  messages: ['What it says', 'Find the cause'],
  claims: ['What happens instead', 'How it was tried'],
};

/** The fewest wordings with which a cause is found. */
const fewestWordings = 25;

/**
 * Joins the entries into one graph, and takes down each name that leads nowhere, each heading that is missing and each slug that two
 * pages answer. What is joined is whole only where there is no problem.
 * @param unread what is there and could not be read, as kind and slug: nobody is told that it does not exist
 */
export function joinKnowledge(
  read: Entries,
  problems: Problems,
  unread: ReadonlySet<`${Kind} ${string}`> = new Set(),
): Knowledge {
  const entries = withQuotedLimits(read, problems);
  const index = <Data extends { slug: string }>(list: readonly { data: Data }[]) =>
    new Map(list.map(({ data }): [string, Data] => [data.slug, data]));
  const known = {
    cause: index(entries.causes),
    message: index(entries.messages),
    stack: index(entries.stacks),
    claim: index(entries.claims),
    guide: index(entries.guides),
    reference: index(entries.reference),
    case: index(entries.cases),
  };
  const need = (file: string, field: string, kind: Kind, slug: string) => {
    if (!known[kind].has(slug) && !unread.has(`${kind} ${slug}`))
      problems.add(
        file,
        `${field} names the ${kind} "${slug}", which does not exist; ${allowedFor(slug, known[kind].keys())}.`,
      );
  };
  const hasUnreadCase = [...unread].some((each) => each.startsWith('case '));

  checkCovers(entries.causes, problems);
  const found = checkSigns(entries, { need, problems, unread });
  for (const { file, data, body } of entries.causes) {
    data.seeing.forEach(({ stack, message }, position) => {
      need(file, `"seeing.${position}.stack"`, 'stack', stack);
      if (message !== undefined) need(file, `"seeing.${position}.message"`, 'message', message);
    });
    if (data.ladder !== undefined) {
      need(file, '"ladder"', 'case', data.ladder);
      const shown = known.case.get(data.ladder);
      if (shown && shown.cause !== data.slug)
        problems.add(
          file,
          `"ladder" names the case "${data.ladder}", which shows the cause "${shown.cause}"; expected a case of this cause.`,
        );
    }
    const shownBy = entries.cases.find((each) => each.data.cause === data.slug)?.data.slug;
    if (shownBy === undefined && data.notReproduced === undefined && !hasUnreadCase)
      problems.add(
        file,
        'it has neither a case nor "notReproduced"; add a case whose "cause" is this slug, or the reason why none can run.',
      );
    if (shownBy !== undefined && data.notReproduced !== undefined)
      problems.add(
        file,
        `"notReproduced" is given although the case "${shownBy}" reproduces this cause; remove "notReproduced".`,
      );
    checkHeadings(problems, file, body, headings.causes);
  }
  for (const { file, data, body } of entries.messages) {
    data.texts.forEach(({ stack }, position) => need(file, `"texts.${position}.stack"`, 'stack', stack));
    data.causes.forEach(({ cause }, position) => need(file, `"causes.${position}.cause"`, 'cause', cause));
    checkHeadings(problems, file, body, headings.messages);
  }
  for (const { file, data } of entries.stacks) {
    for (const [position, { source }] of data.limits.entries())
      if (!sourceOf(data, source))
        problems.add(
          file,
          `"limits.${position}.source" is "${source}"; expected the id of one of the sources (${idsOf(data)}).`,
        );
  }
  for (const { file, data, body } of entries.claims) {
    for (const cause of data.instead) need(file, '"instead"', 'cause', cause);
    for (const slug of data.cases) need(file, '"cases"', 'case', slug);
    if (data.cases.length === 0 && data.notRun === undefined)
      problems.add(
        file,
        'it has neither "cases" nor "notRun"; name the cases that decide it, or the reason why it was not run.',
      );
    if (data.cases.length > 0 && data.notRun !== undefined)
      problems.add(
        file,
        '"cases" and "notRun" are both given; a claim that has a case was run, so remove "notRun".',
      );
    checkHeadings(problems, file, body, headings.claims);
  }
  for (const { file, data } of entries.guides)
    for (const cause of data.causes) need(file, '"causes"', 'cause', cause);
  for (const { file, data } of entries.reference)
    for (const cause of data.rows?.flatMap(({ causes }) => causes) ?? [])
      need(file, '"rows"', 'cause', cause);
  for (const { file, data } of entries.cases) {
    need(file, '"cause"', 'cause', data.cause);
    need(file, '"stack"', 'stack', data.stack);
    if (data.proxy !== undefined) need(file, '"proxy"', 'stack', data.proxy);
  }
  const pages = [
    entries.causes,
    entries.messages,
    entries.stacks,
    entries.claims,
    entries.guides,
    entries.reference,
  ].flat();
  for (const { file, data, body } of pages) {
    for (const [kind, slug] of links(body)) need(file, `<See>`, kind, slug);
    for (const fix of fixes(body)) {
      need(file, '<Fix>', 'stack', fix.stack);
      if (fix.case !== undefined) need(file, '<Fix>', 'case', fix.case);
      else if (!sourceOf(data, fix.source))
        problems.add(
          file,
          `the fix for "${fix.stack}" has neither a case nor a source of this page; add case="…", or source="…" with the id of one of the sources (${idsOf(data)}).`,
        );
    }
    if (/^(```|~~~)/m.test(body))
      problems.add(
        file,
        'it has a fenced code block; a config comes from a case (<Fix case="…">) and a command from <Command run="…">.',
      );
  }

  const cases = new Map<string, Case>(
    entries.cases.map(({ file, data, ...rest }) => {
      checkGenerations(file, data, rest, problems);
      return [data.slug, { ...data, ...rest }];
    }),
  );
  const claims = known.claim;
  const bodies = new Map(pages.map(({ file, body }) => [file.replace(/^content\/|\.mdx$/g, ''), body]));
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
        guides: [...known.guide.values()].filter((guide) => guide.causes.includes(data.slug)),
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
    messages: known.message,
    stacks,
    claims,
    guides: known.guide,
    reference: known.reference,
    cases,
    limits,
    bodies,
  };
}

/** The entries with the number of a stack's limit wherever a body quotes it. */
function withQuotedLimits(entries: Entries, problems: Problems): Entries {
  const limits = new Map(entries.stacks.map(({ data }) => [data.slug, data.limits]));
  const quoted = <Data>({ file, data, body }: Entry<Data>): Entry<Data> => ({
    file,
    data,
    body: body.replace(/<Limit\s([^>]*?)\/>/g, (_, tag: string) => {
      const attributes = attributesOf(tag) as Record<string, string> & QuotedLimit;
      try {
        return quotedLimit(attributes, limits.get(attributes.stack) ?? []);
      } catch (error) {
        problems.add(file, (error as Error).message);
        return '';
      }
    }),
  });
  return {
    ...entries,
    causes: entries.causes.map(quoted),
    messages: entries.messages.map(quoted),
    stacks: entries.stacks.map(quoted),
    claims: entries.claims.map(quoted),
    guides: entries.guides.map(quoted),
    reference: entries.reference.map(quoted),
  };
}

/** What a part of the check needs of the whole. */
interface Checking {
  need: (file: string, field: string, kind: Kind, slug: string) => void;
  problems: Problems;
  unread: ReadonlySet<`${Kind} ${string}`>;
}

/** The signs by cause: each cause has them, and none are of no cause. */
function checkSigns(
  { causes, signs }: Entries,
  { need, problems, unread }: Checking,
): ReadonlyMap<string, SignsData> {
  const found = new Map(signs.map(({ slug, data }) => [slug, data]));
  for (const { data } of causes)
    if (!found.has(data.slug) && !unread.has(`cause ${data.slug}`))
      problems.add(
        `content/causes/${data.slug}.yaml`,
        'the file is missing; each cause has one beside its page, with its signs and wordings.',
      );
  for (const { file, slug, data } of signs) {
    need(file, 'its name', 'cause', slug);
    if (data.wordings.length < fewestWordings)
      problems.add(
        file,
        `"wordings" has ${data.wordings.length} of at least ${fewestWordings} ways in which people write about it.`,
      );
    for (const [position, { cause }] of data.apart.entries())
      need(file, `"apart.${position}.cause"`, 'cause', cause);
  }
  return found;
}

function checkCovers(causes: readonly Entry<CauseData>[], problems: Problems) {
  const owners = new Map(causes.map(({ file, data }) => [data.slug, file]));
  for (const { file, data } of causes)
    for (const slug of data.covers) {
      const owner = owners.get(slug);
      if (owner !== undefined)
        problems.add(
          file,
          `"covers" names "${slug}", which ${owner} answers already; two causes with the same fix are one page.`,
        );
      owners.set(slug, file);
    }
}

function checkHeadings(problems: Problems, file: string, body: string, expected: readonly string[]) {
  const found = [...body.matchAll(/^## (.+)$/gm)].map(([, text]) => text?.trim() ?? '');
  if (found.join('\n') !== expected.join('\n'))
    problems.add(
      file,
      `its headings are ${found.join(', ') || 'none'}; expected ${expected.join(', ')}, in that order.`,
    );
}

const attributesOf = (tag: string): Record<string, string> =>
  Object.fromEntries(
    [...tag.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, name = '', text = '']) => [name, text]),
  );

function links(body: string): [(typeof linkKinds)[number], string][] {
  return [...body.matchAll(/<See\s([^>]*?)\/?>/g)].flatMap(([, tag = '']) => {
    const attributes = attributesOf(tag);
    return linkKinds.flatMap((kind): [typeof kind, string][] =>
      attributes[kind] === undefined ? [] : [[kind, attributes[kind]]],
    );
  });
}

function fixes(body: string): Fix[] {
  return [...body.matchAll(/<Fix\s([^>]*)>([^]*?)<\/Fix>/g)].map(([, tag = '', text = '']) => {
    const attributes = attributesOf(tag);
    return {
      stack: attributes['stack'] ?? '',
      ...(attributes['case'] === undefined ? {} : { case: attributes['case'] }),
      ...(attributes['source'] === undefined ? {} : { source: attributes['source'] }),
      text: text.trim(),
    };
  });
}
