/** Programs that take a case's file as their config. */
import { readFile } from 'node:fs/promises';
import type { Proxy } from '../programs/program.ts';
import type { Runtime } from './backend.ts';

/**
 * A program that takes a case's file as its config.
 * @param start starts it with the text of the config, in an empty folder
 */
export function configRuntime(
  start: (text: string, folder: string, port: number) => Promise<Proxy>,
): Runtime {
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
