/** What runs the broken and fixed files of a case where they are the backend, by the names of the case schema. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { CaseData } from '../../../src/knowledge/schemas.ts';
import { distinct, startDaemon, type Proxy } from '../programs/program.ts';
import { startVite } from '../programs/vite.ts';
import { startWebpack } from '../programs/webpack.ts';
import { startWorkerd } from '../programs/workerd.ts';
import { pumaRuntime } from './action-cable.ts';
import type { Runtime } from './backend.ts';
import { buildGo, gorillaVersions } from './gorilla.ts';
import { asgiRuntime, pythonRuntime, requirementsRuntime } from './python.ts';
import { tomcatRuntime } from './tomcat.ts';

/** The version of an npm package of the project. */
export function npmVersion(name: string): string {
  const main = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return (JSON.parse(readFileSync(main, 'utf8')) as { version: string }).version;
}

const nodeRuntime: Runtime = {
  start: async ({ file, folder, port }) => {
    const { stop } = await startDaemon(process.execPath, [file], { folder, ports: [port] });
    return { stop };
  },
  versions: (text) => {
    const imported = [...text.matchAll(/ from '(?!node:|\.)([^']+)';$/gm)].map((match) => match[1] ?? '');
    const versions = imported.map((name) => [name, npmVersion(name)] as const);
    return Promise.resolve({ node: process.versions.node, ...Object.fromEntries(versions) });
  },
};

let programs = 0;

const goRuntime: Runtime = {
  start: async ({ file, folder, port }) => {
    const program = await buildGo(file, `go-program-${++programs}`);
    const daemon = await startDaemon(program, [], { folder, ports: [port] });
    // Without the date and time of Go's log package, and without what an observer's leave may or may not print.
    const log = (): string[] =>
      [...daemon.printed().matchAll(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (.*)/gm)]
        // A client's port is another one each time.
        .map(([, line = '']) => line.replace(/->127\.0\.0\.1:\d+/, '->127.0.0.1:<port>'))
        .filter((line) => !line.endsWith('close 1006 (abnormal closure): unexpected EOF'));
    return { stop: daemon.stop, log: () => distinct(log()) };
  },
  versions: gorillaVersions,
};

/** A program that takes a case's file as its config. */
function configRuntime(start: (text: string, folder: string, port: number) => Promise<Proxy>): Runtime {
  let found: Record<string, string> = {};
  return {
    start: async ({ file, folder, port }) => {
      const program = await start(await readFile(file, 'utf8'), folder, port);
      found = program.versions;
      return { stop: program.stop };
    },
    versions: () => Promise.resolve(found),
  };
}

export const runtimes: Readonly<Record<CaseData['runtime'], Runtime>> = {
  node: nodeRuntime,
  python: pythonRuntime,
  'python-requirements': requirementsRuntime,
  asgi: asgiRuntime,
  go: goRuntime,
  puma: pumaRuntime,
  tomcat: tomcatRuntime,
  vite: configRuntime(startVite),
  webpack: configRuntime(startWebpack),
  workerd: configRuntime(startWorkerd),
};
