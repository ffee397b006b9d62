/** What the one box finds: the right message or cause first, from the start page and on the page of results. */
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { baseSiteUrl, causes, expect, searchFor, siteUrl, status, test, theBox } from './browser.ts';

/** Path of the first link among the results. */
const firstPath = async (page: Page) => {
  const hit = page.locator('[data-results] a').first();
  await expect(hit).toBeVisible();
  return new URL((await hit.getAttribute('href')) ?? '', page.url()).pathname;
};

const refused = (time: string, id: number) =>
  `2026/11/20 ${time} [error] 31#31: *${id} connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.9, server: _, request: "GET /live HTTP/1.1", upstream: "http://10.0.0.4:3000/live"`;

/** What somebody has who was woken at night, and what must come first: a message's page, or a cause. */
const onCall: { text: string; message?: string; cause?: string; lines?: number }[] = [
  {
    text: "app.3f2a.js:1 WebSocket connection to 'wss://chat.shop.test/live' failed: Error during WebSocket handshake: Unexpected response code: 502",
    message: '/messages/unexpected-response-code/',
  },
  { text: '1006', message: '/messages/code-1006/' },
  { text: 'drops after 60 seconds nginx', cause: 'proxy-idle-timeout' },
  {
    text: ['03:12:44', '03:12:45', '03:12:47'].map((time, index) => refused(time, 71 + index)).join('\n'),
    message: '/messages/nginx-connect-failed/',
    cause: 'backend-unreachable',
    lines: 3,
  },
];

async function expectOnCall(page: Page, { message, cause, lines }: (typeof onCall)[number]) {
  await expect(status(page)).toHaveText(/^\d likely causes?/);
  if (message) expect(await firstPath(page)).toBe(message);
  if (cause) await expect(causes(page).first()).toHaveAttribute('data-cause', cause);
  const named = page.locator('[data-results] .read li', { hasText: /^line \d+: / });
  if (lines)
    await expect(named).toHaveText(
      Array.from({ length: lines }, (_, line) => new RegExp(`^line ${line + 1}: `)),
    );
  else await expect(named).toHaveCount(0);
}

for (const night of onCall) {
  const name = night.text.length > 60 ? `${night.text.slice(0, 60)}…` : night.text;

  test(`on call with “${name}”: the start page shows the right thing first as it is typed, and so does the page that Enter leads to`, async ({
    page,
  }) => {
    await page.goto(`${siteUrl()}/`);
    await theBox(page).focus();
    await page.keyboard.insertText(night.text);
    await expectOnCall(page, night);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search/#q=*');
    await expect(theBox(page)).toHaveValue(night.text);
    await expectOnCall(page, night);
  });

  test(`on call with “${name}”: the page of results shows the right thing first`, async ({ page }) => {
    await page.goto(`${siteUrl()}/search/`);
    await theBox(page).focus();
    await page.keyboard.insertText(night.text);
    await expectOnCall(page, night);
  });
}

