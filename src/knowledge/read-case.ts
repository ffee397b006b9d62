/** Reading a case from its files. The site and the lab both read it here. */
import { contradictionsOf } from './case-rules.ts';
import type { Problems } from './content-error.ts';
import { parsed, parseJson, parseYaml } from './parse.ts';
import { caseSchema, evidenceSchema } from './schemas.ts';
import type { CaseData, Evidence } from './schemas.ts';
import { shownPart } from './shown-part.ts';

/** Files of `content/`: path from the project's root → text. */
export type ContentFiles = ReadonlyMap<string, string>;

/** A case as its own files describe it, before anything has run. */
export interface DescribedCase {
  /** Path of `case.yaml`, for error sentences. */
  file: string;
  data: CaseData;
  /** The broken and the fixed file. */
  texts: { broken: string; fixed: string };
  /** The parts of them that a page shows. */
  shown: { broken: string; fixed: string };
  /** The proxy's config where the two files are not it and no other case has it; otherwise `null`. */
  proxyText: string | null;
}

/**
 * Reads a case without its evidence; nothing where a file is missing or cannot be read.
 * @param folder its folder, from the project's root
 */
export function readCaseFiles(
  folder: string,
  files: ContentFiles,
  problems: Problems,
): DescribedCase | undefined {
  const read = (name: string, purpose: string) => {
    const text = files.get(`${folder}/${name}`);
    if (text === undefined) problems.add(`${folder}/${name}`, `the file is missing; ${purpose}.`);
    return text;
  };
  const file = `${folder}/case.yaml`;
  const described = read('case.yaml', 'every case is described by one');
  const data = described === undefined ? undefined : parsed(problems, file, described, caseSchema, parseYaml);
  if (!data) return undefined;
  for (const contradiction of contradictionsOf(data)) problems.add(file, `${contradiction}.`);
  const named = 'case.yaml names it under "files"';
  const side = (name: 'broken' | 'fixed') => {
    const text = read(data.files[name], named);
    if (text === undefined) return undefined;
    try {
      return { text, shown: shownPart(text) };
    } catch (error) {
      problems.add(`${folder}/${data.files[name]}`, (error as Error).message);
      return undefined;
    }
  };
  const [broken, fixed] = [side('broken'), side('fixed')];
  const proxyText = data.files.proxy === undefined ? null : read(data.files.proxy, named);
  if (!broken || !fixed || proxyText === undefined) return undefined;
  return {
    file,
    data,
    texts: { broken: broken.text, fixed: fixed.text },
    shown: { broken: broken.shown, fixed: fixed.shown },
    proxyText,
  };
}

/** Name of the file that keeps what was observed with the programs of a generation. */
export const evidenceName = (generation: 'stable' | 'current'): string =>
  generation === 'stable' ? 'evidence.json' : `evidence.${generation}.json`;

/** What a run of a case observed; nothing where it was not recorded or cannot be read. */
export function readEvidence(
  folder: string,
  generation: 'stable' | 'current',
  files: ContentFiles,
  problems: Problems,
): Evidence | undefined {
  const file = `${folder}/${evidenceName(generation)}`;
  const text = files.get(file);
  return text === undefined ? undefined : parsed(problems, file, text, evidenceSchema, parseJson);
}
