/** Reading a case from its folder. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'astro/zod';
import { caseSchema, evidenceSchema, type CaseData, type Evidence } from '../../src/knowledge/schemas.ts';
import { shownPart } from '../../src/knowledge/shown-part.ts';
import { projectRoot } from './folders.ts';
import type { Generation } from './generation.ts';

/** The two sides of a case. */
export type Side = 'broken' | 'fixed';
export const sides = ['broken', 'fixed'] as const satisfies readonly Side[];

export interface LabCase extends CaseData {
  /** Absolute path of the case's folder. */
  folder: string;
  /** The broken and the fixed file, as they stand in the folder. */
  texts: Record<Side, string>;
  /** Text of the proxy's config where the broken and fixed files are not the proxy's; `null` otherwise. */
  proxyText: string | null;
}

const casesFolder = join(projectRoot, 'content/cases');

/** Slugs of all cases, in alphabetical order. */
export async function caseSlugs(): Promise<string[]> {
  const entries = await readdir(casesFolder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function readData(slug: string): Promise<CaseData> {
  const file = join(casesFolder, slug, 'case.yaml');
  const parsed = caseSchema.safeParse(parse(await readFile(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} is not a case: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function inconsistencies(data: CaseData, slug: string): string[] {
  const ownFilesAreProxy = data.backend !== 'case' && data.language !== 'html';
  const rules: [boolean, string][] = [
    [data.slug !== slug, `the slug "${data.slug}" differs from the folder's name`],
    [
      data.observe.echo === undefined && data.observe.silence === 0,
      'observe names neither echo nor silence, so nothing would be observed after the open',
    ],
    [
      data.observe.reload && (data.proxy === undefined || data.observe.silence === 0),
      'observe.reload is set, but there is no proxy to reload or no silence after it',
    ],
    [
      data.observe.heartbeat !== undefined && data.observe.silence <= data.observe.heartbeat,
      'observe.heartbeat is set, but the silence is no longer than one interval of it',
    ],
    [
      data.observe.requests > 0 !== sides.every((side) => data[side].requestConnections !== undefined),
      'observe.requests and requestConnections of both sides must be set together',
    ],
    [
      data.observe.cookieBytes !== undefined && data.path === '/ws',
      'observe.cookieBytes is set, but path is /ws: in WebKitGTK those cookies would reach the handshakes of other cases too; give this one a path of its own',
    ],
    [
      data.observe.socketIo !== undefined && data.observe.client !== 'socket.io',
      'observe.socketIo is set, but observe.client is not socket.io',
    ],
    [data.runtime !== 'node' && data.backend !== 'case', 'runtime is set, but backend is not "case"'],
    [
      data.observe.terminate &&
        (data.backend !== 'case' || data.observe.silence === 0 || data.observe.echo === undefined),
      'observe.terminate is set, but the backend is not the case’s own, or there is no echo before it or no silence after it',
    ],
    [
      data.observe.reconnects > 0 && data.language !== 'html',
      'observe.reconnects is set, but the files are no page that could reconnect',
    ],
    [
      data.observe.peer &&
        (data.nodes !== 2 ||
          data.proxy !== undefined ||
          data.observe.echo === undefined ||
          data.observe.silence > 0),
      'observe.peer is set, but there are no two nodes without a proxy, no echo that it could send, or a silence, in which clients look side by side',
    ],
    [
      data.observe.terminate && data.nodes !== 1,
      'observe.terminate is set, but there are two nodes, and the lab can end and start again only one',
    ],
    [
      data.observe.page === 'redirected' && (data.proxy === undefined || data.scheme !== 'wss'),
      'observe.page is "redirected", but there is no proxy with a TLS listener to redirect to',
    ],
    [ownFilesAreProxy && data.proxy === undefined, 'the files are a proxy config, but proxy is missing'],
    [
      ownFilesAreProxy && (data.proxyFrom ?? data.files.proxy) !== undefined,
      'proxyFrom or files.proxy is set, but the files are the proxy config',
    ],
    [
      !ownFilesAreProxy &&
        (data.proxy === undefined) !== ((data.proxyFrom ?? data.files.proxy) === undefined),
      'proxy and one of proxyFrom and files.proxy must be set together, because the files are not a proxy config',
    ],
    [
      data.runtime !== 'node' && data.backend !== 'case',
      `runtime is ${data.runtime}, but the files are not the backend; write "backend: case"`,
    ],
    [
      data.proxyFrom !== undefined && data.files.proxy !== undefined,
      'proxyFrom and files.proxy are both set',
    ],
  ];
  return rules.flatMap(([isBroken, text]) => (isBroken ? [text] : []));
}

/**
 * Reads a case and its two files.
 * @throws {Error} if a file is missing, does not follow the schema, contradicts itself or has no part that is shown
 */
export async function loadCase(slug: string): Promise<LabCase> {
  const data = await readData(slug);
  const folder = join(casesFolder, slug);
  const problems = inconsistencies(data, slug);
  if (problems.length > 0) throw new Error(`${folder}/case.yaml contradicts itself: ${problems.join('; ')}.`);
  const [broken, fixed] = await Promise.all(
    sides.map(async (side) => {
      const file = join(folder, data.files[side]);
      const text = await readFile(file, 'utf8');
      try {
        shownPart(text);
      } catch (error) {
        throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
      }
      return text;
    }),
  );
  let proxyText =
    data.files.proxy === undefined ? null : await readFile(join(folder, data.files.proxy), 'utf8');
  if (data.proxyFrom !== undefined) {
    const { files } = await readData(data.proxyFrom);
    proxyText = await readFile(join(casesFolder, data.proxyFrom, files.fixed), 'utf8');
  }
  return { ...data, folder, texts: { broken: broken ?? '', fixed: fixed ?? '' }, proxyText };
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
  return join(folder, generation === 'stable' ? 'evidence.json' : `evidence.${generation}.json`);
}

/**
 * The recorded evidence of a case; `null` if none was recorded yet.
 * @throws {Error} if the file does not follow the schema
 */
export async function loadEvidence(
  folder: string,
  generation: Generation = 'stable',
): Promise<Evidence | null> {
  const file = evidenceFile(folder, generation);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const parsed = evidenceSchema.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new Error(
      `${file} is no evidence: ${z.prettifyError(parsed.error)}. Record it again with --record.`,
    );
  return parsed.data;
}
