/** `ng serve` with a proxy config, in a project of its own. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { frameworkVersion, linkFramework } from '../frameworks.ts';
import { distinct, startDaemon, type Proxy } from './program.ts';

const workspace = (port: number): object => ({
  version: 1,
  cli: { analytics: false, cache: { enabled: false } },
  projects: {
    lab: {
      projectType: 'application',
      root: '',
      sourceRoot: 'src',
      architect: {
        build: {
          builder: '@angular/build:application',
          options: {
            browser: 'src/main.ts',
            index: 'src/index.html',
            tsConfig: 'tsconfig.json',
            outputPath: 'dist',
            optimization: false,
          },
        },
        serve: {
          builder: '@angular/build:dev-server',
          options: { buildTarget: 'lab:build', host: '127.0.0.1', port, proxyConfig: 'proxy.conf.mjs' },
        },
      },
    },
  },
});

/**
 * Starts the dev server and waits until it accepts connections. Its project has a page at `/` and nothing else.
 * @param configText a whole proxy.conf.mjs
 * @param folder an empty folder
 * @param port port on which it listens
 * @throws {Error} with what it printed, if it does not
 */
export async function startAngularCli(configText: string, folder: string, port: number): Promise<Proxy> {
  const packages = await linkFramework('angular-cli', folder);
  const compilerOptions = {
    ...{ target: 'ES2022', module: 'preserve', moduleResolution: 'bundler', rootDir: './src' },
    ...{ skipLibCheck: true, strict: true },
  };
  const files = {
    'proxy.conf.mjs': configText,
    'angular.json': JSON.stringify(workspace(port)),
    'package.json': JSON.stringify({ private: true }),
    'tsconfig.json': JSON.stringify({ compilerOptions, files: ['src/main.ts'] }),
    'src/index.html': '<!doctype html><link rel="icon" href="data:,"><title>Lab</title><body></body>',
    'src/main.ts': "document.title = 'Lab';\n",
  };
  await mkdir(join(folder, 'src'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const daemon = await startDaemon(process.execPath, [join(packages, '@angular/cli/bin/ng.js'), 'serve'], {
    folder,
    ports: [port],
    // It builds before it listens, which takes a while on a busy machine.
    seconds: 240,
    env: { ...process.env, NO_COLOR: '1', NG_CLI_ANALYTICS: 'false' },
  });
  return {
    versions: frameworkVersion('angular-cli'),
    log: () =>
      Promise.resolve(distinct(daemon.printed().match(/(?:http|ws) proxy (?:socket )?error:.*/g) ?? [])),
    stop: daemon.stop,
  };
}
