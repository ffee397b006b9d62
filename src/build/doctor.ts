/** Makes the doctor: what it knows, read from the content, and the one file that the site serves. */
import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { diffLines } from 'diff';
import { build, minify, type Plugin } from 'vite';
import { zeroFactWeight, type PackedFacts } from '../diagnosis/fact-weights.ts';
import { shortAnswer } from '../diagnosis/fact-words.ts';
import {
  questionIds,
  questions,
  type AnswerId,
  type Question,
  type QuestionId,
} from '../diagnosis/questions.ts';
import { notOfServers } from '../doctor/said.ts';
import { establishable, type DoctorKnowledge, type FixLines } from '../doctor/knowledge.ts';
import type { KnownMessage } from '../explain/messages.ts';
import { stackReader, type NamedStack } from '../explain/stacks.ts';
import type { Fix, Knowledge } from '../knowledge/graph.ts';
import { firstOfEach } from '../knowledge/fixes.ts';
import { keptKnowledge } from '../knowledge/kept.ts';
import { readKnowledge } from '../knowledge/read.ts';
import { packedFacts } from './learnt.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Stacks whose fix the doctor prints. */
const printedStacks = ['nginx', 'apache-httpd', 'haproxy', 'caddy'];
/** A longer fix is for the page. */
const mostLines = 8;
/** Places in which a wording stands that the other end sends. */
const heard = new Set(['response', 'close event']);

