/** WebKitGTK's MiniBrowser over WebDriver: what a page sees. The protocol gives no console. */
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../addresses.ts';
import { makeFolder } from '../folders.ts';
import { findProgram, startDaemon } from '../programs/program.ts';
import { startXvfb } from '../programs/xvfb.ts';
import { track } from '../running.ts';
import { oneAtATime } from '../wait.ts';
import { startWebDriverSession } from '../webdriver.ts';
import {
  emptyPageAddress,
  mappedHost,
  patience,
  withoutChance,
  type BrowserObserver,
  type BrowserOptions,
  type BrowserResult,
  type LabPage,
  type PageReport,
} from './browser.ts';
import { preparation, reportExpression } from './page-script.ts';

/** Milliseconds between two looks into a window: the commands of all windows wait for each other, and after a silence a second matters less. */
const pollEvery = { atOnce: 250, afterSilence: 1000 };

/** Debian's library that answers questions for a host name from a file instead of /etc/hosts. */
async function hostMapping(folder: string): Promise<NodeJS.ProcessEnv> {
  const library = await findLibrary('libnss_wrapper.so', 'libnss-wrapper');
  const hosts = join(folder, 'hosts');
  await writeFile(hosts, `127.0.0.1 localhost\n127.0.0.1 ${mappedHost}\n`);
  return { LD_PRELOAD: library, NSS_WRAPPER_HOSTS: hosts };
}

async function findLibrary(name: string, debianPackage: string): Promise<string> {
  const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch;
  const folders = [`/usr/lib/${machine}-linux-gnu`, '/usr/lib64', '/usr/lib', '/usr/local/lib'];
  for (const folder of folders) {
    const path = join(folder, name);
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  throw new Error(
    `Did not find the library ${name} in ${folders.join(', ')}. Debian has it in the package ${debianPackage}: apt-get install --no-install-recommends ${debianPackage}`,
  );
}

/**
 * Statements that start the observation and leave its result in `labReport`. WebDriver cannot run script before the page's own: where that
 * is under test, the document is written once more into a prepared frame of the page. A frame has globals and modules of its own, so nothing
 * of the first run is left in it, and by `document.open()` it gets the page's address.
 */
export function observationStatements(options: BrowserOptions): string {
  const inFrame = `new Promise((resolve) => {
    const html = '<!doctype html>' + document.documentElement.outerHTML;
    const { contentWindow: inner } = document.body.appendChild(document.createElement('iframe'));
    inner.eval(${JSON.stringify(preparation(options))});
    inner.document.open();
    inner.addEventListener('load', () => resolve(inner.eval(${JSON.stringify(reportExpression(options))})));
    inner.document.write(html);
    inner.document.close();
  })`;
  const report = options.opener === 'page' ? inFrame : reportExpression(options);
  return `${options.opener === 'page' ? '' : preparation(options)}
    ${report}.then(
      (report) => { globalThis.labReport = { report }; },
      (error) => { globalThis.labReport = { error: String(error) }; },
    );`;
}

/**
 * Starts WebKitGTK's MiniBrowser on a display of its own. Each observation has a window of its own; they share one private session.
 * @throws {Error} if one of the programs is not installed
 */
export async function startWebkit(): Promise<BrowserObserver> {
  const driver = await findProgram('WebKitWebDriver', 'webkit2gtk-driver');
  const folder = await makeFolder('webkit');
  const mapping = await hostMapping(folder);
  const emptyPage = await emptyPageAddress();
  const display = await startXvfb();
  const port = await freePort();
  const daemon = await startDaemon(driver, [`--port=${port}`, '--host=127.0.0.1'], {
    folder,
    ports: [port],
    isGroup: true,
    env: {
      ...process.env,
      ...mapping,
      DISPLAY: display,
      GDK_BACKEND: 'x11',
      // Whatever it keeps is in the folder, and it asks no session bus for settings or screen readers.
      HOME: folder,
      TMPDIR: folder,
      XDG_CACHE_HOME: folder,
      XDG_CONFIG_HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_RUNTIME_DIR: folder,
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      GSETTINGS_BACKEND: 'memory',
      NO_AT_BRIDGE: '1',
    },
  });
  const session = await startWebDriverSession(`http://127.0.0.1:${port}`, { acceptInsecureCerts: true });
  const stop = track(async () => {
    await session.end().catch(() => undefined);
    await daemon.stop();
  });

  const observeNow = async (options: BrowserOptions): Promise<BrowserResult> => {
    const window = await session.newWindow();
    try {
      await window.open(options.page ?? emptyPage);
      await window.run(observationStatements(options));
      const every = options.silence > 0 ? pollEvery.afterSilence : pollEvery.atOnce;
      for (let left = (options.silence + patience) * 1000; left > 0; left -= every) {
        const seen = (await window.run('return globalThis.labReport ?? null;')) as
          { report: PageReport; error?: undefined } | { error: string } | null;
        if (seen?.error !== undefined)
          throw new Error(`The script in WebKitGTK's page failed: ${seen.error}`);
        if (seen) return { ...withoutChance(seen.report, options), console: null };
        await pause(every);
      }
      throw new Error(
        `Waited ${options.silence + patience} s for this and it did not happen: WebKitGTK reports the end of its socket.`,
      );
    } finally {
      await window.close();
    }
  };
  // The windows share their cookies.
  const alone = oneAtATime();
  const observe = (options: BrowserOptions): Promise<BrowserResult> =>
    options.cookies.length === 0 ? observeNow(options) : alone(() => observeNow(options));
  const open = async (address: string): Promise<LabPage> => {
    const window = await session.newWindow();
    try {
      await window.open(address);
      return { evaluate: (expression) => window.run(`return (${expression});`), close: window.close };
    } catch (error) {
      await window.close();
      throw error;
    }
  };
  return { versions: { webkitgtk: session.version }, observe, open, stop };
}
