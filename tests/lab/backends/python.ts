/** Backends that run on Debian's Python: what each of them answers is the library's own doing. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '../folders.ts';
import { startDaemon } from '../programs/program.ts';
import type { StartBackend } from './backend.ts';

const run = promisify(execFile);

/** Debian's own, whatever another Python on the PATH has installed. */
const debianPython = '/usr/bin/python3';

/** Leaves no `__pycache__` in the project. */
const pythonFlags = ['-B', '-u'];

interface PythonBackend {
  start: StartBackend;
  /** Distribution → version, as the installed packages state them. */
  versions: () => Promise<Record<string, string>>;
}

/**
 * @param distributions the Python distributions whose versions matter, and the Debian package that has each
 * @param argumentsFor what follows `python3` on the command line
 */
function pythonBackend(
  distributions: Readonly<Record<string, string>>,
  argumentsFor: (port: number) => string[],
): PythonBackend {
  const versions = async (): Promise<Record<string, string>> => {
    const ask = 'import sys, importlib.metadata as m; print("\\n".join(m.version(n) for n in sys.argv[1:]))';
    const names = Object.keys(distributions);
    const { stdout } = await run(debianPython, [...pythonFlags, '-c', ask, ...names]).catch(
      (error: unknown) => {
        const reason = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? String(error);
        throw new Error(
          `Did not find all of the Python packages ${names.join(', ')} (${reason}). Install them: apt-get install --no-install-recommends python3 ${Object.values(distributions).join(' ')}`,
        );
      },
    );
    const found = stdout.trim().split('\n');
    return Object.fromEntries(names.map((name, index) => [name, found[index] ?? '']));
  };
  return {
    versions,
    start: async ({ port }) => {
      await versions();
      const folder = await makeFolder(`python-${port}`);
      const daemon = await startDaemon(debianPython, [...pythonFlags, ...argumentsFor(port)], {
        folder,
        ports: [port],
      });
      return daemon.stop;
    },
  };
}

const here = import.meta.dirname;

/** Python `websockets` with a port of its own. */
export const pythonWebsockets = pythonBackend({ websockets: 'python3-websockets' }, (port) => [
  join(here, 'python-websockets.py'),
  String(port),
]);

const starlette = 'python3-starlette';

/** uvicorn with `websockets`, and a Starlette app in it. */
export const uvicorn = pythonBackend(
  { uvicorn: 'python3-uvicorn', websockets: 'python3-websockets', starlette },
  (port) => [
    ...['-m', 'uvicorn', '--app-dir', here, '--host', '127.0.0.1', '--port', String(port)],
    ...['--ws', 'websockets', 'asgi:app'],
  ],
);

/** Daphne, which brings its own WebSocket code, and the same app in it. */
export const daphne = pythonBackend({ daphne: 'python3-daphne', starlette }, (port) => [
  ...[
    '-c',
    `import sys; sys.path.insert(0, ${JSON.stringify(here)}); from daphne.cli import CommandLineInterface as c; c.entrypoint()`,
  ],
  ...['-b', '127.0.0.1', '-p', String(port), 'asgi:app'],
]);
