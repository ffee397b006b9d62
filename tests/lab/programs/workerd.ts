/** workerd, the runtime of Cloudflare Workers, with one Worker: the case's file. */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import manifest from 'workerd/package.json' with { type: 'json' };
import { distinct, startDaemon, type Proxy } from './program.ts';

/**
 * Starts workerd and waits until it accepts connections. The Worker may fetch from 127.0.0.1.
 * @param workerText the Worker, as an ES module
 * @param folder an empty folder for it and the config
 * @param port port of 127.0.0.1 to listen on
 * @throws {Error} with what it printed, if it does not take the Worker
 */
export async function startWorkerd(workerText: string, folder: string, port: number): Promise<Proxy> {
  const { default: program, compatibilityDate } = createRequire(import.meta.url)('workerd') as {
    default: string;
    compatibilityDate: string;
  };
  await writeFile(join(folder, 'worker.mjs'), workerText);
  await writeFile(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    ( name = "main", worker = .worker ),
    ( name = "internet", network = ( allow = [ "private" ] ) ),
  ],
  sockets = [ ( name = "http", address = "127.0.0.1:${port}", http = (), service = "main" ) ],
);
const worker :Workerd.Worker = (
  modules = [ ( name = "worker.mjs", esModule = embed "worker.mjs" ) ],
  compatibilityDate = "${compatibilityDate}",
);
`,
  );
  const daemon = await startDaemon(program, ['serve', 'config.capnp'], { folder, ports: [port] });
  return {
    versions: { workerd: manifest.version },
    log: () => Promise.resolve(distinct(daemon.printed().match(/(?<=\bjsg\.)\w*Error: .*/g) ?? [])),
    stop: daemon.stop,
  };
}
