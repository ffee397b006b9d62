/** Running one side of a case: start what it needs, let the observers look at it, stop it. */
import { engines, type Observation } from '../../src/knowledge/schemas.ts';
import type { LabCase, Side } from './case.ts';
import { look, type Browsers } from './look.ts';
import { contradiction, observationOf } from './observation.ts';
import { curlVersion } from './observers/curl.ts';
import { makeRequests } from './observers/raw.ts';
import { socketIoClients } from './observers/socket-io-client.ts';
import type { Proxy } from './programs/program.ts';
import { addressOf, holdSockets, startSite } from './site.ts';
import type { TappedConnection } from './tap.ts';
import { until } from './wait.ts';

export interface SideResult {
  observation: Observation;
  versions: Record<string, string>;
}

/**
 * What the proxy logged. A busy machine lets it write what it has seen a moment later, so the lines of an earlier run are waited for.
 * @param recorded how many lines it logged then
 */
async function logOf({ log }: Proxy, recorded: number): Promise<string[]> {
  let lines = await log();
  await until('the proxy logs as many lines as were recorded', async () => {
    lines = await log();
    return lines.length >= recorded;
  }).catch(() => undefined);
  return lines;
}

/**
 * Runs one side of a case on free ports and stops everything that it started, also after a failure.
 * @param recorded what was observed in an earlier run, if there was one
 * @throws {Error} if a program is missing, does not start, or the observers contradict each other
 */
export async function observeSide(
  labCase: LabCase,
  side: Side,
  browsers: Browsers,
  recorded?: Observation,
): Promise<SideResult> {
  const site = await startSite(labCase, side);
  try {
    const url = addressOf(labCase, site.front);
    const endHeld = await holdSockets(url, labCase.observe.heldSockets);
    let arrived: TappedConnection[] = [];
    const seen = await look(labCase, site, url, browsers).finally(() => {
      // What a proxy let wait arrives as soon as the held sockets end, and nobody saw that.
      arrived = site.taps.flatMap((tap) => tap.connections);
      endHeld();
    });
    const { requests } = labCase.observe;
    if (requests > 0) await makeRequests(new URL(url.href.replace(/^ws/, 'http')), requests);
    for (const engine of engines) {
      const browser = seen[engine];
      // Where the page may reconnect, the raw client, which does not, may see another end.
      const problem = browser && labCase.observe.reconnects === 0 && contradiction(seen.raw, engine, browser);
      if (problem) throw new Error(problem);
    }

    const proxyLog = site.proxy ? await logOf(site.proxy, recorded?.proxyLog.length ?? 0) : [];
    return {
      observation: observationOf({ labCase, site, seen, arrived, proxyLog }),
      versions: {
        ...site.versions,
        ...(labCase.observe.client === 'socket.io' &&
          socketIoClients[labCase.observe.socketIo?.clientVersion ?? 4].versions()),
        ...browsers.chromium.versions,
        ...(seen.firefox && browsers.firefox?.versions),
        ...(seen.webkit && browsers.webkit?.versions),
        ...(await curlVersion()),
      },
    };
  } finally {
    await site.stop();
  }
}
