/** Several test files in one process: to start a process for each file, and to read the sources again there, would cost more than most of their tests. */
import { readdirSync } from 'node:fs';
import { after, describe, it } from 'node:test';

const folder = new URL('../', import.meta.url);
const ending = '.test.ts';

/** The files whose tests wait for servers, processes and clocks: they have a process of their own, so that nobody waits with them. */
const waiting: readonly string[] = ['doctor', 'doctor-file', 'doctor-options', 'practice', 'start'];

const all = readdirSync(folder)
  .filter((name) => name.endsWith(ending))
  .map((name) => name.slice(0, -ending.length));
const unknown = waiting.filter((name) => !all.includes(name));
if (unknown.length > 0)
  throw new Error(
    `Found ${unknown.join(', ')} in "waiting" of tests/unit/support/shard.ts. Expected names of files in tests/unit/ without "${ending}"; correct it, or take it out.`,
  );

/** The test files of each process. */
export const shards = { waiting, busy: all.filter((name) => !waiting.includes(name)) };

/** Runs test files one after the other, each as a suite. A file that cannot be read, or that ends the process, is a failure. */
export function runFiles(names: readonly string[]): void {
  let isFinished = false;
  after(() => (isFinished = true));
  process.on('exit', () => {
    if (isFinished) return;
    console.error(
      `Found that the process of ${names.length} test files ended before their last test. Expected that no test ends it; look at the file after the last one that is named above.`,
    );
    process.exitCode = 1;
  });
  for (const name of names)
    describe(name, async () => {
      try {
        await import(new URL(`${name}${ending}`, folder).href);
      } catch (error) {
        it('can be read', () => {
          throw error;
        });
      }
    });
}
