import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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

/**
 * Reads `content/` and joins it into one graph.
 * @param root the project's root folder
 * @throws {ContentError} if a file does not fit its schema, or names something that does not exist
 */
export function readKnowledge(root: string): Knowledge {
  return joinKnowledge({
    causes: readPages(root, 'causes', causeSchema),
    signs: readSigns(root),
    reports: readReports(root),
    messages: readPages(root, 'messages', messageSchema),
    stacks: readPages(root, 'stacks', stackSchema),
    claims: readPages(root, 'claims', claimSchema),
    guides: readPages(root, 'guides', guideSchema),
    reference: readPages(root, 'reference', referenceSchema),
    cases: readCases(root),
  });
}

function readPages<Data extends { slug: string }>(
  root: string,
  folder: string,
  schema: z.ZodType<Data>,
): Entry<Data>[] {
  const entries = filesIn(root, folder, '.mdx').map(({ file, text }) => {
    const [, frontmatter, body] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
    if (frontmatter === undefined || body === undefined)
      throw new ContentError(
        file,
        'it has no frontmatter; expected YAML between two lines of "---" at the top.',
      );
    return { file, body, data: validate(file, schema, parseYaml(file, frontmatter)) };
  });
  checkSlugs(entries, (entry) => basename(entry.file, '.mdx'));
  return entries;
}

/** The signs of each cause, from the file beside its page. */
function readSigns(root: string): SignsEntry[] {
  return filesIn(root, 'causes', '.yaml').map(({ file, text }) => ({
    file,
    slug: basename(file, '.yaml'),
    data: validate(file, signsSchema, parseYaml(file, text)),
  }));
}

/** The reports of users, one a line. */
function readReports(root: string): FieldReport[] {
  return filesIn(root, 'reports', '.jsonl').flatMap(({ file, text }) =>
    text
      .trimEnd()
      .split('\n')
      .map((line, index) =>
        validate(`${file}:${index + 1}`, reportSchema, parseJson(`${file}:${index + 1}`, line)),
      ),
  );
}

/** The files of a folder of `content/` whose names end so, by name, with their texts. */
function filesIn(root: string, folder: string, ending: string): { file: string; text: string }[] {
  return readdirSync(join(root, 'content', folder))
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => {
      const file = `content/${folder}/${name}`;
      return { file, text: readFileSync(join(root, file), 'utf8') };
    });
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ContentError(file, `it cannot be read: ${(error as Error).message}; expected JSON.`);
  }
}

function readCases(root: string): CaseEntry[] {
  const folders = readdirSync(join(root, 'content/cases'), { withFileTypes: true })
    .filter((item) => item.isDirectory())
    .map(({ name }) => name)
    .sort();
  const entries = folders.map((folder) => {
    const read = (name: string, purpose: string) => {
      try {
        return readFileSync(join(root, 'content/cases', folder, name), 'utf8');
      } catch {
        throw new ContentError(`content/cases/${folder}/${name}`, `the file is missing; ${purpose}.`);
      }
    };
    const file = `content/cases/${folder}/case.yaml`;
    const data = validate(
      file,
      caseSchema,
      parseYaml(file, read('case.yaml', 'every case is described by one')),
    );
    const texts = {
      broken: read(data.files.broken, 'case.yaml names it under "files"'),
      fixed: read(data.files.fixed, 'case.yaml names it under "files"'),
    };
    const shown = (side: keyof typeof texts) => {
      const name = data.files[side];
      try {
        return shownPart(texts[side]);
      } catch (error) {
        throw new ContentError(`content/cases/${folder}/${name}`, (error as Error).message);
      }
    };
    const evidenceFile = `content/cases/${folder}/evidence.json`;
    const evidence = read('evidence.json', `record it with "npm run lab -- ${folder} --record"`);
    const currentFile = `content/cases/${folder}/evidence.current.json`;
    const current = existsSync(join(root, currentFile))
      ? readFileSync(join(root, currentFile), 'utf8')
      : undefined;
    return {
      file,
      data,
      texts,
      shown: { broken: shown('broken'), fixed: shown('fixed') },
      evidence: validate(evidenceFile, evidenceSchema, parseJson(evidenceFile, evidence)),
      ...(current !== undefined && {
        currentEvidence: validate(currentFile, evidenceSchema, parseJson(currentFile, current)),
      }),
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

function validate<Data>(file: string, schema: z.ZodType<Data>, value: unknown): Data {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ContentError(file, issue ? issueSentence(issue, value) : 'it does not fit its schema.');
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
