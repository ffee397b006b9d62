/**
 * The proof that a case fails by each of its mutants, kept in `mutants.json` beside the evidence. It holds until something changes that decides
 * what a mutant shows: the case, its evidence, the program and the backend that it names, or the modules that observe.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import type { Evidence } from '../../src/knowledge/schemas.ts';
import type { LabCase } from './case.ts';
import { projectRoot } from './folders.ts';

/** What observes a mutant and judges it; with all that it imports. */
const root = 'tests/lab/run-mutants.ts';

/** Tables from which a case takes one entry: what they import counts only for the cases that name it. */
const tables = {
  programs: 'tests/lab/programs/index.ts',
  backends: 'tests/lab/backends/index.ts',
  runtimes: 'tests/lab/backends/runtimes.ts',
} as const;

/**
 * What decides nothing that a mutant shows: what only reads cases and evidence, for the data that it gives is in the digest itself; and what
 * chooses programs of another generation, for mutants run on stable's.
 */
const unconcerned = /^src\/knowledge\/|^tests\/lab\/(?:case|generation|proof|verdict)\.ts$/;

/** A module of the runner. */
interface Module {
  text: string;
  /** Its JavaScript without types and comments: a better comment changes nothing that is observed. */
  code: string;
  /** Files of the project that it imports, or names in a text and that lie beside it, such as a backend's program. */
  uses: readonly string[];
  /** Name of an imported thing → the file that it is imported from. */
  imports: ReadonlyMap<string, string>;
}

/** Reads a file of the project. */
export type ReadFile = (file: string) => string;

const readProjectFile: ReadFile = (file) => readFileSync(join(projectRoot, file), 'utf8');
const isThere = (file: string): boolean => existsSync(join(projectRoot, file));

/** Calls `visit` with every node of a tree. */
function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

const parse = (code: string): ts.SourceFile => ts.createSourceFile('module.js', code, ts.ScriptTarget.ESNext);

/** The bindings of an import declaration. */
function namesOf({ importClause }: ts.ImportDeclaration): string[] {
  const bindings = importClause?.namedBindings;
  const named = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
  return [importClause?.name, ...named.map(({ name }) => name)].flatMap((name) => name?.text ?? []);
}

function readModule(file: string, text: string): Module {
  if (!file.endsWith('.ts')) return { text, code: text, uses: [], imports: new Map() };
  const { outputText: code } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      removeComments: true,
    },
  });
  const uses = new Set<string>();
  const imports = new Map<string, string>();
  const resolved = (name: string): string => relative('.', join(dirname(file), name));
  walk(parse(code), (node) => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const { text: from } = node.moduleSpecifier;
      if (from.startsWith('.')) for (const name of namesOf(node)) imports.set(name, resolved(from));
    }
    if (!ts.isStringLiteralLike(node)) return;
    const isPath = node.text.startsWith('.') ? node.text.endsWith('.ts') : /^[\w-]+\.\w+$/.test(node.text);
    if (isPath && isThere(resolved(node.text))) uses.add(resolved(node.text));
  });
  return { text, code, uses: [...uses], imports };
}

/**
 * The files that the entry of a table uses.
 * @throws {Error} if the table has no such entry
 */
function filesOfEntry(file: string, name: string, moduleOf: (file: string) => Module): string[] {
  const { code, imports } = moduleOf(file);
  let found: string[] | undefined;
  walk(parse(code), (node) => {
    if (!ts.isPropertyAssignment(node) && !ts.isShorthandPropertyAssignment(node)) return;
    const isNamed = ts.isIdentifier(node.name) || ts.isStringLiteral(node.name);
    if (!isNamed || node.name.text !== name || found) return;
    found = [];
    walk(node, (inner) => {
      const from = ts.isIdentifier(inner) ? imports.get(inner.text) : undefined;
      if (from !== undefined) found?.push(from);
    });
  });
  if (!found || found.length === 0)
    throw new Error(
      `Found no entry "${name}" in ${file} that uses an imported module. Expected one, because a case names it.`,
    );
  return found;
}

/** The files of the runner that decide what the mutants of a case show, in alphabetical order. */
function filesBehind(
  { proxy, backend, runtime }: Pick<LabCase, 'proxy' | 'backend' | 'runtime'>,
  moduleOf: (file: string) => Module,
): string[] {
  const left = [
    root,
    ...(proxy === undefined ? [] : filesOfEntry(tables.programs, proxy, moduleOf)),
    ...(backend === 'case'
      ? filesOfEntry(tables.runtimes, runtime, moduleOf)
      : filesOfEntry(tables.backends, backend, moduleOf)),
  ];
  const found = new Set<string>();
  const isTable = new Set<string>(Object.values(tables));
  for (const file of left) {
    if (found.has(file) || unconcerned.test(file) || isTable.has(file)) continue;
    found.add(file);
    left.push(...moduleOf(file).uses);
  }
  return [...found].sort();
}

/** Modules that were read, so that each is parsed once. */
const modules = new Map<string, Module>();

/**
 * What the proof of a case depends on, as a digest.
 * @param read reads the files of the runner
 */
export function proofDigest(labCase: LabCase, evidence: Evidence, read: ReadFile = readProjectFile): string {
  const moduleOf = (file: string): Module => {
    const text = read(file);
    const known = modules.get(file);
    const module = known?.text === text ? known : readModule(file, text);
    modules.set(file, module);
    return module;
  };
  const hash = createHash('sha256').update(JSON.stringify([{ ...labCase, folder: undefined }, evidence]));
  for (const file of filesBehind(labCase, moduleOf)) hash.update(`\0${file}\0`).update(moduleOf(file).code);
  return hash.digest('hex');
}

/** What `mutants.json` holds. */
export interface Proof {
  /** What the proof depends on; where it differs the mutants are run again. */
  digest: string;
  /** The changes by each of which the case failed. */
  failsBy: string[];
}

const proofFile = (folder: string): string => join(folder, 'mutants.json');

/** Whether the mutants of a case were proven to fail, and nothing has changed since. */
export function isProven({ folder }: LabCase, digest: string): boolean {
  const file = proofFile(folder);
  return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as Proof).digest === digest;
}

/** Keeps the proof of a case. */
export async function writeProof({ folder }: LabCase, proof: Proof): Promise<void> {
  await writeFile(proofFile(folder), `${JSON.stringify(proof, null, 2)}\n`);
}
