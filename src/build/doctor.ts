/** Makes the doctor: what it knows, read from the content, and the one file that the site serves. */
import { createHash } from 'node:crypto';
import { brotliCompressSync, constants } from 'node:zlib';
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
import { packKnowledge } from '../doctor/packed.ts';
import { notOfServers } from '../doctor/said.ts';
import { establishable, ofLogs, neverMet, type DoctorKnowledge, type FixLines } from '../doctor/knowledge.ts';
import { wholeFinder, type KnownMessage, type KnownText } from '../explain/messages.ts';
import { stackReader, type NamedStack } from '../explain/stacks.ts';
import type { Fix, Knowledge } from '../knowledge/graph.ts';
import { firstOfEach } from '../knowledge/fixes.ts';
import type { Says } from '../knowledge/schemas.ts';
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
      !/^(location|listen|server \d|socket\.)|127\.0\.0\.1:3000$/.test(lines[0] ?? '');
    return printedStacks.includes(stack) && isShort ? [{ name, front: answers['front'] ?? '', lines }] : [];
  });
}

/** The answers that what a text or a stack says holds, as `question answer`. */
const answersIn = (says: Readonly<Record<string, string | readonly string[] | null>>): string[] =>
  Object.entries(says).flatMap(([question, said]) =>
    [said ?? []].flat().map((answer) => `${question} ${answer}`),
  );

/** So many characters of a wording are enough to know it by, where no other begins so. */
const enough = 18;

/** A fixed part of a wording that is shorter is not enough, though no other has it. */
const shortestPart = 15;

/** The beginning of a text, up to the end of a word, if it is known by that among others. */
function beginning(text: string, isOthers: (part: string) => boolean): string {
  const cut = text.indexOf(' ', enough);
  const start = text.slice(0, cut);
  return cut === -1 || isOthers(start) ? text : start;
}

/**
 * The part of a line of a log by which it is known: of one with placeholders the longest between two of them that no other has, or what stands before
 * the last of them.
 */
function partOfLine(text: string, isOthers: (part: string) => boolean): string {
  const parts = text.split(/<[^<>]+>/).map((part) => part.trim());
  const [known] = parts
    .filter((part) => part.length >= shortestPart && !isOthers(part))
    .sort((one, other) => other.length - one.length);
  // A part that does not begin a line is kept whole: nginx ends lines about files in the words that end those about its upstream.
  if (known !== undefined && known !== parts[0]) return known;
  if (parts.length === 1 || known !== undefined) return beginning(known ?? text, isOthers);
  const start = text.slice(0, text.lastIndexOf('<')).trim();
  const isEnough = (parts.at(-2)?.length ?? 0) >= shortestPart && !isOthers(start);
  return isEnough ? start : text;
}

/** What lines of a log can be about that is not seen from outside; a line that says what the proxy met counts in any case. */
const onlyInLogs = new Set([
  ...['code-error', 'library', 'switched-off', 'origin', 'upgrade', 'route'],
  ...['rate', 'used-up', 'subprotocol'],
]);

/** What a line of a log is about that has nothing of the cause, and must not take the place of what was measured. */
const ofAnyEnd = new Set(['ended', 'answer']);

