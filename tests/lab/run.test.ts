/** The runner itself: an interrupted or killed run leaves no process and no file behind. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot, runsFolder } from './folders.ts';
import { processesOfRun, removeLeftovers } from './leftovers.ts';
import { until } from './wait.ts';

/** Starts the lab with a case that takes a minute, and waits until its nginx runs, and its browsers where it starts any. */
async function startRun(...options: string[]): Promise<ChildProcess & { pid: number }> {
  const parameters = [join(projectRoot, 'tests/lab/run.ts'), 'nginx-idle-timeout', ...options];
  const run = spawn(process.execPath, parameters, { cwd: projectRoot, stdio: 'ignore' });
  assert.ok(run.pid);
  const folder = join(runsFolder, `lab-${run.pid}`);
  const hasNginx = async (): Promise<boolean> => {
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    return names.some((name) => name.endsWith('nginx.pid'));
  };
  await until('the run has started nginx', hasNginx, 60);
  return run as ChildProcess & { pid: number };
}

// All three lead to the same end, so one of them is tried with the browsers; the mutants of this case need none.
for (const [signal, options, fewest] of [
  ['SIGTERM', [], 4],
  ['SIGINT', ['--mutants'], 1],
  ['SIGHUP', ['--mutants'], 1],
] as const)
  test(`a run that is stopped by ${signal} ends all that it started and removes its folder`, async () => {
    const run = await startRun(...options);
    assert.ok((await processesOfRun(run.pid)).length >= fewest, 'nginx runs, and the browsers');
    const ended = once(run, 'exit');
    run.kill(signal);
    const [exitCode] = (await ended) as [number];
    assert.equal(exitCode, { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal]);
    assert.deepEqual(await processesOfRun(run.pid), []);
    assert.equal(existsSync(join(runsFolder, `lab-${run.pid}`)), false);
  });

test('what a killed run left behind is ended and removed by the next one', async () => {
  const run = await startRun();
  const ended = once(run, 'exit');
  run.kill('SIGKILL');
  await ended;
  assert.ok(existsSync(join(runsFolder, `lab-${run.pid}`)));
  assert.ok((await removeLeftovers()).includes(run.pid));
  assert.deepEqual(await processesOfRun(run.pid), []);
  assert.equal(existsSync(join(runsFolder, `lab-${run.pid}`)), false);
});
