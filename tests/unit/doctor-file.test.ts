/** The one file of the doctor: its size, and that it runs on every Node that it promises. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import ts from 'typescript';
import { doctorFile, isOneWord } from '../../src/build/doctor.ts';
import { neverMet } from '../../src/doctor/knowledge.ts';
import { exitStatus } from '../../src/doctor/main.ts';
import { packKnowledge, unpackKnowledge, type PackedKnowledge } from '../../src/doctor/packed.ts';
import { stackReader } from '../../src/explain/stacks.ts';
import { startPracticeServer } from '../../src/practice/server.ts';
import { parts } from './support/doctor.ts';
import { assertNone } from './support/none.ts';
import { knowledge } from './support/knowledge.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every Node that can be had here: that of the tests, that of the system, and those that NOT101_NODES names, a colon between them. */
const nodes = [process.execPath, '/usr/bin/node', ...(process.env['NOT101_NODES']?.split(':') ?? [])].filter(
  (node, index, all) => existsSync(node) && all.indexOf(node) === index,
);

/** The oldest Node that the doctor promises to run on. */
const oldest = 18;

/** The oldest major version of Node that has what a symbol stands for, as its declaration says; `undefined` where it says nothing. */
function sinceOf(symbol: ts.Symbol, checker: ts.TypeChecker): number | undefined {
  const isNodes = symbol.declarations?.some((each) => each.getSourceFile().fileName.includes('@types/node/'));
  const tags = isNodes ? symbol.getJsDocTags(checker).filter(({ name }) => name === 'since') : [];
  // What was brought back to an older line names several versions.
  const versions = tags.flatMap(({ text }) =>
    [...ts.displayPartsToString(text).matchAll(/v(\d+)\./g)].map(([, major]) => Number(major)),
  );
  return versions.length === 0 ? undefined : Math.min(...versions);
}

/** Everything of Node that files use: name → the oldest major version that has it. */
function usedOfNode(files: readonly ts.SourceFile[], checker: ts.TypeChecker): Map<string, number> {
  const used = new Map<string, number>();
  const symbolsOf = (node: ts.Identifier): (ts.Symbol | undefined)[] => {
    const symbol = checker.getSymbolAtLocation(node);
    const isAlias = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    const { parent } = node;
    // The name of an option stands for what the options of a function have.
    const isOption = ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent);
    const option = isOption ? checker.getContextualType(parent.parent)?.getProperty(node.text) : undefined;
    return [isAlias ? checker.getAliasedSymbol(symbol) : symbol, option];
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node))
      for (const symbol of symbolsOf(node)) {
        const since = symbol && sinceOf(symbol, checker);
        if (since !== undefined) used.set(node.text, since);
      }
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return used;
}

/** Names of what came after the oldest Node. */
const tooNew = (used: ReadonlyMap<string, number>) =>
  [...used].filter(([, since]) => since > oldest).map(([name]) => name);

