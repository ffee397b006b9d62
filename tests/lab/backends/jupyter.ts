/** Jupyter Server with a case's file as its config, and one terminal, whose socket is at /terminals/websocket/1. */
import { distinct, packageVersion, startDaemon } from '../programs/program.ts';
import type { Runtime } from './backend.ts';
import { pythonFlags } from './python.ts';

/** Opens the terminal. Without a login the server asks for a token that another site's page could not know; any will do. */
async function openTerminal(port: number): Promise<void> {
  const headers = { 'Content-Type': 'application/json', Cookie: '_xsrf=00', 'X-XSRFToken': '00' };
  const url = `http://127.0.0.1:${port}/api/terminals`;
  const answer = await fetch(url, { method: 'POST', headers, body: '{}' });
  if (!answer.ok)
    throw new Error(
      `Found the answer ${answer.status} to the request for a terminal. Expected 200. Jupyter said: ${await answer.text()}`,
    );
}

export const jupyterRuntime: Runtime = {
  start: async ({ file, folder, port }) => {
    const own = { HOME: folder, JUPYTER_CONFIG_DIR: folder, JUPYTER_DATA_DIR: folder };
    const parameters = ['-m', 'jupyter_server', '--allow-root', '--no-browser', `--config=${file}`];
    const daemon = await startDaemon('/usr/bin/python3', [...pythonFlags, ...parameters], {
      folder,
      ports: [port],
      env: { ...process.env, ...own, JUPYTER_RUNTIME_DIR: folder, SHELL: '/bin/sh' },
    });
    await openTerminal(port).catch(async (error: unknown) => {
      await daemon.stop();
      throw error;
    });
    const log = (): string[] =>
      [...daemon.printed().matchAll(/^\[[WE] [\d-]+ [\d:.]+ ServerApp\] (Blocking .*)/gm)].map(
        ([, line = '']) => line,
      );
    return { stop: daemon.stop, log: () => distinct(log()) };
  },
  versions: async () => ({ 'jupyter-server': await packageVersion('jupyter-server', /^([^-]+)/) }),
};
