/** RabbitMQ with the plugin Web STOMP and a case's file as its config. It has a port mapper of its own, which ends with it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../addresses.ts';
import { findProgram, packageVersion, startDaemon } from '../programs/program.ts';
import type { Runtime } from './backend.ts';

/** The server without the wrapper of Debian's, which would run it as another user and write elsewhere. */
const program = '/usr/lib/rabbitmq/bin/rabbitmq-server';

export const rabbitmqRuntime: Runtime = {
  start: async ({ file, folder, port }) => {
    const mapper = String(await freePort());
    const env = {
      ...process.env,
      ERL_EPMD_ADDRESS: '127.0.0.1',
      ERL_EPMD_PORT: mapper,
      HOME: folder,
      RABBITMQ_CONF_ENV_FILE: '/dev/null',
      RABBITMQ_CONFIG_FILE: file,
      RABBITMQ_DIST_PORT: String(await freePort()),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
      RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'generated'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_LOGS: '-',
      RABBITMQ_MNESIA_BASE: join(folder, 'data'),
      RABBITMQ_NODENAME: `lab-${port}@localhost`,
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1} +S 1:1',
    };
    await writeFile(join(folder, 'enabled_plugins'), '[rabbitmq_web_stomp].\n');
    const epmd = await startDaemon(await findProgram('epmd', 'erlang-base'), [], {
      folder,
      ports: [Number(mapper)],
      env,
    });
    const server = await startDaemon(program, [], {
      folder,
      ports: [port],
      // It needs five, and many times that on a busy machine.
      seconds: 120,
      env,
      isGroup: true,
    }).catch(async (error: unknown) => {
      await epmd.stop();
      throw error;
    });
    const stop = async (): Promise<void> => {
      await server.stop();
      await epmd.stop();
    };
    return { stop };
  },
  versions: async () => ({ rabbitmq: await packageVersion('rabbitmq-server', /^([^-]+)/) }),
};
