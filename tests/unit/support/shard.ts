/** Several test files in one process: to start a process for each file, and to read the sources again there, costs more than most of their tests. */
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const ending = '.test.ts';

/** What `npm run test:unit` runs, as package.json has it. */
const command = (
  JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { scripts: Record<'test:unit', string> }
).scripts['test:unit'];
const patterns = [...command.matchAll(/"(tests\/[^"]+)"/g)].flatMap(([, pattern]) => pattern ?? []);
const namesOf = (...of: readonly string[]) => globSync(of, { cwd: root }).map((file) => basename(file));
const alone = new Set(namesOf(...patterns));

/** The files of `tests/unit` that the command does not name: those that have no process of their own because they wait for servers and clocks. */
export const together = namesOf(`tests/unit/*${ending}`)
  .filter((name) => !alone.has(name))
  .sort();

/** Runs files of `tests/unit` one after the other, each as a suite. A file that cannot be read, or that ends the process, is a failure. */
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
    describe(name.slice(0, -ending.length), async () => {
      try {
        await import(new URL(`../${name}`, import.meta.url).href);
      } catch (error) {
        it('can be read', () => {
          throw error;
        });
      }
    });
}
