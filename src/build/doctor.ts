/** Makes the doctor: what it knows, read from the content, and the one file that the site serves. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { diffLines } from 'diff';
import { build } from 'vite';
import { questionHelp } from '../diagnosis/question-help.ts';
import type { DoctorKnowledge, FixLines } from '../doctor/knowledge.ts';
import type { Knowledge } from '../knowledge/graph.ts';
import { firstOfEach } from '../knowledge/graph.ts';
import { readKnowledge } from '../knowledge/read.ts';
import { packedFacts } from './learnt.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Stacks whose fix the doctor prints. */
const printedStacks = ['nginx', 'apache-httpd', 'haproxy', 'caddy'];
/** A longer fix is for the page. */
const mostLines = 8;

/** Places in which a wording stands that a program at the other end, or TLS, prints. */
const heard = new Set(['response', 'close event', 'terminal', 'exception']);

/** The lines that a case's fixed config has and its broken one has not. */
function addedLines(broken: string, fixed: string): string[] {
  return diffLines(`${broken}\n`, `${fixed}\n`)
    .filter(({ added }) => added)
    .flatMap(({ value }) => value.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Everything that the doctor has to know. @param site address of the site */
export function doctorKnowledge(knowledge: Knowledge, site: URL, day: string): DoctorKnowledge {
  const { causes, messages, stacks, cases } = knowledge;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const linesOf = ({
    fixes,
  }: Parameters<typeof firstOfEach>[0] extends never
    ? never
    : { fixes: Parameters<typeof firstOfEach>[0] }): FixLines[] =>
    firstOfEach(fixes).flatMap(({ stack, case: slug }) => {
      const shown = slug === undefined ? undefined : cases.get(slug)?.shown;
      const { name, answers } = stacks.get(stack) ?? {};
      const lines = shown ? addedLines(shown.broken, shown.fixed) : [];
      const isShort = lines.length > 0 && lines.length <= mostLines;
      return printedStacks.includes(stack) && isShort
        ? [{ name: name ?? stack, front: answers?.['front'] ?? '', lines }]
        : [];
    });
  return {
    version: `${version} of ${day}`,
    site: site.href,
    facts: packedFacts(knowledge),
    texts: {
      messages: [...messages.values()].flatMap(({ slug, says, texts }) => {
        const own = texts.filter(({ where }) => heard.has(where));
        return own.length === 0
          ? []
          : [
              {
                ...{ slug, title: '', answer: '', says },
                texts: own.map(({ text, exact, says: more }) => ({
                  text,
                  ...(exact && { exact }),
                  ...(more && { says: more }),
                })),
              },
            ];
      }),
      stacks: [...stacks.values()].map(({ slug, names, name, answers }) => ({ slug, name, names, answers })),
    },
    causes: Object.fromEntries(
      [...causes.values()].map((cause) => [cause.slug, { title: cause.title, fixes: linesOf(cause) }]),
    ),
    findOut: Object.fromEntries(Object.entries(questionHelp).map(([id, { findOut }]) => [id, findOut])),
  };
}

/** What runs in the terminal: one file of JavaScript that needs nothing but Node. */
export async function doctorFile(known: DoctorKnowledge): Promise<string> {
  const entry = 'virtual:doctor';
  const made = await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [
      {
        name: 'not101:doctor-entry',
        resolveId: (id) => (id === entry ? `\0${entry}` : undefined),
        load: (id) =>
          id === `\0${entry}`
            ? `import { main } from ${JSON.stringify(join(root, 'src/doctor/main.ts'))};\nconst knowledge = ${JSON.stringify(known, null, 1)};\nprocess.exitCode = await main(process.argv.slice(2), knowledge);\n`
            : undefined,
      },
    ],
    build: {
      ssr: true,
      target: 'node18',
      minify: false,
      write: false,
      rollupOptions: { input: entry, output: { format: 'es' } },
    },
    ssr: { noExternal: true },
  });
  const [first] = Array.isArray(made) ? made : [made];
  const chunks = first && 'output' in first ? first.output : [];
  const [chunk, ...others] = chunks;
  if (chunk?.type !== 'chunk' || others.length > 0)
    throw new Error(
      `The doctor became ${chunks.length} files, and one was expected. Look for a dynamic import in src/doctor.`,
    );
  return [
    '#!/usr/bin/env node',
    `// Not101 doctor ${known.version}: finds out why a WebSocket does not open or does not stay open.`,
    `// Usage: node doctor.mjs wss://app.example/ws (--help lists the options). Node 18 or later; no dependency.`,
    `// ${known.site}doctor/ MIT licence: ${known.site}licences.txt`,
    chunk.code.replace(/^\/\/#(end)?region.*\n/gm, ''),
  ].join('\n');
}

/** SHA-256 of a text, in hexadecimal. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
