import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { readBody } from './mdx.ts';
import type { Body } from './mdx.ts';
import { Problems } from './content-error.ts';
import type { CaseEntry, Entry, Knowledge, PageEntries, SignsEntry } from './graph.ts';
import { joinKnowledge } from './join.ts';
import { pageFolders, pageKinds, type Kind, type PageKind } from './kinds.ts';
import { parsed, parseJson, parseYaml, rememberingLast } from './parse.ts';
import { readCaseFiles, readEvidence } from './read-case.ts';
import type { ContentFiles } from './read-case.ts';
import { pageSchemas, reportSchema, signsSchema } from './schemas.ts';
import type { FieldReport, PageData } from './schemas.ts';

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
    const tree = isPage ? bodyOf(problems, file, body) : undefined;
    if (data && tree) return [{ file, data, body: tree }];
    unread.add(`${kind} ${basename(file, '.mdx')}`);
    return [];
  });
  return withOwnSlugs(problems, entries, (entry) => basename(entry.file, '.mdx'));
}

const readBodyOnce = rememberingLast<Body>();

/** The body of a page; nothing, and the reason taken down, where it is no MDX. */
const bodyOf = (problems: Problems, file: string, text: string): Body | undefined =>
  readBodyOnce(file, text, () => {
    try {
      return readBody(text);
    } catch (error) {
      problems.add(
        file,
        `its body cannot be read: ${(error as Error).message}, counted from the line after the second "---"; expected MDX, with each tag closed and code between backticks.`,
      );
      return undefined;
    }
  });

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

/** A case of a folder with what its runs observed; nothing where one of its files is missing or cannot be read. */
function readCase(folder: string, files: ContentFiles, problems: Problems): CaseEntry | undefined {
  const evidence = readEvidence(folder, 'stable', files, problems);
  if (!files.has(`${folder}/evidence.json`))
    problems.add(
      `${folder}/evidence.json`,
      `the file is missing; record it with "npm run lab -- ${basename(folder)} --record".`,
    );
  const currentEvidence = readEvidence(folder, 'current', files, problems);
  const found = readCaseFiles(folder, files, problems);
  if (!found || !evidence || (files.has(`${folder}/evidence.current.json`) && !currentEvidence))
    return undefined;
  const { file, data, texts, shown } = found;
  return { file, data, texts, shown, evidence, ...(currentEvidence !== undefined && { currentEvidence }) };
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
