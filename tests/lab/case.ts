/** A case as the lab runs it. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ContentError, Problems } from '../../src/knowledge/content-error.ts';
import {
  evidenceName,
  readCaseFiles,
  readEvidence,
  type ContentFiles,
  type DescribedCase,
} from '../../src/knowledge/read-case.ts';
import type { CaseData, Evidence, Side } from '../../src/knowledge/schemas.ts';
import { projectRoot } from './folders.ts';
import type { Generation } from './generation.ts';

export { sides, type Side } from '../../src/knowledge/schemas.ts';

export interface LabCase extends CaseData {
  /** Absolute path of the case's folder. */
  folder: string;
  /** The broken and the fixed file, as they stand in the folder. */
  texts: Record<Side, string>;
  /** Text of the proxy's config where the broken and fixed files are not the proxy's; `null` otherwise. */
  proxyText: string | null;
}

/** Where the cases are, from the project's root. */
const casesFolder = 'content/cases';

/** Slugs of all cases, in alphabetical order. */
export async function caseSlugs(): Promise<string[]> {
  const entries = await readdir(join(projectRoot, casesFolder), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function filesIn(folder: string): Promise<ContentFiles> {
  const names = await readdir(join(projectRoot, folder));
  const files = names.map(async (name): Promise<[string, string]> => {
    const file = `${folder}/${name}`;
    return [file, await readFile(join(projectRoot, file), 'utf8')];
  });
  return new Map(await Promise.all(files));
}

async function read(slug: string): Promise<DescribedCase> {
  const folder = `${casesFolder}/${slug}`;
  const problems = new Problems();
  const found = readCaseFiles(folder, await filesIn(folder), problems);
  if (found && found.data.slug !== slug)
    problems.add(found.file, `slug is "${found.data.slug}"; expected "${slug}", the name of the folder.`);
  problems.throwAny();
  if (!found) throw new Error(`${folder} could not be read, and nothing says why. Expected a case.`);
  return found;
}

/**
 * Reads a case and its files.
 * @throws {ContentError} if a file is missing, does not follow the schema, contradicts itself or has no part that is shown
 */
export async function loadCase(slug: string): Promise<LabCase> {
  const { data, texts, proxyText } = await read(slug);
  const ofOther = data.proxyFrom === undefined ? null : (await read(data.proxyFrom)).texts.fixed;
  const folder = join(projectRoot, casesFolder, slug);
  return { ...data, folder, texts, proxyText: ofOther ?? proxyText };
}

/** A case with what must be observed on a generation. */
export function expectedOn(labCase: LabCase, generation: Generation): LabCase {
  const { broken, fixed, current } = labCase;
  return generation === 'stable'
    ? labCase
    : { ...labCase, broken: current?.broken ?? broken, fixed: current?.fixed ?? fixed };
}

/** Where the evidence of a case is kept. */
export function evidenceFile(folder: string, generation: Generation = 'stable'): string {
  return join(folder, evidenceName(generation));
}

/**
 * The recorded evidence of a case; `null` if none was recorded yet.
 * @throws {ContentError} if the file does not follow the schema
 */
export async function loadEvidence(
  folder: string,
  generation: Generation = 'stable',
): Promise<Evidence | null> {
  const problems = new Problems();
  const fromRoot = `${casesFolder}/${basename(folder)}`;
  const found = readEvidence(fromRoot, generation, await filesIn(fromRoot), problems);
  if (problems.found.length > 0)
    throw new ContentError([...problems.found, 'Record it again with --record.']);
  return found ?? null;
}
