import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'astro/zod';
import { oneOf, Problems } from './content-error.ts';
import type { CaseEntry, Entry, Knowledge, PageEntries, SignsEntry } from './graph.ts';
import { joinKnowledge } from './join.ts';
import { pageFolders, pageKinds, type Kind, type PageKind } from './kinds.ts';
import { caseSchema, evidenceSchema, pageSchemas, reportSchema, signsSchema } from './schemas.ts';
import type { FieldReport, PageData } from './schemas.ts';
import { shownPart } from './shown-part.ts';

/** The files of `content/`: path from the project's root → text. */
export type ContentFiles = ReadonlyMap<string, string>;

/** Reads every file of `content/`, in alphabetical order. */
export function readContent(root: string): ContentFiles {
  const entries = readdirSync(join(root, 'content'), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll('\\', '/'))
    .sort();
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/**
 * Reads `content/` and joins it into one graph.
 * @param root the project's root folder
 * @throws {ContentError} if a file does not fit its schema, or names something that does not exist
 */
export function readKnowledge(root: string): Knowledge {
  const problems = new Problems();
  const knowledge = readLeniently(readContent(root), problems);
  problems.throwAny();
  return knowledge;
}

/** Joins what can be read of `content/`, and takes down what cannot, or what does not hold together. */
export function readLeniently(files: ContentFiles, problems: Problems): Knowledge {
  const reading: Reading = { files, problems, unread: new Set() };
  const pages = pageKinds.map((kind) => [pageFolders[kind], readPages(reading, kind)]);
  const entries = {
    ...(Object.fromEntries(pages) as PageEntries),
    signs: readSigns(reading),
    reports: readReports(reading),
    cases: readCases(reading),
  };
  return joinKnowledge(entries, problems, reading.unread);
}

/** The files that are read, what was found wrong in them, and what could not be read for it. */
interface Reading {
  files: ContentFiles;
  problems: Problems;
  unread: Set<`${Kind} ${string}`>;
}

function readPages(reading: Reading, kind: PageKind): Entry<PageData<PageKind>>[] {
  const { problems, unread } = reading;
  const entries = filesIn(reading, pageFolders[kind], '.mdx').flatMap(({ file, text }) => {
    const [, frontmatter, body] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
    const isPage = frontmatter !== undefined && body !== undefined;
    if (!isPage)
      problems.add(file, 'it has no frontmatter; expected YAML between two lines of "---" at the top.');
    const data = isPage
      ? parsed<PageData<PageKind>>(problems, file, frontmatter, pageSchemas[kind], parseYaml)
      : undefined;
    if (isPage && data) return [{ file, body, data }];
    unread.add(`${kind} ${basename(file, '.mdx')}`);
    return [];
  });
  return withOwnSlugs(problems, entries, (entry) => basename(entry.file, '.mdx'));
}

/** The signs of each cause, from the file beside its page. */
function readSigns(reading: Reading): SignsEntry[] {
  const { problems, unread } = reading;
  return filesIn(reading, 'causes', '.yaml').flatMap(({ file, text }) => {
    const slug = basename(file, '.yaml');
    const data = parsed(problems, file, text, signsSchema, parseYaml);
    if (data) return [{ file, slug, data }];
    unread.add(`cause ${slug}`);
    return [];
  });
}

/** The reports of users, one a line. */
function readReports(reading: Reading): FieldReport[] {
  return filesIn(reading, 'reports', '.jsonl').flatMap(({ file, text }) =>
    text
      .trimEnd()
      .split('\n')
      .flatMap(
        (line, index) =>
          parsed(reading.problems, `${file}:${index + 1}`, line, reportSchema, parseJson) ?? [],
      ),
  );
}

/** The files of a folder of `content/`, but not of folders in it, whose names end so. */
function filesIn({ files }: Reading, folder: string, ending: string): { file: string; text: string }[] {
  return [...files]
    .filter(([file]) => dirname(file) === `content/${folder}` && file.endsWith(ending))
    .map(([file, text]) => ({ file, text }));
}

function readCases(reading: Reading): CaseEntry[] {
  const { files, problems, unread } = reading;
  const folders = new Set(
    [...files.keys()].flatMap((file) => /^content\/cases\/[^/]+(?=\/)/.exec(file) ?? []),
  );
  const entries = [...folders].sort().flatMap((folder) => {
    const entry = readCase(folder, files, problems);
    if (!entry) unread.add(`case ${basename(folder)}`);
    return entry ?? [];
  });
  return withOwnSlugs(problems, entries, (entry) => entry.file.split('/')[2] ?? '');
}

/** A case of a folder; nothing where one of its files is missing or cannot be read. */
function readCase(folder: string, files: ContentFiles, problems: Problems): CaseEntry | undefined {
  const read = (name: string, purpose: string) => {
    const text = files.get(`${folder}/${name}`);
    if (text === undefined) problems.add(`${folder}/${name}`, `the file is missing; ${purpose}.`);
    return text;
  };
  const evidence = (name: string, text: string | undefined) =>
    text === undefined ? undefined : parsed(problems, `${folder}/${name}`, text, evidenceSchema, parseJson);
  const recorded = read('evidence.json', `record it with "npm run lab -- ${basename(folder)} --record"`);
  const file = `${folder}/case.yaml`;
  const described = read('case.yaml', 'every case is described by one');
  const data = described === undefined ? undefined : parsed(problems, file, described, caseSchema, parseYaml);
  if (!data) return undefined;
  const side = (name: 'broken' | 'fixed') => {
    const text = read(data.files[name], 'case.yaml names it under "files"');
    if (text === undefined) return undefined;
    try {
      return { text, shown: shownPart(text) };
    } catch (error) {
      problems.add(`${folder}/${data.files[name]}`, (error as Error).message);
      return undefined;
    }
  };
  const [broken, fixed] = [side('broken'), side('fixed')];
  const stable = evidence('evidence.json', recorded);
  const currentText = files.get(`${folder}/evidence.current.json`);
  const current = evidence('evidence.current.json', currentText);
  if (!broken || !fixed || !stable || (currentText !== undefined && !current)) return undefined;
  return {
    file,
    data,
    texts: { broken: broken.text, fixed: fixed.text },
    shown: { broken: broken.shown, fixed: fixed.shown },
    evidence: stable,
    ...(current !== undefined && { currentEvidence: current }),
  };
}

/** The entries whose slug is theirs alone; one that is not named after its file is taken down and kept. */
function withOwnSlugs<Each extends { file: string; data: { slug: string } }>(
  problems: Problems,
  entries: readonly Each[],
  expected: (entry: Each) => string,
): Each[] {
  const owners = new Map<string, string>();
  return entries.filter((entry) => {
    const { slug } = entry.data;
    const owner = owners.get(slug);
    if (owner !== undefined) {
      problems.add(
        entry.file,
        `slug "${slug}" is already used by ${owner}; a slug is used once and is the name of its file.`,
      );
      return false;
    }
    owners.set(slug, entry.file);
    if (slug !== expected(entry))
      problems.add(entry.file, `slug is "${slug}"; expected "${expected(entry)}", the name of the file.`);
    return true;
  });
}

/** The value that a text stands for, or in words why it stands for none. */
type ParseText = (text: string) => { value: unknown } | { problem: string };

const parseYaml: ParseText = (text) => {
  try {
    return { value: parse(text) as unknown };
  } catch (error) {
    const [firstLine = ''] = (error as Error).message.split('\n');
    return {
      problem: `it cannot be read: ${firstLine.replace(/:$/, '')}; expected valid YAML, with texts that contain ": " in quotes.`,
    };
  }
};

const parseJson: ParseText = (text) => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: `it cannot be read: ${(error as Error).message}; expected JSON.` };
  }
};

