/**
 * Endpoints with real faults behind a real nginx, and one without: what the live test says of each, how little the reader adds to
 * it, and the cause and the fix that they get. A line of the Console is the browser's own.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { WebSocketServer } from 'ws';
import type { ServerOptions, WebSocket } from 'ws';
import { freePorts, withSubstitutes } from '../lab/addresses.ts';
import type { Ports } from '../lab/addresses.ts';
import { throwAwayCertificate } from '../lab/certificate.ts';
import { makeFolder, projectRoot } from '../lab/folders.ts';
import { startNginx } from '../lab/programs/nginx.ts';
import { stopAll, track } from '../lab/running.ts';
import { allowEndpointLines, answer, causes, expect, siteUrl, test } from './browser.ts';

const echo = (socket: WebSocket) =>
  socket.on('message', (data: Buffer, isBinary) => socket.send(data, { binary: isBinary }));

/** A `ws` server whose application answers an ordinary request with 404. */
async function startApplication(port: number, options: ServerOptions, onSocket: (socket: WebSocket) => void) {
  const server = createServer((_, response) => response.writeHead(404).end('Not found'));
  const sockets = new WebSocketServer({ ...options, server });
  sockets.on('connection', (socket) => onSocket(socket.on('error', () => undefined)));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  track(async () => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
}

const brokenConfig = (slug: string) =>
  readFile(join(projectRoot, 'content/cases', slug, 'broken.conf'), 'utf8');

/** A config that passes sockets on, with more in the location of the socket, or with something else than that. */
const config = (more = '', location = 'proxy_pass http://127.0.0.1:3000;') => `events {}
http {
    access_log off;
    server {
        listen 127.0.0.1:8080;
        location /ws {
            ${location}
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
            ${more}
        }
    }
}
`;

interface Endpoint {
  name: string;
  config: string;
  options?: ServerOptions;
  onSocket?: (socket: WebSocket) => void;
}

/** Starts the application, and nginx in front of it. */
async function start({ name, config: text, options = {}, onSocket = echo }: Endpoint): Promise<Ports> {
  const ports = await freePorts();
  const { certificate, key } = await throwAwayCertificate();
  const paths = {
    '/etc/ssl/certs/app.example.pem': certificate,
    '/etc/ssl/private/app.example.key': key,
  };
  await startApplication(ports.backend, options, onSocket);
  await startNginx(withSubstitutes(text, { ports, paths }), await makeFolder(name));
  return ports;
}

/** The status that a handshake gets, as `curl` prints it. */
async function statusOf(port: number, headers: Record<string, string> = {}): Promise<number> {
  const asked = request({
    ...{ host: '127.0.0.1', port, path: '/ws' },
    headers: {
      ...{ Connection: 'Upgrade', Upgrade: 'websocket' },
      ...{ 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' },
      ...headers,
    },
  });
  return new Promise((resolve, reject) => {
    asked.on('error', reject);
    asked.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('upgrade', (_, socket) => {
      socket.destroy();
      resolve(101);
    });
    asked.end();
  });
}

/** Runs the live test; returns the line that the browser prints of the socket, if any. */
async function runTest(page: Page, url: string, more: { hold?: string; largest?: string } = {}) {
  const lines: string[] = [];
  page.on('console', (message) => {
    if (/WebSocket connection to/.test(message.text())) lines.push(message.text());
  });
  await page.goto(`${siteUrl()}/test/`);
  await page.getByLabel('Address of the WebSocket').fill(url);
  await page.getByLabel('Hold it open').selectOption(more.hold ?? '0');
  await page.getByText('What else to measure').click();
  await page.getByLabel('Larger and larger').selectOption(more.largest ?? '0');
  const button = page.getByRole('button', { name: 'Start' });
  await button.click();
  await expect(button).toBeEnabled({ timeout: 150_000 });
  return lines[0] ?? '';
}

const verdict = (page: Page) => page.locator('[data-conclusion] article').first().getByRole('heading');
const goOn = (page: Page) => page.getByRole('link', { name: 'Continue with what was measured' }).click();
const pasteLine = (page: Page, line: string) =>
  page.getByLabel(/^Paste the red line of the Console/).fill(line);

async function expectFirst(page: Page, slug: string): Promise<Locator> {
  const best = causes(page).first();
  await expect(best).toHaveAttribute('data-cause', slug);
  return best;
}

/** The fix of a stack, which is chosen first where nothing has named it. */
async function fixOf(best: Locator, name: string, slug: string): Promise<Locator> {
  await best.getByRole('button', { name, exact: true }).click();
  return best.locator(`[data-stack=${slug}]`);
}

// In one worker, which makes the certificate once and ends what was started once.
test.describe.configure({ mode: 'default' });
test.afterEach(({ complaints }) => allowEndpointLines(complaints));
test.afterAll(() => stopAll());

test('nginx with the recipe for upstream keepalive: four answers lead to the cause, and to its fix for nginx', async ({
  page,
}) => {
  const ports = await start({ name: 'keepalive', config: await brokenConfig('nginx-connection-cleared') });
  await runTest(page, `ws://127.0.0.1:${ports.proxy}/ws`);
  await expect(verdict(page)).toHaveText('It did not open, though the host answers HTTP');
  await goOn(page);
  expect(await statusOf(ports.proxy)).toBe(404);
  await answer(page, '404', true);
  expect(await statusOf(ports.backend)).toBe(101);
  await answer(page, /^101: it works directly/);
  await answer(page, /^Yes: its log has the request/);
  await answer(page, /^nginx/);
  const best = await expectFirst(page, 'proxy-missing-upgrade-headers');
  const fix = best.locator('[data-stack=nginx]');
  await fix.getByText('Clears Connection, as a recipe for upstream keepalive has it').click();
  const open = fix.locator('details', { hasText: 'as a recipe for upstream keepalive' });
  await expect(open.locator('del')).toContainText('proxy_set_header Connection "";');
  await expect(open.locator('pre code').first()).toContainText('location /ws {');
  await expect(open.locator('.command')).toContainText('nginx -t && systemctl reload nginx');
});

test('nginx that redirects to a port where nobody listens: not told as no answer, and named by the line of the Console', async ({
  page,
}) => {
  const redirect = 'return 308 https://127.0.0.1:3999$request_uri;';
  const ports = await start({ name: 'redirect', config: config('', redirect) });
  const line = await runTest(page, `ws://127.0.0.1:${ports.proxy}/ws`);
  await expect(page.locator('[data-results]')).not.toContainText(/no (usable )?HTTP answer/i);
  expect(line).toContain('308');
  await pasteLine(page, line);
  const best = await expectFirst(page, 'redirect-during-handshake');
  await expect((await fixOf(best, 'nginx', 'nginx')).locator('pre').first()).toBeVisible();
  await goOn(page);
  await expectFirst(page, 'redirect-during-handshake');
});

test('a check of the origin behind a Host that nginx replaced answers 401: one answer tells it from a login', async ({
  page,
}) => {
  const ports = await start({
    name: 'origin',
    config: await brokenConfig('nginx-host-rewritten'),
    options: {
      verifyClient: ({ req: { headers } }: { req: IncomingMessage }) =>
        headers.origin === undefined || URL.parse(headers.origin)?.host === headers.host,
    },
  });
  const line = await runTest(page, `ws://127.0.0.1:${ports.proxy}/ws`);
  expect(line).toContain('HTTP Authentication failed');
  await pasteLine(page, line);
  await expect(causes(page).first()).toBeVisible();
  await goOn(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Does the handshake pass when Origin is the site’s own address?',
  );
  expect(await statusOf(ports.proxy, { Origin: `http://127.0.0.1:${ports.proxy}` })).toBe(401);
  expect(await statusOf(ports.proxy)).toBe(101);
  await answer(page, /^Yes: with the right Origin, or without one/);
  const best = await expectFirst(page, 'origin-not-allowed');
  const fix = await fixOf(best, 'nginx', 'nginx');
  await expect(fix.locator('ins').first()).toContainText('proxy_set_header Host $http_host;');
});

test('a certificate that is signed by itself: named by the line of the Console', async ({ page }) => {
  const ports = await start({
    name: 'self-signed',
    config: await brokenConfig('nginx-certificate-self-signed'),
  });
  const line = await runTest(page, `wss://127.0.0.1:${ports.tls}/ws`);
  expect(line).toContain('ERR_CERT_AUTHORITY_INVALID');
  await pasteLine(page, line);
  const best = await expectFirst(page, 'tls-certificate-refused');
  const fix = await fixOf(best, 'nginx', 'nginx');
  await expect(fix.locator('summary').first()).toHaveText('Serves a certificate that is signed by itself');
  await expect(fix.locator('details[open] ins').first()).toContainText('fullchain.pem;');
});

test('an idle limit of 12 s: the heartbeat of the cure is more than twice as fast, in text and in code', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const ports = await start({ name: 'idle', config: config('proxy_read_timeout 12s;') });
  await runTest(page, `ws://127.0.0.1:${ports.proxy}/ws`, { hold: '30' });
  await expect(verdict(page)).toHaveText(/^1\d(\.\d)? s of silence end it, and a heartbeat cures it$/);
  const [, limit = ''] = /^(\S+) s/.exec(await verdict(page).innerText()) ?? [];
  const best = await expectFirst(page, 'proxy-idle-timeout');
  const [, every = ''] = /send a ping every (\d+) seconds/.exec(await best.innerText()) ?? [];
  expect(Number(every)).toBeGreaterThanOrEqual(2);
  expect(Number(every)).toBeLessThan(Number(limit) / 2);
  const node = await fixOf(best, 'ws (Node.js)', 'node-ws');
  await expect(node.locator('pre code').first()).toContainText(`}, ${every}_000);`);
  const nginx = await fixOf(best, 'nginx', 'nginx');
  await expect(nginx.locator('ins').first()).toContainText('proxy_read_timeout 1h;');
  await goOn(page);
  await expect(await expectFirst(page, 'proxy-idle-timeout')).toContainText(`every ${every} seconds`);
  await expect(page.getByRole('region', { name: 'Which timeouts have this number?' })).toContainText(
    'somebody set this number',
  );
});

test('messages of at most 64 KiB: the size that ends it is measured, and the fix is that of the server', async ({
  page,
}) => {
  const ports = await start({ name: 'sizes', config: config(), options: { maxPayload: 65_536 } });
  await runTest(page, `ws://127.0.0.1:${ports.proxy}/ws`, { largest: '1000000' });
  await expect(verdict(page)).toHaveText('A message of 256 kB ends it');
  const best = await expectFirst(page, 'message-too-big');
  await expect((await fixOf(best, 'ws (Node.js)', 'node-ws')).locator('pre').first()).toContainText(
    'maxPayload',
  );
});

test('an application that closes with 4401 “token expired”: its reason decides', async ({ page }) => {
  const ports = await start({
    name: 'login',
    config: config(),
    onSocket: (socket) => socket.close(4401, 'token expired'),
  });
  await runTest(page, `ws://127.0.0.1:${ports.proxy}/ws`);
  await expect(verdict(page)).toHaveText('The application closed it: 4401 “token expired”');
  const best = await expectFirst(page, 'auth-token-missing-or-expired');
  await expect((await fixOf(best, 'ws (Node.js)', 'node-ws')).locator('pre').first()).toBeVisible();
});

test('an endpoint that works: no cause is made up, and the reader’s own page is offered', async ({
  page,
}) => {
  const ports = await start({ name: 'works', config: config() });
  await runTest(page, `ws://127.0.0.1:${ports.proxy}/ws`, { hold: '10' });
  await expect(verdict(page)).toHaveText('The endpoint works from here');
  await expect(causes(page)).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'from your own page' })).toBeVisible();
});