/** What a wording says as far as the doctor has a use for it; nothing if it can never meet it. */
function useOf(where: string, says: Says): Says {
  const only = (isKept: (question: string) => boolean): Says =>
    Object.fromEntries(
      Object.entries(says)
        .filter(([question, said]) => said !== null && isKept(question) && !notOfServers.has(question))
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  if (heard.has(where)) return only((question) => question in establishable);
  const words = String(says['words']);
  // What a server throws stands in its log. That Upgrade is missing is measured, and need not be read there.
  const isThrown = where === 'exception' && Boolean(says['server']) && !says['client'] && words !== 'upgrade';
  if (where !== 'log' && !isThrown) return {};
  if (says['proxy-log'] === undefined && !onlyInLogs.has(words)) return {};
  return only((question) => ofLogs.has(question) && !(question === 'words' && ofAnyEnd.has(words)));
}

/** A wording, and what it says as far as the doctor has a use for it. */
interface UsedText extends KnownText {
  where: string;
  said: string;
}

/** The wordings that the doctor can meet, joined by what they say, each as short as it is still known: of the other end, and of logs. */
function knownMessages({ messages }: Knowledge): Pick<DoctorKnowledge['texts'], 'messages' | 'logs'> {
  const wordings = [...messages.values()].flatMap(({ says, texts }) =>
    texts.map(({ text, exact, where, says: more }): UsedText => {
      const used = useOf(where, { ...says, ...more });
      return { text: exact ? text : text.toLowerCase(), exact, where, said: JSON.stringify(used) };
    }),
  );
  const kept = wordings.filter(({ text, said }) => said !== '{}' && !/^code: \d+$/.test(text));
  const heardOnes = kept.filter(({ where }) => heard.has(where));
  const isHeard = (text: string, said: string) =>
    heardOnes.some((each) => each.text === text && each.said === said);
  const ofLog = kept.filter(({ where, text, said }) => !heard.has(where) && !isHeard(text, said));
  return { messages: joinedBySaid(heardOnes, wordings), logs: joinedBySaid(ofLog, wordings) };
}

/** Some wordings, joined by what they say, each as short as it is known by among all. */
function joinedBySaid(kept: readonly UsedText[], wordings: readonly UsedText[]): KnownMessage[] {
  const groups = [...Map.groupBy(kept, ({ said }) => said)].sort(([one], [other]) => (one < other ? -1 : 1));
  return groups.map(([said, group]) => {
    const others = wordings.filter((each) => each.said !== said).map(({ text }) => text);
    const short = ({ text, exact, where }: UsedText): KnownText => {
      if (exact) return { text, exact };
      if (!heard.has(where))
        return { text: partOfLine(text, (part) => others.some((each) => each.includes(part))) };
      const isOthers = (part: string) => others.some((each) => each.startsWith(part));
      // A value at the end is nothing to know a wording by.
      const fixed = text.replace(/ <[^<>]+>\W*$/, '');
      return { text: fixed.includes('<') ? fixed : beginning(fixed, isOthers) };
    };
    const texts = group
      .map(short)
      .filter(({ text }, at, all) => all.findIndex((each) => each.text === text) === at);
    // A wording in which another one is found that says the same is left out.
    const isNeeded = ({ text }: KnownText) =>
      !texts.some((other) => other.text !== text && wholeFinder([messageOf('{}', [other])])(text).length > 0);
    return messageOf(said, texts.filter(isNeeded));
  });
}

const messageOf = (says: string, texts: readonly KnownText[]): KnownMessage => ({
  slug: '',
  title: '',
  says: JSON.parse(says) as Says,
  texts,
});

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

/** The table of the ranking for some causes, in this order. */
const factsOfCauses = (
  { causes, shares, usual, weights }: PackedFacts,
  places: readonly number[],
): PackedFacts => ({
  causes: places.flatMap((place) => causes[place] ?? []),
  shares: places.flatMap((place) => shares[place] ?? []),
  usual,
  weights: places.flatMap((place) => weights[place] ?? []),
});

/** The same table with causes that resemble each other side by side, which packs better. */
function likeBesideLike(facts: PackedFacts): PackedFacts {
  const unlike = (one = '', other = '') => Array.from(one).filter((each, at) => each !== other[at]).length;
  const [first = 0, ...rest] = facts.weights.keys();
  const order = [first];
  for (const left = new Set(rest); left.size > 0;) {
    const last = facts.weights[order.at(-1) ?? 0];
    const [next = 0] = [...left].sort(
      (a, b) => unlike(last, facts.weights[a]) - unlike(last, facts.weights[b]),
    );
    left.delete(next);
    order.push(next);
  }
  return factsOfCauses(facts, order);
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

/** Names of files, of classes and functions, of commands and libraries, and of what runs in a cluster. */
const isOfCode =
  /^(?:org|websockets)\.|k8s\.io$|[.](?:conf|cfg|ya?ml|toml|json|[jt]s|out|socket)$|(?:error|middleware|pair|worker|file|log|ctl|route|connection|-key|controller|gateway-api|tungstenite|-(?:cli|rs|ws))$/;

/** Whether a name is one word without an underscore, as that by which a program calls itself in a header, or a platform in a host. */
export const isOneWord = (name: string): boolean =>
  /^[a-z\d.-]{3,}$/i.test(name) && !isOfCode.test(name.toLowerCase());

/** A name of a stack, and what it says. */
interface SaidName {
  name: string;
  said: string;
}

/** Whether a name is known without itself: by a shorter one within it, such as `nginx` in `ingress-nginx`, that says the same. */
function isKnownByOthers({ name, said }: SaidName, others: readonly SaidName[]): boolean {
  const within = others.filter((other) => name !== other.name && name.includes(other.name));
  const found = stackReader(
    within.map((other) => ({ slug: other.said, name: other.name, names: [], answers: {} })),
  )(name);
  return found.length > 0 && found.every(({ slug }) => slug === said);
}

/** What the names of stacks say of a server, each answer with the words by which it is known; the one file tells stacks apart by nothing else. */
function namedStacks({ stacks }: Knowledge): NamedStack[] {
  const all = [...stacks.values()].flatMap(({ name, names, answers }) => {
    const { front, server } = answers as Readonly<Record<string, string | undefined>>;
    const said = JSON.stringify({ ...(front && { front }), ...(server && { server }) });
    const words = said === '{}' ? [] : [name, ...names].filter(isOneWord);
    return words.map((word): SaidName => ({ name: word.toLowerCase(), said }));
  });
  const needed = all.filter((each) => !isKnownByOthers(each, all));
  return [...Map.groupBy(needed, ({ said }) => said)].map(([said, group]) => {
    const [name = '', ...names] = new Set(group.map((each) => each.name));
    return { slug: '', name, names, answers: JSON.parse(said) as NamedStack['answers'] };
  });
}

/** The one weight, in steps, of all that speaks strongly against a cause, and the most that speaks for one: how certain the certain is does not matter. */
const strongest = { against: -9, for: 8 };

/** Questions whose answers the doctor says and hands on, and does not rank by: beside what it measures they tell too little. */
const unranked: ReadonlySet<string> = new Set<QuestionId>(['server']);

/** The question of each weight, in their order. */
const questionOf = questionIds.flatMap((id) => questions[id].answers.map(() => id));

/** Weights as the doctor knows them: what speaks for a cause as it is, and what speaks against it strongly or not at all. */
const coarse = (weights: string): string =>
  Array.from(weights, (character, place) => {
    const steps = unranked.has(questionOf[place] ?? '') ? 0 : character.charCodeAt(0) - zeroFactWeight;
    const kept = steps < strongest.against / 2 ? strongest.against : Math.max(0, steps);
    return String.fromCharCode(zeroFactWeight + Math.min(strongest.for, kept));
  }).join('');

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
  const isReached = (cause: string) => !neverMet.includes(cause);
  const known = knownMessages(content);
  const named = namedStacks(content);
  const said = new Set([
    ...[...known.messages, ...known.logs].flatMap(({ says }) => answersIn(says)),
    ...named.flatMap(({ answers }) => answersIn(answers)),
  ]);
  const short = shortQuestions(said);
  const { weights, ...all } = packedFacts(content);
  const packed = factsOfCauses(
    { ...all, weights: weights.map(coarse) },
    [...all.causes.keys()].filter((place) => isReached(all.causes[place] ?? '')),
  );
  return {
    questions: short,
    facts: factsFor(packed, short),
    knowledge: {
      version: `${version} of ${day}`,
      site: site.href,
      facts: packed,
      texts: { ...known, stacks: named },
      causes: Object.fromEntries(
        [...causes.values()]
          .filter(({ slug }) => isReached(slug))
          .map(({ slug, title, fixes }) => [slug, { title, fixes: fixLines(fixes, content) }]),
      ),
    },
  };
}

const entry = 'virtual:doctor';
const questionsFile = join(root, 'src/diagnosis/questions.ts');

/** The constant of the file that has the data, which is not for the printer of code. It stands first: code packs better where no block of it has data too. */
const dataName = 'packedKnowledge';

/** What the doctor knows and its questions as the file has them, packed as tightly as Node unpacks by itself; its code stays readable. */
function packedData({ knowledge, facts, questions: asked }: DoctorParts): string {
  const known = packKnowledge({
    ...knowledge,
    facts: likeBesideLike(facts),
  });
  return brotliCompressSync(JSON.stringify({ questions: asked, knowledge: known }), {
    params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
  }).toString('base64');
}

/** How long a list, an object or a call may be that stands on one line. */
const longestLine = 400;

/** The code with short lists, objects and calls on one line each, as their authors wrote them: the printer gives each element its own. */
function shortOnOneLine(code: string): string {
  const folded = code.replace(
    /([[({])\n((?:\t+[^\n;]*[^\n;[({]\n)+)\t*(?=[\])}])/g,
    (all: string, open: string, inner: string) => {
      const line = inner.trim().replace(/\n\t*/g, ' ');
      if (line.length > longestLine) return all;
      return open === '{' ? `{ ${line} ` : open + line;
    },
  );
  return folded === code ? code : shortOnOneLine(folded);
}

/** Lets the doctor's code take what it knows, and its questions, from the data. */
function withData(): Plugin {
  return {
    name: 'not101:doctor',
    enforce: 'pre',
    resolveId: (id) => (id === entry ? `\0${entry}` : undefined),
    load(id) {
      if (id === `\0${entry}`)
        return [
          `import { main } from ${JSON.stringify(join(root, 'src/doctor/main.ts'))};`,
          `import { unpackKnowledge } from ${JSON.stringify(join(root, 'src/doctor/packed.ts'))};`,
          `import { knowledge } from ${JSON.stringify(questionsFile)};`,
          'process.exitCode = await main(process.argv.slice(2), unpackKnowledge(knowledge));',
        ].join('\n');
      if (id !== questionsFile) return undefined;
      const source = readFileSync(questionsFile, 'utf8');
      const [before = ''] = source.split('export const questions = {');
      const [, after = ''] = source.split('} as const satisfies Record<string, Question>;');
      return [
        "import { brotliDecompressSync } from 'node:zlib';",
        before,
        `const data = brotliDecompressSync(Buffer.from(${dataName}, 'base64')).toString();`,
        `export const { questions, knowledge } = JSON.parse(data);`,
        after,
      ].join('\n');
    },
  };
}

/** How often the printer drops what is not needed. */
const passes = 3;

/** What runs in the terminal: one file of JavaScript that needs nothing but Node. */
export async function doctorFile(parts: DoctorParts): Promise<string> {
  const made = await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [withData()],
    build: {
      ssr: true,
      target: 'node18',
      minify: false,
      write: false,
      rolldownOptions: {
        input: entry,
        output: { format: 'es' },
        // No module does anything when it is imported but what its names hold.
        treeshake: { moduleSideEffects: false },
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
  let printed = chunk.code;
  // What one pass makes shorter lets the next one drop more.
  for (let pass = 0; pass < passes; pass += 1)
    ({ code: printed } = await minify('doctor.mjs', printed, {
      module: true,
      compress: { target: 'es2022', sequences: false, joinVars: false },
      mangle: false,
      codegen: { removeWhitespace: false, legalComments: 'none' },
    }));
  return [
    '#!/usr/bin/env node',
    `// Not101 doctor ${parts.knowledge.version}: finds out why a WebSocket does not open or does not stay open.`,
    '// Usage: node doctor.mjs wss://app.example/ws (--help lists the options). Node 18 or later, no dependency.',
    `// About it: ${parts.knowledge.site}doctor/ Its licence (MIT): ${parts.knowledge.site}licences.txt`,
    `const ${dataName} = ${JSON.stringify(packedData(parts))};`,
    shortOnOneLine(printed),
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
