/** Action Cable on Puma, from Debian's packages. */
import { join } from 'node:path';
import { makeFolder } from '../folders.ts';
import { distinct, findProgram, packageVersion, startDaemon } from '../programs/program.ts';
import { until } from '../wait.ts';
import type { CaseBackendOptions, RunningBackend, Runtime, StartBackend } from './backend.ts';

async function startPuma({ file, folder, port }: CaseBackendOptions): Promise<RunningBackend> {
  const puma = await findProgram('puma', 'puma');
  const options = ['--bind', `tcp://127.0.0.1:${port}`, '--environment', 'production', '--quiet'];
  const daemon = await startDaemon(puma, [...options, file], { folder, ports: [port] });
  // Rails loads much of itself at the first request, which on a busy machine takes longer than an observer waits.
  let lengthBefore = 0;
  try {
    await fetch(`http://127.0.0.1:${port}/cable`);
    await until('Action Cable logs its first request', () => daemon.printed().includes('HTTP_UPGRADE: )\n'));
    lengthBefore = daemon.printed().length;
  } catch (error) {
    await daemon.stop();
    throw error;
  }
  const log = (): string[] =>
    daemon
      .printed()
      .slice(lengthBefore)
      .split('\n')
      .filter((line) => /^(?:Request origin not allowed|Failed to upgrade)/.test(line));
  return { stop: daemon.stop, log: () => distinct(log()) };
}

/** Versions of Puma and of Action Cable, as Debian's packages have them. */
export async function actionCableVersions(): Promise<Record<string, string>> {
  return {
    puma: await packageVersion('puma', /^([^-]+)/),
    actioncable: await packageVersion('ruby-actioncable', /^(?:\d+:)?([^+-]+)/),
  };
}

/** A case's own `config.ru`, which has Action Cable at /cable. */
export const pumaRuntime: Runtime = { start: startPuma, versions: actionCableVersions };

function actionCable(file: string): StartBackend {
  return async ({ port }) =>
    startPuma({
      file: join(import.meta.dirname, file),
      folder: await makeFolder(`action-cable-${port}`),
      port,
    });
}

/** Action Cable at /cable; it greets each socket, and it answers nothing to what is not of its protocol. */
export const startActionCable = actionCable('action-cable.ru');

/** The same for pages of its own origin only, as new Rails apps have it, and a page at `/`. */
export const startActionCableSameOrigin = actionCable('action-cable-same-origin.ru');