/** The lines that a case's fixed config has and its broken one has not. */
function addedLines(broken: string, fixed: string): string[] {
  return diffLines(`${broken}\n`, `${fixed}\n`)
    .filter(({ added }) => added)
    .flatMap(({ value }) => value.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The fixes of a cause that are short enough to be printed. */
function fixLines(fixes: readonly Fix[], { stacks, cases }: Knowledge): FixLines[] {
  return firstOfEach(fixes).flatMap(({ stack, case: slug }) => {
    const shown = slug === undefined ? undefined : cases.get(slug)?.shown;
    const { name = stack, answers = {} } = stacks.get(stack) ?? {};
    const lines = shown ? addedLines(shown.broken, shown.fixed) : [];
    // A line that only opens a block, or names an address of the example, says nothing by itself.
    const isShort =
      lines.length > 0 &&
      lines.length <= mostLines &&
      !/^(location|listen|server \d)|127\.0\.0\.1:3000$/.test(lines[0] ?? '');
    return printedStacks.includes(stack) && isShort ? [{ name, front: answers['front'] ?? '', lines }] : [];
  });
}

/** The answers that what a text or a stack says holds, as `question answer`. */
const answersIn = (says: Readonly<Record<string, string | readonly string[] | null>>): string[] =>
  Object.entries(says).flatMap(([question, said]) =>
    [said ?? []].flat().map((answer) => `${question} ${answer}`),
  );

/** So many characters of a wording are enough to know it by, where no other begins so. */
const enough = 26;

/**
 * The beginning of a wording, up to the end of a word, by which it is known among others. One that varies in its midst stays whole; a value at its
 * end is nothing to know it by.
 */
function beginning(text: string, all: readonly string[]): string {
  const fixed = text.replace(/ <[^<>]+>\W*$/, '');
  const cut = fixed.includes('<') ? -1 : fixed.indexOf(' ', enough);
  const start = cut === -1 ? fixed : fixed.slice(0, cut);
  return all.some((other) => other !== text && other.startsWith(start)) ? fixed : start;
}

/**
 * The wordings that the other end sends, one entry for each set of answers that they give: the doctor names no message. A wording from which it
 * learns nothing is left out, and one that holds another which says the same.
 */
function heardMessages({ messages }: Knowledge): KnownMessage[] {
  const wordings = [...messages.values()].flatMap(({ texts }) => texts.map(({ text }) => text));
  const told = [...messages.values()].flatMap(({ says, texts }) =>
    texts
      .filter(({ where, text }) => heard.has(where) && !/^code: \d+$/.test(text))
      .map(({ text, exact, says: more }) => ({
        text,
        exact,
        says: Object.entries({ ...says, ...more })
          .filter(([id, said]) => said !== null && id in establishable && !notOfServers.has(id))
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      }))
      .filter((each) => each.says.length > 0),
  );
  const groups = [...Map.groupBy(told, (each) => JSON.stringify(each.says))].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return groups.map(([, group]) => {
    const shortest = group.filter(
      ({ text }, index) =>
        !group.some(
          (other, at) => at !== index && (other.text === text ? at < index : text.includes(other.text)),
        ),
    );
    return {
      slug: '',
      title: '',
      says: Object.fromEntries(group[0]?.says ?? []),
      texts: shortest.map(({ text, exact }) =>
        exact ? { text, exact } : { text: beginning(text, wordings).toLowerCase() },
      ),
    };
  });
}

/** A question that is not asked. */
type ShortQuestion = Omit<Question, 'ask'>;

/** Whether the doctor can establish an answer. */
function isKept(id: QuestionId, answer: string, said: ReadonlySet<string>): boolean {
  const own = establishable[id];
  return own === 'all' || own?.includes(answer as AnswerId) === true || said.has(`${id} ${answer}`);
}

/** The questions as the doctor needs them, which asks none: the short words in which facts are named. */
function shortQuestions(said: ReadonlySet<string>): Record<string, ShortQuestion> {
  const ids = questionIds.filter((id) => id in establishable);
  return Object.fromEntries(
    ids.map((id): [string, ShortQuestion] => {
      const { short, several, answers }: Question = questions[id];
      const kept = answers.filter(([answer]) => isKept(id, answer, said));
      const words = kept.map(([answer, text]) => [answer, shortAnswer(text)] as const);
      return [id, { short, answers: words, ...(several && { several }) }];
    }),
  );
}

/** The table of the ranking for some answers of some questions, in the order in which these stand. */
function factsFor(
  { causes, shares, usual, weights }: PackedFacts,
  of: Readonly<Record<string, ShortQuestion>>,
): PackedFacts {
  const kept = questionIds
    .flatMap((id) => questions[id].answers.map(([answer]) => ({ id, answer })))
    .flatMap(({ id, answer }, place) =>
      of[id]?.answers.some(([each]) => each === answer) === true ? [place] : [],
    );
  const pick = (text: string) => kept.map((place) => text.charAt(place)).join('');
  return { causes, shares, usual: pick(usual), weights: weights.map(pick) };
}

/** Names of files, of classes and functions, and of commands. */
const isOfCode =
  /^(?:org|websockets)\.|k8s\.io$|[.](?:conf|cfg|ya?ml|toml|json|[jt]s|out|socket)$|(?:error|middleware|pair|worker|file|log|ctl|route|connection|-key)$/;

/** Whether a name is one word without an underscore, as that by which a program calls itself in a header, or a platform in a host. */
export const isOneWord = (name: string): boolean =>
  /^[a-z\d.-]{3,}$/i.test(name) && !isOfCode.test(name.toLowerCase());

/**
 * What the names of stacks say of a server, each answer with the words by which it is known; the one file tells stacks apart by nothing else. A
 * name in which the first word of its stack is found is left out.
 */
function namedStacks({ stacks }: Knowledge): NamedStack[] {
  const named = [...stacks.values()].flatMap(({ name, names, answers }) => {
    const [first, ...others] = [name, ...names].filter(isOneWord);
    const { front, server } = answers as Readonly<Record<string, string | undefined>>;
    const said = { ...(front && { front }), ...(server && { server }) };
    return first && (front ?? server)
      ? [{ slug: '', name: first.toLowerCase(), names: others, answers: said }]
      : [];
  });
  const byFirstName = stackReader(named.map((each) => ({ ...each, names: [] })));
  const groups = Map.groupBy(named, ({ answers }) => JSON.stringify(answers));
  return [...groups].flatMap(([said, group]) => {
    const others = group.flatMap(({ names }) => names);
    const needed = others.filter((other) => {
      const found = byFirstName(other);
      return found.length !== 1 || JSON.stringify(found[0]?.answers) !== said;
    });
    const [name, ...names] = new Set([...group.map((each) => each.name), ...needed]);
    return group[0] && name ? [{ ...group[0], name, names }] : [];
  });
}

/** What the doctor is made from: what it knows, and its questions. */
export interface DoctorParts {
  knowledge: DoctorKnowledge;
  /** The questions of the one file, shorter and fewer, and the table of the ranking for them. */
  questions: Record<string, ShortQuestion>;
  facts: PackedFacts;
}

/**
 * Everything that the doctor has to know, and nothing that it has no use for.
 * @param site address of the site, with a slash at its end
 * @param day the day on which it is made
 */
export function doctorParts(content: Knowledge, site: URL, day: string): DoctorParts {
  const { causes } = content;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const messages = heardMessages(content);
  const named = namedStacks(content);
  const said = new Set([
    ...messages.flatMap(({ says, texts }) =>
      [says, ...texts.map((text) => text.says ?? {})].flatMap(answersIn),
    ),
    ...named.flatMap(({ answers }) => answersIn(answers)),
  ]);
  const short = shortQuestions(said);
  const packed = packedFacts(content);
  return {
    questions: short,
    facts: factsFor(packed, short),
    knowledge: {
      version: `${version} of ${day}`,
      site: site.href,
      facts: packed,
      texts: {
        messages,
        stacks: named,
      },
      causes: Object.fromEntries(
        [...causes.values()].map(({ slug, title, fixes }) => [
          slug,
          { title, fixes: fixLines(fixes, content) },
        ]),
      ),
    },
  };
}

const entry = 'virtual:doctor';
const questionsFile = join(root, 'src/diagnosis/questions.ts');

/** What stands in the code where the data goes in: it is not for the printer of code. */
const mark = '__DOCTOR_DATA__';

/** Weights in the file are whole numbers of so many steps: what a terminal sees is so telling that half a nat does not matter. */
const coarseSteps = 3;

/**
 * What the doctor knows and its questions as the file has them, packed as tightly as Node unpacks by itself; its code stays readable. A wording is
 * its text alone, in a list if its letters count.
 */
function packedData({ knowledge, facts, questions: asked }: DoctorParts): string {
  const coarse = (text: string) =>
    Array.from(text, (character) => {
      const steps = character.charCodeAt(0) - zeroFactWeight;
      return String.fromCharCode(zeroFactWeight + coarseSteps * Math.round(steps / coarseSteps));
    }).join('');
  const messages = knowledge.texts.messages.map(({ says, texts }) => [
    says,
    ...texts.map(({ text, exact }) => (exact ? [text] : text)),
  ]);
  const { version, site, causes, texts } = knowledge;
  // The weights stand last: letters beside letters and numbers beside numbers become smaller.
  const weights = facts.weights.map(coarse);
  const known = { version, site, causes, texts: { ...texts, messages }, facts: { ...facts, weights } };
  return brotliCompressSync(JSON.stringify({ questions: asked, knowledge: known })).toString('base64');
}

/** Puts the mark into the doctor's code. */
function marking(): Plugin {
  return {
    name: 'not101:doctor',
    enforce: 'pre',
    resolveId: (id) => (id === entry ? `\0${entry}` : undefined),
    load(id) {
      if (id === `\0${entry}`)
        return [
          `import { main } from ${JSON.stringify(join(root, 'src/doctor/main.ts'))};`,
          `import { knowledge } from ${JSON.stringify(questionsFile)};`,
          'process.exitCode = await main(process.argv.slice(2), knowledge);',
        ].join('\n');
      if (id !== questionsFile) return undefined;
      const source = readFileSync(questionsFile, 'utf8');
      const [before = ''] = source.split('export const questions = {');
      const [, after = ''] = source.split('} as const satisfies Record<string, Question>;');
      return [
        "import { brotliDecompressSync } from 'node:zlib';",
        before,
        `const data = brotliDecompressSync(Buffer.from(${mark}, 'base64')).toString();`,
        `export const { questions, knowledge } = JSON.parse(data);`,
        'const { texts } = knowledge;',
        'texts.messages = texts.messages.map(([says, ...known]) => ({',
        '  says, texts: known.map((text) => typeof text === "string" ? { text } : { text: text[0], exact: true }),',
        '}));',
        after,
      ].join('\n');
    },
  };
}

/** What runs in the terminal: one file of JavaScript that needs nothing but Node. */
export async function doctorFile(parts: DoctorParts): Promise<string> {
  const made = await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [marking()],
    build: {
      ssr: true,
      target: 'node18',
      minify: false,
      write: false,
      rolldownOptions: {
        input: entry,
        output: { format: 'es' },
      },
    },
    ssr: { noExternal: true },
  });
  const [first] = Array.isArray(made) ? made : [made];
  const [chunk, ...others] = 'output' in first ? first.output : [];
  if (chunk?.type !== 'chunk' || others.length > 0)
    throw new Error(
      `The doctor became ${others.length + 1} files, and one was expected. Look for a dynamic import in src/doctor.`,
    );
  // Printed without comments and otherwise as it is: they are in the repository, and would be a tenth of the download.
  const printed = await minify('doctor.mjs', chunk.code, {
    module: true,
    compress: { target: 'es2022', sequences: false, joinVars: false },
    mangle: false,
    codegen: { removeWhitespace: false, legalComments: 'none' },
  });
  const code = printed.code.replace(mark, () => JSON.stringify(packedData(parts)));
  return [
    '#!/usr/bin/env node',
    `// Not101 doctor ${parts.knowledge.version}: finds out why a WebSocket does not open or does not stay open.`,
    '// Usage: node doctor.mjs wss://app.example/ws (--help lists the options). Node 18 or later, no dependency.',
    `// About it: ${parts.knowledge.site}doctor/ Its licence (MIT): ${parts.knowledge.site}licences.txt`,
    code,
  ].join('\n');
}

const fileModule = 'virtual:doctor-file';

/** Lets pages import the doctor as `virtual:doctor-file`, made once for each build. */
export function doctor(): AstroIntegration {
  return {
    name: 'not101:doctor',
    hooks: {
      'astro:config:setup': ({ config, updateConfig }) => {
        const site = new URL(`${config.base.replace(/\/$/, '')}/`, config.site);
        const made = async (): Promise<string> => {
          const day = new Date().toISOString().slice(0, 10);
          const text = await doctorFile(doctorParts(keptKnowledge() ?? readKnowledge(root), site, day));
          const sha256 = createHash('sha256').update(text).digest('hex');
          return `export const text = ${JSON.stringify(text)};\nexport const sha256 = ${JSON.stringify(sha256)};\n`;
        };
        updateConfig({
          vite: {
            plugins: [
              {
                name: 'not101:doctor-file',
                resolveId: (id: string) => (id === fileModule ? `\0${fileModule}` : undefined),
                load: (id: string) => (id === `\0${fileModule}` ? made() : undefined),
              },
            ],
          },
        });
      },
    },
  };
}
