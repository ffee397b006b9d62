/** A Go server with gorilla/websocket or coder/websocket, built from Debian's sources without a network. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder, projectRoot } from '../folders.ts';
import { distinct, findProgram, packageVersion, readVersion, startDaemon } from '../programs/program.ts';
import { oneAtATime } from '../wait.ts';
import type { Runtime, StartBackend } from './backend.ts';

const run = promisify(execFile);
const librarySources = '/usr/share/gocode';

/** What a Go program may import → its name in the evidence, and the package that brings it. coder/websocket had another name once. */
const libraries = {
  'github.com/gorilla/websocket': ['gorilla/websocket', 'golang-github-gorilla-websocket-dev'],
  'nhooyr.io/websocket': ['nhooyr.io/websocket', 'golang-nhooyr-websocket-dev'],
} as const;

const libraryPackages = Object.values(libraries)
  .map(([, debianPackage]) => debianPackage)
  .join(' and ');

/** Go's cache is kept from run to run: without it each run compiles the standard library again, for half a minute. */
const cache = join(projectRoot, 'node_modules/.cache/not101-go');

let echo: Promise<string> | undefined;

// What the first build has compiled, the next one finds in the cache.
const alone = oneAtATime();

/**
 * Builds a Go program that may use one of the libraries and the standard library.
 * @param source path of the one file that it is made of
 * @param name of the program, unique in this run
 * @returns path of the program
 * @throws {Error} with what the compiler says
 */
async function buildGo(source: string, name: string): Promise<string> {
  const go = await findProgram('go', 'golang-go');
  const folder = await makeFolder(name);
  const program = join(folder, 'server');
  const env = {
    ...process.env,
    GO111MODULE: 'off',
    GOPATH: librarySources,
    GOCACHE: cache,
    GOFLAGS: '',
    CGO_ENABLED: '0',
  };
  await alone(() => run(go, ['build', '-o', program, source], { cwd: folder, env })).catch(
    (error: unknown) => {
      throw new Error(
        `go could not build the backend: ${(error as { stderr?: string }).stderr?.trim() ?? String(error)}. Debian has the libraries in the packages ${libraryPackages}.`,
      );
    },
  );
  return program;
}

export const startGorilla: StartBackend = async ({ port }) => {
  echo ??= buildGo(join(import.meta.dirname, 'gorilla.go'), 'gorilla');
  const folder = await makeFolder(`gorilla-${port}`);
  const { stop } = await startDaemon(await echo, [String(port)], { folder, ports: [port] });
  return { stop };
};

/** Versions of Go and of Debian's package of the library, which states none in its sources. */
async function goVersions(library: keyof typeof libraries): Promise<Record<string, string>> {
  const go = await findProgram('go', 'golang-go');
  const [name, debianPackage] = libraries[library];
  return {
    go: await readVersion(go, ['version'], /go(\d\S*)/),
    [name]: await packageVersion(debianPackage, /^([^-]+)/),
  };
}

/** Versions of Go and of gorilla/websocket. */
export const gorillaVersions = (): Promise<Record<string, string>> =>
  goVersions('github.com/gorilla/websocket');

let programs = 0;

/** A case's own Go program. */
export const goRuntime: Runtime = {
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
  versions: (text) =>
    goVersions(
      text.includes('"nhooyr.io/websocket"') ? 'nhooyr.io/websocket' : 'github.com/gorilla/websocket',
    ),
};
