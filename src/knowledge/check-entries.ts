/** What must hold between the entries of `content/`. Each check takes down what it finds, and goes on. */
import { fixes, links } from './body.ts';
import type { Body } from './mdx.ts';
import { allowedFor } from './content-error.ts';
import type { Problems } from './content-error.ts';
import { checkGenerations } from './generations.ts';
import { folders, pagesOf } from './graph.ts';
import type { Entries, Entry } from './graph.ts';
import { signsFileOf, type Kind } from './kinds.ts';
import type { CauseData } from './schemas.ts';
import { idsOf, sourceOf } from './sources.ts';

const headings = {
  causes: ['Confirm it', 'Fix it', 'Why it works'],
  messages: ['What it says', 'Find the cause'],
  claims: ['What happens instead', 'How it was tried'],
};

/** The fewest wordings with which a cause is found. */
const fewestWordings = 25;

/** What a check has to go by. */
interface Checking {
  entries: Entries;
  /** Takes it down if what a field names does not exist. */
  need: (file: string, field: string, kind: Kind, slug: string) => void;
  problems: Problems;
  unread: Unread;
}

/** What is there and could not be read, as kind and slug: nobody is told that it does not exist. */
export type Unread = ReadonlySet<`${Kind} ${string}`>;

/** Takes down each name that leads nowhere, each heading that is missing and each slug that two pages answer. */
export function checkEntries(entries: Entries, problems: Problems, unread: Unread): void {
  const checking: Checking = { entries, need: needed(entries, problems, unread), problems, unread };
  checkCovers(entries.causes, problems);
  checkSigns(checking);
  checkCauses(checking);
  checkMessages(checking);
  checkStacks(checking);
  checkClaims(checking);
  checkNamedCauses(checking);
  checkCases(checking);
  checkBodies(checking);
}

function needed(entries: Entries, problems: Problems, unread: Unread): Checking['need'] {
  const known = new Map(
    Object.entries(folders).map(([kind, folder]): [string, ReadonlySet<string>] => [
      kind,
      new Set(entries[folder].map(({ data }) => data.slug)),
    ]),
  );
  return (file, field, kind, slug) => {
    const slugs = known.get(kind) ?? new Set();
    if (!slugs.has(slug) && !unread.has(`${kind} ${slug}`))
      problems.add(
        file,
        `${field} names the ${kind} "${slug}", which does not exist; ${allowedFor(slug, slugs)}.`,
      );
  };
}

function checkCauses({ entries, need, problems, unread }: Checking): void {
  const hasUnreadCase = [...unread].some((each) => each.startsWith('case '));
  for (const { file, data, body } of entries.causes) {
    data.seeing.forEach(({ stack, message }, position) => {
      need(file, `"seeing.${position}.stack"`, 'stack', stack);
      if (message !== undefined) need(file, `"seeing.${position}.message"`, 'message', message);
    });
    if (data.ladder !== undefined) {
      need(file, '"ladder"', 'case', data.ladder);
      const shown = entries.cases.find((each) => each.data.slug === data.ladder)?.data;
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
}

function checkMessages({ entries, need, problems }: Checking): void {
  for (const { file, data, body } of entries.messages) {
    data.texts.forEach(({ stack }, position) => need(file, `"texts.${position}.stack"`, 'stack', stack));
    data.causes.forEach(({ cause }, position) => need(file, `"causes.${position}.cause"`, 'cause', cause));
    checkHeadings(problems, file, body, headings.messages);
  }
}

function checkStacks({ entries, problems }: Checking): void {
  for (const { file, data } of entries.stacks) {
    for (const [position, { source }] of data.limits.entries())
      if (!sourceOf(data, source))
        problems.add(
          file,
          `"limits.${position}.source" is "${source}"; expected the id of one of the sources (${idsOf(data)}).`,
        );
  }
}

function checkClaims({ entries, need, problems }: Checking): void {
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
}

/** The causes that how-tos and tables name. */
function checkNamedCauses({ entries, need }: Checking): void {
  for (const { file, data } of entries.guides)
    for (const cause of data.causes) need(file, '"causes"', 'cause', cause);
  for (const { file, data } of entries.reference)
    for (const cause of data.rows?.flatMap(({ causes }) => causes) ?? [])
      need(file, '"rows"', 'cause', cause);
}

function checkCases({ entries, need, problems }: Checking): void {
  for (const { file, data, ...ran } of entries.cases) {
    need(file, '"cause"', 'cause', data.cause);
    need(file, '"stack"', 'stack', data.stack);
    if (data.proxy !== undefined) need(file, '"proxy"', 'stack', data.proxy);
    if (data.proxyFrom !== undefined) need(file, '"proxyFrom"', 'case', data.proxyFrom);
    checkGenerations(file, data, ran, problems);
  }
}

/** The links and fixes of each body, and that code comes from where it ran. */
function checkBodies({ entries, need, problems }: Checking): void {
  for (const { file, data, body } of pagesOf(entries)) {
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
    if (body.isFenced)
      problems.add(
        file,
        'it has a fenced code block; a config comes from a case (<Fix case="…">) and a command from <Command run="…">.',
      );
  }
}

/** Each cause has signs, and none are of no cause. */
function checkSigns({ entries: { causes, signs }, need, problems, unread }: Checking): void {
  const found = new Set(signs.map(({ slug }) => slug));
  for (const { data } of causes)
    if (!found.has(data.slug) && !unread.has(`cause ${data.slug}`))
      problems.add(
        signsFileOf(data.slug),
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

function checkHeadings(
  problems: Problems,
  file: string,
  { headings: found }: Body,
  expected: readonly string[],
) {
  if (found.join('\n') !== expected.join('\n'))
    problems.add(
      file,
      `its headings are ${found.join(', ') || 'none'}; expected ${expected.join(', ')}, in that order.`,
    );
}
