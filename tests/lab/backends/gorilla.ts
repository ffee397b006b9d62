/** A Go server with gorilla/websocket, built from Debian's sources without a network. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '../folders.ts';
import { findProgram, readVersion, startDaemon } from '../programs/program.ts';
import type { StartBackend } from './backend.ts';

const run = promisify(execFile);
const librarySources = '/usr/share/gocode';
const libraryPackage = 'golang-github-gorilla-websocket-dev';

let built: Promise<string> | undefined;

async function build(): Promise<string> {
  const go = await findProgram('go', 'golang-go');
  const folder = await makeFolder('gorilla');
  const program = join(folder, 'echo');
  await run(go, ['build', '-o', program, join(import.meta.dirname, 'gorilla.go')], {
    cwd: folder,
    env: {
      ...process.env,
      GO111MODULE: 'off',
      GOPATH: librarySources,
      GOCACHE: join(folder, 'cache'),
      GOFLAGS: '',
      CGO_ENABLED: '0',
    },
  }).catch((error: unknown) => {
    throw new Error(
      `go could not build the backend: ${(error as { stderr?: string }).stderr?.trim() ?? String(error)}. Debian has the library in the package ${libraryPackage}.`,
    );
  });
  return program;
}

export const startGorilla: StartBackend = async ({ port }) => {
  built ??= build();
  const folder = await makeFolder(`gorilla-${port}`);
  const daemon = await startDaemon(await built, [String(port)], { folder, ports: [port] });
  return daemon.stop;
};

/** Versions of Go and of Debian's package of the library, which states none in its sources. */
export async function gorillaVersions(): Promise<Record<string, string>> {
  const [go, query] = await Promise.all([findProgram('go', 'golang-go'), findProgram('dpkg-query', 'dpkg')]);
  return {
    go: await readVersion(go, ['version'], /go(\d\S*)/),
    'gorilla/websocket': await readVersion(query, ['-W', '-f', '${Version}', libraryPackage], /^([^-]+)/),
  };
}
