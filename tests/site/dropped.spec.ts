/** What becomes of sockets that the test has done with, seen by servers that ignore the Close frame. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { encodeFrame, opcodes } from '../../src/wire/frames.ts';
import { readHandshake } from '../../src/practice/handshake.ts';
import type { PracticeHandshake } from '../../src/practice/handshake.ts';
import { openRaw } from '../../src/practice/raw-connection.ts';
import { allowEndpointLines, expect, siteUrl, test } from './browser.ts';

/** Serves sockets, and counts those that are open. */
async function serveSockets(behave: (handshake: PracticeHandshake) => void) {
  const open = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(426).end());
  server.on('upgrade', (request, socket, head) => {
    if (!(socket instanceof Socket)) throw new Error('The upgrade came without a TCP socket.');
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
    socket.once('end', () => socket.destroy());
    const read = readHandshake(request);
    if ('status' in read) throw new Error(read.text);
    const after = (callback: () => void, milliseconds: number) => {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    };
    behave({ request, socket, head, after, ...read });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    open: () => open.size,
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

const silentAtClose = { onClose: () => undefined };

/** What the server does, and what the page says at the end. */
const servers: Record<string, [behave: (handshake: PracticeHandshake) => void, end: RegExp]> = {
  'floods and ignores the Close frame': [
    (handshake) => {
      const frames = Array.from({ length: 1000 }, () =>
        encodeFrame({ opcode: opcodes.text, payload: Buffer.from('x') }),
      );
      const chunk = Buffer.concat(frames);
      openRaw(handshake, { ...silentAtClose, onData: () => undefined }).pump(() => chunk);
    },
    /Cut off by this test/,
  ],
  'ignores the Close frame': [
    (handshake) => openRaw(handshake, silentAtClose),
    /did not complete the closing/,
  ],
  'never answers the handshake': [({ socket }) => socket.resume(), /got no answer within the time/],
};

/** Tests an address of a server that refuses each handshake and answers the ordinary request as it likes. */
async function testRefusing(page: Page, server: Server, path: string): Promise<void> {
  server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await page.goto(`${siteUrl()}/test/`);
  await page
    .getByLabel('Address of the WebSocket')
    .fill(`ws://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  await page.getByRole('button', { name: 'Start' }).click();
}

test('an answer to the ordinary request that never ends is not read to its end', async ({
  page,
  complaints,
}) => {
  const answers = new Set<string>();
  const server = createServer(({ url = '' }, response) => {
    answers.add(url);
    response.writeHead(200, { 'Content-Type': 'text/html' });
    const more = () => {
      while (response.write('x'.repeat(65_536)));
    };
    response.on('drain', more).once('close', () => answers.delete(url));
    more();
  });
  await testRefusing(page, server, '/endless');
  await expect(page.locator('[data-steps] [data-step=HTTP]')).toHaveText(/passed/);
  await expect.poll(() => answers.size).toBe(0);
  server.closeAllConnections();
  server.close();
  allowEndpointLines(complaints);
});

test('an answer that comes a few bytes at a time is not told as none', async ({ page, complaints }) => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    const drip = setInterval(() => response.write('0123456789'), 500);
    response.once('close', () => clearInterval(drip));
  });
  await testRefusing(page, server, '/slow');
  await expect(page.locator('[data-conclusion] article')).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('[data-steps] [data-step=HTTP]')).toHaveText(/passed|unknown/);
  await expect(page.locator('[data-results]')).not.toContainText(/no (usable )?HTTP answer/i);
  server.closeAllConnections();
  server.close();
  allowEndpointLines(complaints);
});

for (const [what, [behave, end]] of Object.entries(servers))
  test(`a server that ${what} loses its socket when the test ends`, async ({ page, complaints }) => {
    const server = await serveSockets(behave);
    await page.goto(`${siteUrl()}/test/`);
    await page.getByLabel('Address of the WebSocket').fill(server.url);
    await page.getByLabel('Hold it open').selectOption('0');
    await page.getByRole('button', { name: 'Start' }).click();
    await expect(page.locator('[data-timeline]')).toContainText(end, { timeout: 30_000 });
    await expect.poll(server.open).toBe(0);
    await expect(page.locator('iframe')).toHaveCount(0);
    server.close();
    allowEndpointLines(complaints);
  });
