/** Vite's dev server with a config of its own, in a project of its own. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import manifest from 'vite/package.json' with { type: 'json' };
import { distinct, startDaemon, type Proxy } from './program.ts';

const program = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), manifest.bin.vite);

/**
 * Starts the dev server as `vite` does and waits until it accepts connections. Its project has a page at `/` and nothing else.
 * @param configText a whole vite.config.js with `server.host: '127.0.0.1'`
 * @param folder an empty folder below the project's, so that it finds the project's packages
 * @param port port on which it listens
 * @throws {Error} with what it printed, if it ends before that
 */
export async function startVite(configText: string, folder: string, port: number): Promise<Proxy> {
  const files = {
    'vite.config.js': configText,
    'package.json': JSON.stringify({ private: true, type: 'module' }),
    'index.html': '<!doctype html><link rel="icon" href="data:,"><title>Lab</title>',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  // Where it keeps what it has built; it takes the nearest such folder upwards.
  await mkdir(join(folder, 'node_modules'));
  const daemon = await startDaemon(process.execPath, [program], {
    folder,
    ports: [port],
    env: { ...process.env, NO_COLOR: '1' },
  });
  return {
    versions: { vite: manifest.version },
    // A stack of the error follows each line.
    log: () =>
      Promise.resolve(distinct(daemon.printed().match(/(?:http|ws) proxy (?:socket )?error:.*/g) ?? [])),
    stop: daemon.stop,
  };
}
