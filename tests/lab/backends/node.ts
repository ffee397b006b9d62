/** Programs on Node and on the runtimes that npm has as packages. */
import { createRequire } from 'node:module';
import { npmVersion } from '../npm-version.ts';
import { startDaemon } from '../programs/program.ts';
import type { Runtime } from './backend.ts';
import { complaints } from './complaints.ts';

/** A case's own program on the Node that runs the lab. */
export const nodeRuntime: Runtime = {
  start: async ({ file, folder, port }) => {
    const { stop, printed } = await startDaemon(process.execPath, [file], { folder, ports: [port] });
    return { stop, log: () => complaints(printed()) };
  },
  versions: (text) => {
    const imported = [...text.matchAll(/ from '(?!node:|\.)([^'/]+)(?:\/[^']+)?';$/gm)].map(
      (match) => match[1] ?? '',
    );
    const versions = imported.map((name) => [name, npmVersion(name)] as const);
    return Promise.resolve({ node: process.versions.node, ...Object.fromEntries(versions) });
  },
};

/** A program that npm has as a package for each system, with the program in it, and that runs a case's file. */
function binaryRuntime(
  name: string,
  platforms: Readonly<Record<string, string>>,
  parameters: readonly string[],
): Runtime {
  return {
    start: async ({ file, folder, port }) => {
      const system = `${process.platform}-${process.arch}`;
      const path = platforms[system];
      if (path === undefined)
        throw new Error(
          `Found the system ${system}. Expected one of ${Object.keys(platforms).join(', ')}, for which the lab knows the npm package of ${name}.`,
        );
      const program = createRequire(import.meta.url).resolve(path);
      const { stop, printed } = await startDaemon(program, [...parameters, file], { folder, ports: [port] });
      return { stop, log: () => complaints(printed()) };
    },
    versions: () => Promise.resolve({ [name]: npmVersion(name) }),
  };
}

/** A case's own program on Bun. */
export const bunRuntime = binaryRuntime(
  'bun',
  { 'linux-x64': '@oven/bun-linux-x64/bin/bun', 'linux-arm64': '@oven/bun-linux-aarch64/bin/bun' },
  ['run'],
);

/** A case's own program on Deno, which may use the loopback network alone. */
export const denoRuntime = binaryRuntime(
  'deno',
  { 'linux-x64': '@deno/linux-x64-glibc/deno', 'linux-arm64': '@deno/linux-arm64-glibc/deno' },
  ['run', '--no-config', '--no-remote', '--allow-net=127.0.0.1'],
);
