import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'astro/zod';
import { ContentError, oneOf } from './content-error.ts';
import { joinKnowledge } from './graph.ts';
import type { CaseEntry, Entry, Knowledge, SignsEntry } from './graph.ts';
import {
  caseSchema,
  causeSchema,
  claimSchema,
  evidenceSchema,
  guideSchema,
  messageSchema,
  referenceSchema,
  reportSchema,
  signsSchema,
  stackSchema,
} from './schemas.ts';
import type { FieldReport } from './schemas.ts';
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
  return knowledgeOf(readContent(root));
}

/**
 * Joins the files of `content/` into one graph.
 * @throws {ContentError} if a file does not fit its schema, or names something that does not exist
 */
export function knowledgeOf(files: ContentFiles): Knowledge {
  return joinKnowledge({
    causes: readPages(files, 'causes', causeSchema),
    signs: readSigns(files),
    reports: readReports(files),
    messages: readPages(files, 'messages', messageSchema),
    stacks: readPages(files, 'stacks', stackSchema),
    claims: readPages(files, 'claims', claimSchema),
    guides: readPages(files, 'guides', guideSchema),
    reference: readPages(files, 'reference', referenceSchema),
    cases: readCases(files),
  });
}

function readPages<Data extends { slug: string }>(
  files: ContentFiles,
  folder: string,
  schema: z.ZodType<Data>,
): Entry<Data>[] {
  const entries = filesIn(files, folder, '.mdx').map(({ file, text }) => {
    const [, frontmatter, body] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
    if (frontmatter === undefined || body === undefined)
      throw new ContentError(
        file,
        'it has no frontmatter; expected YAML between two lines of "---" at the top.',
      );
    return { file, body, data: parsed(file, frontmatter, schema, parseYaml) };
  });
  checkSlugs(entries, (entry) => basename(entry.file, '.mdx'));
  return entries;
}

/** The signs of each cause, from the file beside its page. */
function readSigns(files: ContentFiles): SignsEntry[] {
  return filesIn(files, 'causes', '.yaml').map(({ file, text }) => ({
    file,
    slug: basename(file, '.yaml'),
    data: parsed(file, text, signsSchema, parseYaml),
  }));
}

/** The reports of users, one a line. */
function readReports(files: ContentFiles): FieldReport[] {
  return filesIn(files, 'reports', '.jsonl').flatMap(({ file, text }) =>
    text
      .trimEnd()
      .split('\n')
      .map((line, index) => parsed(`${file}:${index + 1}`, line, reportSchema, parseJson)),
  );
}

/** The files of a folder of `content/`, but not of folders in it, whose names end so. */
function filesIn(files: ContentFiles, folder: string, ending: string): { file: string; text: string }[] {
  return [...files]
    .filter(([file]) => dirname(file) === `content/${folder}` && file.endsWith(ending))
    .map(([file, text]) => ({ file, text }));
}

function readCases(files: ContentFiles): CaseEntry[] {
  const folders = new Set(
    [...files.keys()].flatMap((file) => /^content\/cases\/[^/]+(?=\/)/.exec(file) ?? []),
  );
  const entries = [...folders].sort().map((folder) => {
    const read = (name: string, purpose: string) => {
      const text = files.get(`${folder}/${name}`);
      if (text !== undefined) return text;
      throw new ContentError(`${folder}/${name}`, `the file is missing; ${purpose}.`);
    };
    const file = `${folder}/case.yaml`;
    const data = parsed(file, read('case.yaml', 'every case is described by one'), caseSchema, parseYaml);
    const texts = {
      broken: read(data.files.broken, 'case.yaml names it under "files"'),
      fixed: read(data.files.fixed, 'case.yaml names it under "files"'),
    };
    const shown = (side: keyof typeof texts) => {
      try {
        return shownPart(texts[side]);
      } catch (error) {
        throw new ContentError(`${folder}/${data.files[side]}`, (error as Error).message);
      }
    };
    const evidence = (name: string, text: string) =>
      parsed(`${folder}/${name}`, text, evidenceSchema, parseJson);
    const recorded = read('evidence.json', `record it with "npm run lab -- ${basename(folder)} --record"`);
    const current = files.get(`${folder}/evidence.current.json`);
    return {
      file,
      data,
      texts,
      shown: { broken: shown('broken'), fixed: shown('fixed') },
      evidence: evidence('evidence.json', recorded),
      ...(current !== undefined && { currentEvidence: evidence('evidence.current.json', current) }),
    };
  });
  checkSlugs(entries, (entry) => entry.file.split('/')[2] ?? '');
  return entries;
}

function checkSlugs(
  entries: readonly { file: string; data: { slug: string } }[],
  expected: (entry: { file: string }) => string,
) {
  const owners = new Map<string, string>();
  for (const entry of entries) {
    const { slug } = entry.data;
    const owner = owners.get(slug);
    if (owner !== undefined)
      throw new ContentError(
        entry.file,
        `slug "${slug}" is already used by ${owner}; a slug is used once and is the name of its file.`,
      );
    owners.set(slug, entry.file);
  }
  for (const entry of entries)
    if (entry.data.slug !== expected(entry))
      throw new ContentError(
        entry.file,
        `slug is "${entry.data.slug}"; expected "${expected(entry)}", the name of the file.`,
      );
}

function parseYaml(file: string, text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    const [firstLine = ''] = (error as Error).message.split('\n');
    throw new ContentError(
      file,
      `it cannot be read: ${firstLine.replace(/:$/, '')}; expected valid YAML, with texts that contain ": " in quotes.`,
    );
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ContentError(file, `it cannot be read: ${(error as Error).message}; expected JSON.`);
  }
}

/** What each file was parsed to last. While somebody writes, one file changes and the others need no second parsing. */
const parsedBefore = new Map<string, { text: string; data: unknown }>();

/**
 * The data that a text stands for.
 * @throws {ContentError} if it cannot be parsed or does not fit its schema
 */
function parsed<Data>(
  file: string,
  text: string,
  schema: z.ZodType<Data>,
  parseText: (file: string, text: string) => unknown,
): Data {
  const before = parsedBefore.get(file);
  // A path has one schema, so what it was parsed to has the type that is asked for.
  if (before?.text === text) return before.data as Data;
  const value = parseText(file, text);
  const result = schema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new ContentError(file, issue ? issueSentence(issue, value) : 'it does not fit its schema.');
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
    return `${field === 'the file' ? 'it' : field} has the unknown field ${oneOf(issue.keys.map((key) => `"${key}"`))}; remove it or correct its name (src/knowledge/schemas.ts lists the fields).`;
  if (found === undefined) return `${field} is missing; ${expectation(issue)}.`;
  return `${field} is ${JSON.stringify(found).slice(0, 80)}; ${expectation(issue)}.`;
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `expected ${oneOf(issue.values.map(String))}`;
  if (issue.code === 'invalid_type') return `expected a value of type ${issue.expected}`;
  return issue.message.startsWith('must') ? `it ${issue.message}` : issue.message;
}
