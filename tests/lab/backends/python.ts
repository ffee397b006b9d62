/** Backends that run on Debian's Python: what each of them answers is the library's own doing. */
import { execFile } from 'node:child_process';
import { readFile, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '../folders.ts';
import { ofGeneration } from '../generation.ts';
import { startDaemon } from '../programs/program.ts';
import type { Runtime, StartBackend } from './backend.ts';
import { complaints } from './complaints.ts';

const run = promisify(execFile);

/** Debian's own, whatever another Python on the PATH has installed. */
const debianPython = async (): Promise<string> => (await ofGeneration('python3')) ?? '/usr/bin/python3';

/** Where Debian's Python packages are. */
const debianPackages = '/usr/lib/python3/dist-packages';

/** Leaves no `__pycache__` in the project. */
export const pythonFlags = ['-B', '-u'];

interface PythonBackend {
  start: StartBackend;
  /** Distribution → version, as the installed packages state them. */
  versions: () => Promise<Record<string, string>>;
}

/**
 * Distribution → version, as the installed packages state them.
 * @param distributions the Python distributions whose versions matter, and the Debian package that has each
 * @throws {Error} if one is not installed
 */
async function distributionVersions(
  distributions: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const ask = 'import sys, importlib.metadata as m; print("\\n".join(m.version(n) for n in sys.argv[1:]))';
  const names = Object.keys(distributions);
  const { stdout } = await run(await debianPython(), [...pythonFlags, '-c', ask, ...names]).catch(
    (error: unknown) => {
      const reason = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? String(error);
      throw new Error(
        `Did not find all of the Python packages ${names.join(', ')} (${reason}). Install them: apt-get install --no-install-recommends python3 ${Object.values(distributions).join(' ')}`,
      );
    },
  );
  const found = stdout.trim().split('\n');
  return Object.fromEntries(names.map((name, index) => [name, found[index] ?? '']));
}

function pythonBackend(
  distributions: Readonly<Record<string, string>>,
  argumentsFor: (port: number) => string[],
): PythonBackend {
  const versions = (): Promise<Record<string, string>> => distributionVersions(distributions);
  return {
    versions,
    start: async ({ port }) => {
      await versions();
      const folder = await makeFolder(`python-${port}`);
      const { stop } = await startDaemon(await debianPython(), [...pythonFlags, ...argumentsFor(port)], {
        folder,
        ports: [port],
      });
      return { stop };
    },
  };
}

const here = import.meta.dirname;
const starlette = 'python3-starlette';

const asgiDistributions = { uvicorn: 'python3-uvicorn', starlette, websockets: 'python3-websockets' };

/** Distribution that a case's own Python program may import → Debian package. */
const importable: Readonly<Record<string, string>> = {
  websockets: 'python3-websockets',
  uvicorn: 'python3-uvicorn',
  starlette,
  aiohttp: 'python3-aiohttp',
  channels: 'python3-django-channels',
  daphne: 'python3-daphne',
  django: 'python3-django',
  fastapi: 'python3-fastapi',
  flask_socketio: 'python3-flask-socketio',
};

/** A case's own Python program. */
export const pythonRuntime: Runtime = {
  start: async ({ file, folder, port }) => {
    const { stop, printed } = await startDaemon(await debianPython(), [...pythonFlags, file], {
      folder,
      ports: [port],
    });
    return { stop, log: () => complaints(printed()) };
  },
  versions: (text) => {
    const imported = new Set([...text.matchAll(/^(?:import|from) (\w+)/gm)].map((match) => match[1]));
    // uvicorn takes its WebSocket code from websockets.
    if (imported.has('uvicorn')) imported.add('websockets');
    return distributionVersions(
      Object.fromEntries(Object.entries(importable).filter(([name]) => imported.has(name))),
    );
  },
};

/** Distribution that a `requirements.txt` of a case may name → its modules and those that it needs. Debian's copies leave out most of what they need. */
const distributionModules: Readonly<Record<string, readonly string[]>> = {
  starlette: ['starlette', 'anyio', 'idna', 'sniffio'],
  uvicorn: ['uvicorn', 'asgiref', 'click', 'h11'],
  websockets: ['websockets'],
};

/**
 * uvicorn and the same Starlette app as the backend `uvicorn`, in an environment of the distributions that a `requirements.txt` names: without
 * the system's packages (`python3 -S`), so that what is not named cannot be imported.
 */
export const requirementsRuntime: Runtime = {
  start: async ({ file, folder, port }) => {
    const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
    for (const name of lines.filter((line) => line !== '' && !line.startsWith('#'))) {
      const modules = distributionModules[name];
      if (!modules)
        throw new Error(
          `Found "${name}" in ${file}. Expected one of ${Object.keys(distributionModules).join(', ')}, without a version, in each line.`,
        );
      for (const module of modules) await symlink(join(debianPackages, module), join(folder, module));
    }
    const daemon = await startDaemon(
      await debianPython(),
      ['-S', ...pythonFlags, '-m', 'uvicorn', '--app-dir', here, '--port', String(port), 'asgi:app'],
      { folder, ports: [port], env: { ...process.env, PYTHONPATH: folder } },
    );
    return { stop: daemon.stop, log: () => complaints(daemon.printed()) };
  },
  versions: () => distributionVersions(asgiDistributions),
};

/** uvicorn, which serves the `app` of a case's own Python program. */
export const asgiRuntime: Runtime = {
  start: async ({ file, folder, port }) => {
    const app = `${basename(file, '.py')}:app`;
    const daemon = await startDaemon(
      await debianPython(),
      [...pythonFlags, '-m', 'uvicorn', '--app-dir', folder, '--port', String(port), app],
      { folder, ports: [port] },
    );
    return { stop: daemon.stop, log: () => complaints(daemon.printed()) };
  },
  versions: () => distributionVersions(asgiDistributions),
};

/** Python `websockets` with a port of its own. */
export const pythonWebsockets = pythonBackend({ websockets: 'python3-websockets' }, (port) => [
  join(here, 'python-websockets.py'),
  String(port),
]);

/** uvicorn with `websockets`, and a Starlette app in it. */
export const uvicorn = pythonBackend(
  { uvicorn: 'python3-uvicorn', websockets: 'python3-websockets', starlette },
  (port) => [
    ...['-m', 'uvicorn', '--app-dir', here, '--host', '127.0.0.1', '--port', String(port)],
    ...['--ws', 'websockets', 'asgi:app'],
  ],
);

/** websockify, which passes the bytes of any socket on to a VNC server. */
export const websockify = pythonBackend({ websockify: 'python3-websockify' }, (port) => [
  join(here, 'websockify-vnc.py'),
  String(port),
]);

/** Daphne, which brings its own WebSocket code, and the same app in it. */
export const daphne = pythonBackend({ daphne: 'python3-daphne', starlette }, (port) => [
  ...[
    '-c',
    `import sys; sys.path.insert(0, ${JSON.stringify(here)}); from daphne.cli import CommandLineInterface as c; c.entrypoint()`,
  ],
  ...['-b', '127.0.0.1', '-p', String(port), 'asgi:app'],
]);
