import { gzipSync } from 'node:zlib';
import { baseSiteUrl, expect, siteUrl, test } from './browser.ts';

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
    await page.getByLabel('An error message, a status').fill(pasted);
    await page.getByRole('button', { name: 'Look it up' }).click();
    const hit = page.locator('[data-results] a').first();
    await expect(hit).toBeVisible();
    expect(new URL((await hit.getAttribute('href')) ?? '', page.url()).pathname).toBe(path);
  });

test('a symptom in plain words finds causes', async ({ page }) => {
  await page.goto(
    `${siteUrl()}/search/?q=${encodeURIComponent('my websocket disconnects after 60 seconds behind nginx, please help')}`,
  );
  await expect(page.locator('[data-results] a[href*="proxy-idle-timeout"]')).toBeVisible();
});

for (const [task, slug] of [
  ['complete nginx config', 'complete-nginx-config'],
  ['reconnect jitter', 'reconnect'],
  ['works on localhost', 'works-on-localhost-only'],
  ['going live checklist', 'going-live'],
] as const)
  test(`“${task}” finds the how-to`, async ({ page }) => {
    await page.goto(`${siteUrl()}/search/?q=${encodeURIComponent(task)}`);
    await expect(page.locator(`[data-results] a[href*="/guides/${slug}/"]`)).toBeVisible();
  });

test('the search works below a base path', async ({ page }) => {
  await page.goto(`${baseSiteUrl()}/search/?q=mixed+content`);
  await expect(page.locator('[data-results] a[href^="/not101/"]').first()).toBeVisible();
});

test('an address is offered to the live test, and nothing is sent', async ({ page }) => {
  await page.goto(`${siteUrl()}/search/?q=${encodeURIComponent('wss://app.test/ws')}`);
  await page.getByRole('link', { name: 'Test wss://app.test/ws' }).click();
  await expect(page.getByLabel('Address of the WebSocket')).toHaveValue('wss://app.test/ws');
});

test('markup in the query is shown as text', async ({ page }) => {
  await page.goto(`${siteUrl()}/search/?q=${encodeURIComponent('<img src=x onerror=alert(1)> 1006')}`);
  await expect(page.locator('[data-results] a').first()).toBeVisible();
  await expect(page.locator('main img')).toHaveCount(0);
});

test('a query that finds nothing says what to do', async ({ page }) => {
  await page.goto(`${siteUrl()}/search/?q=xyzzyplugh`);
  await expect(page.locator('[data-status]')).toContainText('Nothing was found');
});

test('an index that cannot load is said, and the list stays', async ({ page, complaints }) => {
  await page.route('**/pagefind/**', (route) => route.abort());
  await page.goto(`${siteUrl()}/search/?q=1006`);
  await expect(page.locator('[data-status]')).toContainText('could not be loaded');
  await expect(page.getByRole('link', { name: /1006/ }).first()).toBeVisible();
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('ERR_FAILED')));
});

test('bytes until the first result keep to the budget', async ({ page }) => {
  let bytes = 0;
  page.on('response', async (response) => {
    bytes += gzipSync(await response.body()).length;
  });
  await page.goto(`${siteUrl()}/search/?q=idle+timeout`);
  await expect(page.locator('[data-results] a').first()).toBeVisible();
  console.log(`\nsearch until the first result, gzip: ${(bytes / 1024).toFixed(0)} KiB (budget 150)`);
  expect(bytes).toBeLessThanOrEqual(150 * 1024);
});