describe('the one file', () => {
  let text = '';
  const file = join(root, '.tmp/doctor.mjs');
  const sample = join(root, '.tmp/later-node.ts');
  const sampleText = [
    "import { styleText } from 'node:util';",
    "import { lookup } from 'node:dns';",
    "import { readFileSync } from 'node:fs';",
    "styleText('red', readFileSync('a', 'utf8'));",
    'process.loadEnvFile();',
    "lookup('a', { order: 'ipv4first' }, () => undefined);",
  ].join('\n');
  /** The one file, its sources, and a sample of what is too new: together, since most of the time goes into the declarations of Node. */
  let program: ts.Program;
  before(async () => {
    text = await doctorFile(parts);
    mkdirSync(join(root, '.tmp'), { recursive: true });
    writeFileSync(file, text);
    writeFileSync(sample, sampleText);
    program = ts.createProgram([file, join(root, 'src/doctor/main.ts'), sample], {
      ...{ allowJs: true, checkJs: true, noEmit: true, skipLibCheck: true, strict: true, types: ['node'] },
      ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext },
      allowImportingTsExtensions: true,
      // Array.prototype.findLast came with Node 18, the rest of ES2023 later.
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      typeRoots: [join(root, 'node_modules/@types')],
    });
  });

  it('has at most 50 KiB, compressed', () => {
    const budget = 50 * 1024;
    const size = gzipSync(text, { level: 9 }).length;
    console.log(`doctor.mjs: ${(size / 1024).toFixed(1)} KiB`);
    assert.ok(
      size <= budget,
      `Found doctor.mjs with ${size} bytes, compressed. Expected at most ${budget}: each answer that is typical, possible or impossible for a cause adds to it, where the doctor can establish it. Fewer of them in content/causes/*.yaml, or in "establishable" of src/doctor/knowledge.ts, make it smaller.`,
    );
  });

  it('imports nothing but the parts of Node that are the same on every system', () => {
    const imported = [...text.matchAll(/(?:from|import\() ?["']([^"']+)["']/g)].map(([, name]) => name);
    const same = ['crypto', 'dns/promises', 'fs', 'http2', 'net', 'tls', 'util', 'zlib'];
    assert.deepEqual(
      [...new Set(imported)].sort(),
      same.map((name) => `node:${name}`),
    );
  });

  it('has no syntax and no method that came after Node 18', () => {
    // Syntax, unknown names, and methods that a later version of the library has.
    const isOfAge = (code: number) => code < 2000 || [2304, 2550, 2583, 2584].includes(code);
    const problems = ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .filter(({ code }) => isOfAge(code))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
      .filter((problem) => !problem.includes("'findLast"));
    assert.deepEqual(problems, []);
  });

  it('uses nothing of Node that came after Node 18', () => {
    const sources = program
      .getSourceFiles()
      .filter(
        ({ fileName, isDeclarationFile }) =>
          !isDeclarationFile && !fileName.includes('/node_modules/') && ![file, sample].includes(fileName),
      );
    const used = usedOfNode(sources, program.getTypeChecker());
    assert.ok(used.size > 30, `${used.size} names`);
    assert.deepEqual(tooNew(used), []);
  });

  it('would be told of a function, a method and an option of a later Node', () => {
    const source = program.getSourceFile(sample);
    assert.ok(source);
    assert.deepEqual(tooNew(usedOfNode([source], program.getTypeChecker())), [
      ...['styleText', 'loadEnvFile', 'order'],
    ]);
  });

  for (const node of nodes)
    it(`runs on ${node}, says what it found, and ends`, async () => {
      const practice = await startPracticeServer({ port: 0 });
      try {
        const run = async (...arguments_: string[]) => {
          const child = spawn(node, [file, ...arguments_]);
          let out = '';
          for (const stream of [child.stdout, child.stderr])
            stream.setEncoding('utf8').on('data', (data: string) => (out += data));
          const [status] = (await once(child, 'close')) as [number];
          return { out, status };
        };
        const refused = await run(`${practice.wsUrl}/refuses-404`);
        assert.equal(refused.status, exitStatus.fault);
        assert.match(refused.out, /HTTP\/1\.1 404 Not Found/);
        assert.match(refused.out, /https:\/\/site\.test\/causes\/[a-z0-9-]+\//);
        const open = await run(`${practice.wsUrl}/echo`, '--sizes', '64000', '--hold', '1');
        assert.equal(open.status, exitStatus.works, open.out);
        assert.match(open.out, /64 kB came back, the largest that was sent/);
      } finally {
        await practice.close();
      }
    });
});

test('what the doctor knows is the same after it was packed', () => {
  const packed = packKnowledge(parts.knowledge);
  const { facts, ...known } = unpackKnowledge(JSON.parse(JSON.stringify(packed)) as PackedKnowledge);
  const { facts: table, ...rest } = parts.knowledge;
  assert.deepEqual(known, rest);
  assert.deepEqual(facts, { ...table, usual: '' });
});

test('the causes that a terminal never meets are causes', () => {
  assertNone(
    neverMet
      .filter((slug) => !knowledge.causes.has(slug))
      .map(
        (slug) =>
          `Found "${slug}" in "neverMet" of src/doctor/knowledge.ts. Expected the slug of a cause; take it out, or correct it.`,
      ),
  );
});

test('a program is known by each word that names it, though the file has only some of them', () => {
  const read = stackReader(parts.knowledge.texts.stacks);
  const unknown = [...knowledge.stacks.values()].flatMap(({ name, names, answers }) =>
    [name, ...names].filter((word) => {
      const { front, server } = answers;
      const found = read(`server: ${word}`).map((stack) => stack.answers);
      const isKnown = found.some((said) => said['front'] === front && said['server'] === server);
      return (front ?? server) !== undefined && isOneWord(word) && !isKnown;
    }),
  );
  assertNone(
    unknown.map(
      (word) =>
        `Found that "server: ${word}" is not known to the doctor. Expected the program whose page in content/stacks/ has that name; look at its "names" and "answers" there.`,
    ),
  );
});