const first: [pasted: string, path: string][] = [
  [
    "app.3f2a.js:1 WebSocket connection to 'wss://chat.shop.test/socket.io/?EIO=4&transport=websocket&sid=abc' failed: Error during WebSocket handshake: Unexpected response code: 400",
    '/messages/unexpected-response-code/',
  ],
  ['Error: Unexpected server response: 426', '/messages/unexpected-server-response/'],
  ['1006', '/messages/code-1006/'],
  [
    "Firefox can't establish a connection to the server at wss://10.0.0.4:8443/ws.",
    '/messages/firefox-cannot-establish/',
  ],
  [
    '2026/11/20 03:12:44 [error] 31#31: *71 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.9, server: _',
    '/messages/nginx-connect-failed/',
  ],
  ['{"code":1,"message":"Session ID unknown"}', '/messages/session-id-unknown/'],
  [
    "Connecting to 'wss://push.shop.test/ws' violates the following Content Security Policy directive: \"default-src 'self'\". Note that 'connect-src' was not explicitly set, so 'default-src' is used as a fallback. The action has been blocked.",
    '/messages/csp-violates-directive/',
  ],
  [
    "WebSocket connection to 'ws://localhost:6000/' failed: Error in connection establishment: net::ERR_UNSAFE_PORT",
    '/messages/unsafe-port/',
  ],
  [
    "WebSocket connection to 'ws://localhost:3000/' failed: Error in connection establishment: net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS",
    '/messages/blocked-by-local-network-access/',
  ],
  [
    '2026/11/20 03:12:44 [alert] 31#31: *7152 768 worker_connections are not enough while connecting to upstream, client: 10.0.0.9, server: _',
    '/messages/worker-connections-not-enough/',
  ],
  ['{"code":5,"message":"Unsupported protocol version"}', '/messages/unsupported-protocol-version/'],
  [
    'GET /socket.io/1/?t=1522322668048 400 {"code":0,"message":"Transport unknown"}',
    '/messages/transport-unknown/',
  ],
  ['connect_error Error: Invalid namespace', '/messages/invalid-namespace/'],
  ['api-1  | WARNING:  Unsupported upgrade request.', '/messages/unsupported-upgrade-request/'],
  ['400 Bad Request Request Header Or Cookie Too Large nginx/1.25.3', '/messages/header-too-large/'],
  [
    "WebSocket connection to 'wss://chat.shop.test/ws' failed: Error in connection establishment: net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
    '/messages/tls-handshake-failure/',
  ],
  [
    'Error: 140735:error:14094410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../deps/openssl/ssl/record/rec_layer_s3.c',
    '/messages/tls-handshake-failure/',
  ],
  [
    "WebSocket connection to 'wss://chat.shop.test/ws' failed: Error in connection establishment: net::ERR_HTTP2_PROTOCOL_ERROR",
    '/messages/http2-protocol-error/',
  ],
  ['"GET /ws HTTP/1.1" 403 - upgrade_failed - "-" 0 0 0', '/messages/upgrade-failed/'],
  [
    "Uncaught DOMException: Failed to execute 'send' on 'WebSocket': Still in CONNECTING state.",
    '/messages/still-in-connecting-state/',
  ],
  ['ReferenceError: WebSocket is not defined', '/messages/websocket-is-not-defined/'],
  [
    'CLEARTEXT communication to 10.0.0.4 not permitted by network security policy',
    '/messages/cleartext-not-permitted/',
  ],
  ['API Gateway: GoneException: 410', '/messages/gone/'],
  ['<title>Attention Required! | Cloudflare</title>', '/messages/challenge-page/'],
  ['websocket: close 1006 (abnormal closure): unexpected EOF', '/messages/ended-without-close-frame/'],
];

for (const [pasted, path] of first)
  test(`“${pasted}” finds its page first`, async ({ page }) => {
    await page.goto(`${siteUrl()}/`);
    await theBox(page).fill(pasted);
    await page.getByRole('button', { name: 'Look it up' }).click();
    await page.waitForURL('**/search/#q=*');
    expect(await firstPath(page)).toBe(path);
  });

