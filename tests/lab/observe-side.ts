/** Running one side of a case: start what it needs, let the observers look at it, stop it. */
import { engines, type Observation } from '../../src/knowledge/schemas.ts';
import type { LabCase, Side } from './case.ts';
import { look, type Browsers } from './look.ts';
import { contradiction, observationOf } from './observation.ts';
import { curlVersion } from './observers/curl.ts';
import { makeRequests } from './observers/raw.ts';
import { socketIoClients } from './observers/socket-io-client.ts';
import { addressOf, holdSockets, startSite } from './site.ts';
import type { TappedConnection } from './tap.ts';

export interface SideResult {
  observation: Observation;
  versions: Record<string, string>;
}

/**
 * Runs one side of a case on free ports and stops everything that it started, also after a failure.
 * @throws {Error} if a program is missing, does not start, or the observers contradict each other
 */
export async function observeSide(labCase: LabCase, side: Side, browsers: Browsers): Promise<SideResult> {
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

    const proxyLog = (await site.proxy?.log()) ?? [];
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