/** What each file was parsed to last. While somebody writes, one file changes and the others need no second parsing. */
const parsedBefore = new Map<string, { text: string; data: unknown }>();

/** The data that a text stands for; nothing, and each reason taken down, where it cannot be parsed or does not fit its schema. */
function parsed<Data>(
  problems: Problems,
  file: string,
  text: string,
  schema: z.ZodType<Data>,
  parseText: ParseText,
): Data | undefined {
  const before = parsedBefore.get(file);
  // A path has one schema, so what it was parsed to has the type that is asked for.
  if (before?.text === text) return before.data as Data;
  const parsedText = parseText(text);
  if ('problem' in parsedText) {
    problems.add(file, parsedText.problem);
    return undefined;
  }
  const result = schema.safeParse(parsedText.value);
  if (!result.success) {
    for (const issue of result.error.issues) problems.add(file, issueSentence(issue, parsedText.value));
    return undefined;
  }
  parsedBefore.set(file, { text, data: result.data });
  return result.data;
}

function issueSentence(issue: z.core.$ZodIssue, value: unknown): string {
  const field = issue.path.length === 0 ? 'the file' : `"${issue.path.join('.')}"`;
  const found = issue.path.reduce<unknown>(
    (inside, key) => (inside as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  if (issue.code === 'unrecognized_keys')
    return `${field === 'the file' ? 'it' : field} has the unknown field ${oneOf(issue.keys.map((key) => `"${key}"`))}; remove it or correct its name (src/knowledge/schemas/ has a file for each kind, with its fields).`;
  if (found === undefined) return `${field} is missing; ${expectation(issue)}.`;
  return `${field} is ${JSON.stringify(found).slice(0, 80)}; ${expectation(issue)}.`;
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `expected ${oneOf(issue.values.map(String))}`;
  if (issue.code === 'invalid_type') return `expected a value of type ${issue.expected}`;
  return issue.message.startsWith('must') ? `it ${issue.message}` : issue.message;
}
