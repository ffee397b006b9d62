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

/** Starts the lab with a case that takes a minute, and waits until its browsers and its nginx run. */
async function startRun(): Promise<ChildProcess & { pid: number }> {
  const run = spawn(process.execPath, [join(projectRoot, 'tests/lab/run.ts'), 'nginx-idle-timeout'], {
    cwd: projectRoot,
    stdio: 'ignore',
  });
  assert.ok(run.pid);
  const folder = join(runsFolder, `lab-${run.pid}`);
  const hasNginx = async (): Promise<boolean> => {
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    return names.some((name) => name.endsWith('nginx.pid'));
  };
  await until('the run has started nginx', hasNginx, 60);
  return run as ChildProcess & { pid: number };
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  test(`a run that is stopped by ${signal} ends all that it started and removes its folder`, async () => {
    const run = await startRun();
    assert.ok((await processesOfRun(run.pid)).length > 3, 'nginx and the browsers run');
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
