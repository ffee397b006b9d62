/** webpack-dev-server with a config of its own, in a project of its own. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import webpackManifest from 'webpack/package.json' with { type: 'json' };
import manifest from 'webpack-dev-server/package.json' with { type: 'json' };
import { distinct, startDaemon, type Proxy } from './program.ts';

/** What `webpack serve` does with a config; the command itself is a package of its own. */
const start = `import webpack from 'webpack';
import WebpackDevServer from 'webpack-dev-server';
import config from './webpack.config.mjs';

await new WebpackDevServer(config.devServer, webpack(config)).start();
`;

/**
 * Starts the dev server and waits until it accepts connections. Its project has a page at `/` that loads the bundle.
 * @param configText a whole webpack.config.mjs with `devServer.host: '127.0.0.1'`
 * @param folder an empty folder below the project's, so that it finds the project's packages
 * @param port port on which it listens
 * @throws {Error} with what it printed, if it ends before that
 */
export async function startWebpack(configText: string, folder: string, port: number): Promise<Proxy> {
  const page =
    '<!doctype html><link rel="icon" href="data:,"><title>Lab</title><body><script src="/main.js"></script>';
  const files = {
    'webpack.config.mjs': configText,
    'start.mjs': start,
    'src/index.js': 'document.title = "Lab";\n',
    'public/index.html': page,
  };
  for (const name of ['src', 'public']) await mkdir(join(folder, name));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const daemon = await startDaemon(process.execPath, [join(folder, 'start.mjs')], {
    folder,
    ports: [port],
    env: { ...process.env, NO_COLOR: '1' },
  });
  return {
    versions: { webpack: webpackManifest.version, 'webpack-dev-server': manifest.version },
    log: () =>
      Promise.resolve(distinct(daemon.printed().match(/(?<=^<e> \[webpack-dev-server\] ).*/gm) ?? [])),
    stop: daemon.stop,
  };
}