test('a symptom in plain words finds causes, each with its reasons, and the words of the text that speak for it', async ({
  page,
}) => {
  await searchFor(page, 'my websocket disconnects after 60 seconds behind nginx, please help');
  const best = causes(page).first();
  await expect(best).toHaveAttribute('data-cause', 'proxy-idle-timeout');
  await expect(best).toContainText(
    /For: Drop: After about the same time each time · the words “60”, (?:“[^”]+”, )*“60 seconds”/,
  );
  await expect(best).toContainText('Fix for nginx');
  await best.getByRole('heading').first().getByRole('link').click();
  await expect(page).toHaveURL(/\/causes\/proxy-idle-timeout\/#front=p\.nginx/);
});

for (const [task, slug] of [
  ['complete nginx config', 'complete-nginx-config'],
  ['reconnect jitter', 'reconnect'],
  ['works on localhost', 'works-on-localhost-only'],
  ['going live checklist', 'going-live'],
] as const)
  test(`“${task}” finds the how-to`, async ({ page }) => {
    await searchFor(page, task);
    await expect(page.locator(`[data-results] a[href*="/guides/${slug}/"]`)).toBeVisible();
  });

test('pages of other kinds follow the causes, and can be narrowed to one kind', async ({ page }) => {
  await searchFor(page, 'idle timeout nginx');
  const kinds = page.getByRole('group', { name: 'Show pages of one kind' });
  await kinds.getByRole('button', { name: 'Stacks' }).click();
  await expect(page.locator('[data-kind=stack]')).toBeVisible();
  await expect(page.locator('[data-kind]').filter({ visible: true })).toHaveCount(1);
  await kinds.getByRole('button', { name: 'All' }).click();
  await expect(page.locator('[data-kind=message]')).toBeVisible();
});

test('the search works below a base path', async ({ page }) => {
  await page.goto(`${baseSiteUrl()}/`);
  await theBox(page).fill('mixed content');
  await theBox(page).press('Enter');
  await page.waitForURL('**/not101/search/#q=*');
  await expect(causes(page).first().getByRole('link').first()).toHaveAttribute(
    'href',
    /^\/not101\/causes\/mixed-content-ws-from-https\//,
  );
  await expect(page.locator('[data-kind] a').first()).toHaveAttribute('href', /^\/not101\//);
});

for (const address of ['wss://app.test/ws', 'ws://10.0.0.4:8080/chat?token=SECRET'])
  test(`an address alone, “${address}”, offers the test and nothing else, and nothing is sent`, async ({
    page,
  }) => {
    await searchFor(page, address);
    const plain = address.replace(/[?].*/, '');
    await expect(status(page)).toHaveText('This is an address. You can test it.');
    await expect(page.locator('[data-results]').getByRole('link')).toHaveText([`Test ${plain}`]);
    await expect(causes(page)).toHaveCount(0);
    await page.getByRole('link', { name: `Test ${plain}` }).click();
    await expect(page.getByLabel('Address of the WebSocket')).toHaveValue(plain);
  });

test('an address within a longer text is offered to the test beside the causes', async ({ page }) => {
  await searchFor(page, 'Firefox can’t establish a connection to the server at wss://chat.shop.test/live.');
  await expect(page.getByRole('link', { name: 'Test wss://chat.shop.test/live' })).toBeVisible();
  await expect(causes(page).first()).toBeVisible();
});

test('what is found can be taken to the wizard, with what was read of the text', async ({ page }) => {
  await searchFor(page, 'drops after 60 seconds nginx');
  await page.getByRole('link', { name: 'Go on with questions' }).click();
  const known = page.getByRole('region', { name: 'Your answers' });
  await expect(known).toContainText('nginx');
  await expect(known).toContainText('read from your paste');
});

test('typing errors are forgiven', async ({ page }) => {
  await searchFor(page, 'websoket nginx conection upgrade');
  await expect(causes(page).first()).toBeVisible();
  const shown = await causes(page).evaluateAll((all) =>
    all.map((each) => (each as HTMLElement).dataset['cause']),
  );
  expect(shown.slice(0, 3)).toContain('proxy-missing-upgrade-headers');
});

test('a word that is known only without its typing error finds what the word finds', async ({ page }) => {
  await searchFor(page, 'subprotocl');
  await expect(causes(page).first()).toHaveAttribute('data-cause', /subprotocol/);
});

test('a word is understood before it is typed to its end', async ({ page }) => {
  await searchFor(page, 'subproto');
  await expect(causes(page).first()).toHaveAttribute('data-cause', /subprotocol/);
});

for (const place of ['', 'search/'])
  test(`nonsense on /${place} is said to be unknown, and questions and the test are offered`, async ({
    page,
  }) => {
    await page.goto(`${siteUrl()}/${place}`);
    await theBox(page).fill('xyzzyplugh qwvrt');
    await expect(status(page)).toHaveText(/^No word of this is known yet\./);
    await expect(causes(page)).toHaveCount(0);
    await expect(
      page.locator('[data-results]').getByRole('link', { name: 'Test an endpoint' }),
    ).toBeVisible();
    await page.locator('[data-results]').getByRole('link', { name: 'Answer a few questions' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('What happens?');
  });

/** A text that says so little that one more question is offered, and from which no fact is read. */
const vague = 'websocket fails';

test('one more question is answered in place, counts as an answer, and changes the ranking', async ({
  page,
}) => {
  await searchFor(page, vague);
  const order = () =>
    causes(page).evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset['cause']));
  await expect(causes(page).first()).toBeVisible();
  const before = await order();
  const more = page.locator('.one-more');
  const asked = await more.getByRole('heading').innerText();
  await more.getByRole('button').first().click();
  await expect(more.getByRole('heading', { name: asked, exact: true })).toHaveCount(0);
  await expect.poll(order).not.toEqual(before);
  await expect(page.locator('.chips li')).toHaveCount(1);
  await expect(theBox(page)).toHaveValue(vague);
});

test('the bytes until the first result keep to the budget of 150 KiB', async ({ page }) => {
  const bodies: Promise<{ name: string; bytes: number }>[] = [];
  page.on('response', (response) => {
    const body = response.body().then((bytes) => ({
      name: new URL(response.url()).pathname,
      bytes: gzipSync(bytes, { level: 9 }).length,
    }));
    // A response that ends after the measure is not counted, so it may be cut off with the page.
    body.catch(() => undefined);
    bodies.push(body);
  });
  await page.addInitScript(() => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector('[data-cause]')) return;
      watch.disconnect();
      // In the task that draws the result, so that nothing is in the list which that drawing has asked for.
      const came = ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind));
      performance.mark('first result', { detail: came.map(({ name }) => new URL(name).pathname) });
    });
    watch.observe(document, { childList: true, subtree: true });
  });
  await searchFor(page, 'idle timeout');
  await expect(causes(page).first()).toBeVisible();
  /** What had come when the first result stood there; a slow machine loads more before the test can look. */
  const before = await page.evaluate(() => {
    const [first] = performance.getEntriesByName('first result');
    return (first as PerformanceMark).detail as string[];
  });
  const loaded = (await Promise.all([...bodies])).filter(({ name }) => before.includes(name));
  const bytes = loaded.reduce((sum, each) => sum + each.bytes, 0);
  console.log(
    `\nsearch until the first result, gzip: ${(bytes / 1024).toFixed(1)} KiB (budget 150): ${loaded.map((each) => `${each.name} ${(each.bytes / 1024).toFixed(1)}`).join(', ')}`,
  );
  for (const name of ['texts', 'facts', 'causes', 'words'])
    expect(loaded.map((each) => each.name)).toContain(`/data/${name}.json`);
  expect(bytes).toBeLessThanOrEqual(150 * 1024);
});

test('a content page and a message’s page load nothing of the ranking', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  for (const path of [
    '/causes/proxy-idle-timeout/',
    '/messages/code-1006/',
    '/guides/reconnect/',
    '/stacks/nginx/',
  ]) {
    await page.goto(siteUrl() + path, { waitUntil: 'networkidle' });
    await page.getByLabel('Search a message, status or symptom').fill('1006');
  }
  expect(
    asked.filter((path) => /^\/data\/|^\/pagefind\/|OneBox|understanding|draw-ranking/.test(path)),
  ).toEqual([]);
  // The start page, on the other hand, loads it when its box is used.
  await page.goto(siteUrl(), { waitUntil: 'networkidle' });
  expect(asked.filter((path) => path.startsWith('/data/'))).toEqual([]);
  await theBox(page).focus();
  await expect.poll(() => asked.filter((path) => path.startsWith('/data/')).length).toBe(4);
});
