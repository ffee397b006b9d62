/** Next.js and Nuxt, each with a case's own file in a project that has little else. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { frameworkVersion, linkFramework } from '../frameworks.ts';
import { startDaemon } from '../programs/program.ts';
import { until } from '../wait.ts';
import type { Runtime } from './backend.ts';

const run = promisify(execFile);
const quietly = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' };
/** How long a framework may take to build or to compile its first page on a busy machine, in seconds. */
const buildLimit = 240;

async function writeProject(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** A custom server of Next.js in development, with one page at `/`. */
export const nextjsRuntime: Runtime = {
  start: async ({ file, folder, port }) => {
    await linkFramework('nextjs', folder);
    await writeProject(folder, {
      // Its packages are elsewhere, and Turbopack compiles nothing above its root.
      'next.config.mjs': "export default { turbopack: { root: '/' } };\n",
      'app/layout.jsx':
        'export default function Layout({ children }) { return <html><body>{children}</body></html>; }\n',
      'app/page.jsx': 'export default function Page() { return <p>Lab</p>; }\n',
    });
    const daemon = await startDaemon(process.execPath, [file], {
      folder,
      ports: [port],
      seconds: buildLimit,
      env: quietly,
    });
    const answers = (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${port}/`).then(
        ({ ok }) => ok,
        () => false,
      );
    // Next.js takes no socket before the first page was asked for.
    await until('Next.js serves its page', answers, buildLimit).catch(async (error: unknown) => {
      await daemon.stop();
      throw new Error(`${(error as Error).message} It printed: ${daemon.printed()}`);
    });
    return { stop: daemon.stop };
  },
  versions: () => Promise.resolve(frameworkVersion('nextjs')),
};

/** Nuxt built with a case's file as its `nuxt.config.ts`, with an echo in `server/routes/ws.ts`. */
export const nuxtRuntime: Runtime = {
  start: async ({ file, folder, port }) => {
    const packages = await linkFramework('nuxt', folder);
    await writeProject(folder, {
      'package.json': JSON.stringify({ private: true, type: 'module' }),
      'nuxt.config.ts': await readFile(file, 'utf8'),
      'server/routes/ws.ts':
        'export default defineWebSocketHandler({ message(peer, message) { peer.send(message.text()); } });\n',
    });
    const build = [join(packages, 'nuxt/bin/nuxt.mjs'), 'build'];
    await run(process.execPath, build, { cwd: folder, env: quietly, timeout: buildLimit * 1000 });
    const { stop } = await startDaemon(process.execPath, [join(folder, '.output/server/index.mjs')], {
      folder,
      ports: [port],
      env: { ...quietly, HOST: '127.0.0.1', PORT: String(port) },
    });
    return { stop };
  },
  versions: () => Promise.resolve(frameworkVersion('nuxt')),
};
