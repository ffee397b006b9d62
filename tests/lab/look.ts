/** Lets the observers loose on a site: the raw client, `curl` and each browser, in the order that the case needs. */
import { readFile } from 'node:fs/promises';
import type { Engine, Observation } from '../../src/knowledge/schemas.ts';
import { freePort } from './addresses.ts';
import { throwAwayAuthority } from './authority.ts';
import type { LabCase } from './case.ts';
import type { BrowserObserver, BrowserResult } from './observers/browser.ts';
import { cookiesOf } from './observers/cookies.ts';
import { observeCurl } from './observers/curl.ts';
import { joinAsPeer } from './observers/peer.ts';
import { observeRaw, plainHandshake, type RawResult } from './observers/raw.ts';
import { onceOpen, type Site } from './site.ts';
import { startTap, type TappedConnection } from './tap.ts';

/** The browsers that all cases share. Chromium always looks; the others where they are given. */
export type Browsers = Readonly<Partial<Record<Engine, BrowserObserver>>> & {
  readonly chromium: BrowserObserver;
};

/** What the raw client, `curl` and each browser saw; `null` where a browser cannot take part. */
export interface Looked {
  raw: RawResult;
  /** Messages of the raw client that reached the other client; `null` if there was none. */
  reachedPeer: number | null;
  front: TappedConnection | null;
  /** Connections that reached the backend while the raw client was observed, from any client. */
  meanwhile: readonly TappedConnection[];
  chromium: BrowserResult;
  firefox: BrowserResult | null;
  webkit: BrowserResult | null;
  curl: Observation['curl'];
}

/** What each observer saw of a site. */
export async function look(labCase: LabCase, site: Site, url: URL, browsers: Browsers): Promise<Looked> {
  const { client, subprotocols, silence, page, reload, terminate, reconnects } = labCase.observe;
  const { earlierHandshakes, certificate, addressSpace, origin } = labCase.observe;
  const cookies = cookiesOf(labCase.observe.cookieBytes ?? 0);
  const { namespace = '/', clientVersion = 4 } = labCase.observe.socketIo ?? {};
  const socketIo = client === 'socket.io' ? { namespace, clientVersion } : null;
  const echo = labCase.observe.echo ?? null;
  const heartbeat = labCase.observe.heartbeat ?? null;
  const isOwnPage = labCase.language === 'html' || client === 'page';
  const isCertificateChecked = certificate === 'checked';
  const forwardProxy = labCase.observe.forwardProxy ? site.front.proxy : null;
  const authorityFile = isCertificateChecked ? (await throwAwayAuthority()).root : undefined;
  const authority = authorityFile === undefined ? undefined : await readFile(authorityFile, 'utf8');
  const handshakeBefore = async (): Promise<void> => {
    for (let count = 0; count < earlierHandshakes; count++)
      await observeRaw({
        ...{ ...plainHandshake, url, port: Number(url.port), echo: 1 },
        userAgent: 'not101-lab-earlier',
      });
  };
  const runRaw = async (): Promise<Pick<Looked, 'raw' | 'front' | 'meanwhile'>> => {
    const connections = (): TappedConnection[] => site.taps.flatMap((tap) => tap.connections);
    const earlier = new Set(connections());
    const tapPort = await freePort();
    const tap = await startTap(tapPort, forwardProxy ?? Number(url.port));
    try {
      const raw = await observeRaw({
        url,
        port: tapPort,
        subprotocols,
        silence,
        echo,
        heartbeat,
        socketIo,
        cookies,
        ...(page === '127.0.0.1:4000' && { origin: `http://127.0.0.1:${site.front.page}` }),
        ...(origin === 'none' && { origin: null }),
        isForwardProxy: forwardProxy !== null,
        ...(authority !== undefined && { authority }),
      });
      const meanwhile = connections().filter((connection) => !earlier.has(connection));
      return { raw, front: tap.connections.at(-1) ?? null, meanwhile };
    } finally {
      await tap.stop();
    }
  };
  const runCurl = (): Promise<Observation['curl']> =>
    observeCurl({
      ...{ url, port: Number(url.port), subprotocols, silence, socketIo, cookies, forwardProxy },
      ...(authorityFile !== undefined && { authorityFile }),
    });
  const pageAddress = (): string | null => {
    if (page === 'redirected') return `http://${url.hostname}:${site.front.proxy}/`;
    if (!isOwnPage && page !== 'same origin') return null;
    return `${labCase.scheme === 'wss' ? 'https' : 'http'}://${url.host}/`;
  };
  const isDisturbed = reload || terminate;
  let reachedPeer: number | null = null;
  /** Lets one observer look, with what the case wants done before or meanwhile. `curl` sends no message that could come back. */
  const lookBy = async <T>(run: () => Promise<T>, isEchoed = echo !== null): Promise<T> => {
    if (isDisturbed) {
      const disturb = reload ? site.reload : site.restartBackend;
      return (await Promise.all([run(), onceOpen(site, isEchoed, disturb)]))[0];
    }
    await handshakeBefore();
    if (!labCase.observe.peer) return run();
    const peer = await joinAsPeer(new URL(url.pathname, `ws://127.0.0.1:${site.front.second}`));
    try {
      return await run();
    } finally {
      reachedPeer ??= peer.received();
      await peer.leave();
    }
  };
  const lookWith = (browser: BrowserObserver): Promise<BrowserResult> => {
    const run = (): Promise<BrowserResult> =>
      browser.observe({
        url,
        page: pageAddress(),
        opener: isOwnPage ? 'page' : client,
        subprotocols,
        silence,
        echo,
        heartbeat,
        isCertificateChecked,
        isPagePublic: addressSpace === 'public',
        forwardProxy,
        cookies,
        socketIo,
        reconnects,
      });
    return browser.isStandIn ? run() : lookBy(run);
  };
  // Only Chromium can be given an authority of this run, another address space or a proxy for one case.
  const isForChromiumOnly = isCertificateChecked || addressSpace === 'public' || forwardProxy !== null;
  const lookWithOther = async (browser: BrowserObserver | undefined): Promise<BrowserResult | null> =>
    browser === undefined || isForChromiumOnly ? null : lookWith(browser);
  if (silence > 0 && !isDisturbed) {
    const [seenRaw, chromium, firefox, webkit, curl] = await Promise.all([
      lookBy(runRaw),
      lookWith(browsers.chromium),
      lookWithOther(browsers.firefox),
      lookWithOther(browsers.webkit),
      lookBy(runCurl, false),
    ]);
    return { ...seenRaw, reachedPeer, chromium, firefox, webkit, curl };
  }
  // One after the other, so that a balancer's order of nodes is the same in every run; only long silences pass side by side.
  const seenRaw = await lookBy(runRaw);
  const chromium = await lookWith(browsers.chromium);
  const firefox = await lookWithOther(browsers.firefox);
  const webkit = await lookWithOther(browsers.webkit);
  return { ...seenRaw, reachedPeer, chromium, firefox, webkit, curl: await lookBy(runCurl, false) };
}
