import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { replaceShownPart } from '../../src/knowledge/shown-part.ts';
import { freePorts, withSubstitutes } from '../lab/addresses.ts';
import { startWsStandalone } from '../lab/backends/ws-standalone.ts';
import { makeFolder, projectRoot } from '../lab/folders.ts';
import { startNginx } from '../lab/programs/nginx.ts';
import { stopAll } from '../lab/running.ts';
import { answer, expect, siteUrl, test } from './browser.ts';

/** nginx with the broken config of a case, in front of a real `ws` server. */
async function startBroken(slug: string) {
  const ports = await freePorts();
  const config = withSubstitutes(
    await readFile(join(projectRoot, 'content/cases', slug, 'broken.conf'), 'utf8'),
    {
      ports,
      paths: {},
    },
  );
  await startWsStandalone({ port: ports.backend, page: '' });
  const nginx = await startNginx(config, await makeFolder(slug));
  return {
    nginx,
    config,
    endpoint: `ws://127.0.0.1:${ports.proxy}/ws`,
    http: `http://127.0.0.1:${ports.proxy}/ws`,
  };
}

async function runTest(page: Page, hold: string) {
  await page.getByLabel('Hold it open').selectOption(hold);
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled({ timeout: 200_000 });
}

const step = (page: Page, name: string) => page.locator(`[data-step=${name}]`);

/** Chooses nginx on the result, where nothing has named it yet. */
const chooseNginx = (page: Page, cause: string) =>
  page.locator(`[data-cause=${cause}]`).getByRole('button', { name: 'nginx', exact: true }).click();

/** Copies the fix of nginx as a reader does. */
async function copyFix(page: Page, cause: string): Promise<string> {
  const fix = page.locator(`[data-cause=${cause}]`).locator('[data-stack=nginx]');
  await fix
    .getByRole('button', { name: /^Copy nginx/ })
    .first()
    .click();
  await expect(fix.getByRole('button', { name: 'Copied' })).toBeVisible();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** What the doctor prints that readers download, and its exit status. */
async function runDoctor(endpoint: string): Promise<{ printed: string; status: number }> {
  const doctor = spawn(process.execPath, [join(projectRoot, 'dist/doctor.mjs'), endpoint]);
  let printed = '';
  doctor.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const [status] = (await once(doctor, 'close')) as [number];
  return { printed, status };
}

const withoutHandshakeErrors = (lines: string[]) =>
  lines.filter(
    (line) =>
      !/WebSocket connection to .* failed|request to another host: http:\/\/127\.0\.0\.1|404|426/.test(line),
  );

test.afterAll(() => stopAll());

test('nginx without Upgrade headers: tested, asked, fixed with the copied config, and works', async ({
  page,
  complaints,
}) => {
  test.setTimeout(90_000);
  const { nginx, config, endpoint, http } = await startBroken('nginx-no-upgrade-headers');
  await page.goto(`${siteUrl()}/test/`);
  await page.getByLabel('Address of the WebSocket').fill(endpoint);
  await runTest(page, '10');
  await expect(step(page, 'HTTP')).toContainText('The host answers HTTP');
  await expect(step(page, 'Handshake')).toContainText('unknown');
  await expect(step(page, 'Handshake')).toContainText('Script never sees the status');
  await expect(page.getByText('A browser hides from script what it shows to you')).toBeVisible();
  await expect(page.locator('[data-shell]:visible')).toContainText(http);

  await page.getByRole('link', { name: 'Continue with what was measured' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Which status does the handshake get?');
  // What the command on the page prints; the reader's answer is the real one.
  const { status } = await fetch(http);
  await answer(page, String(status), true);
  await expect(page.locator('[data-cause]').first()).toHaveAttribute(
    'data-cause',
    'proxy-missing-upgrade-headers',
  );

  await chooseNginx(page, 'proxy-missing-upgrade-headers');
  const copied = await copyFix(page, 'proxy-missing-upgrade-headers');
  expect(copied).toContain('proxy_set_header Upgrade $http_upgrade;');
  await nginx.reload(replaceShownPart(config, copied));

  const again = page.getByRole('link', { name: 'Run the live test' });
  await expect(again).toHaveAttribute('href', /#url=/);
  await again.click();
  await expect(page.getByLabel('Address of the WebSocket')).toHaveValue(endpoint);
  await runTest(page, '10');
  await expect(step(page, 'Handshake')).toContainText('101 Switching Protocols');
  for (const name of ['HTTP', 'Handshake', 'Messages', 'Silence', 'Close'])
    await expect(step(page, name)).toContainText('passed');
  await expect(page.getByRole('heading', { name: 'The endpoint works from here' })).toBeVisible();
  complaints.splice(0, complaints.length, ...withoutHandshakeErrors(complaints));
});

test('nginx without Upgrade headers: named by the doctor, fixed with the copied config, and works', async ({
  page,
}) => {
  const { nginx, config, endpoint } = await startBroken('nginx-no-upgrade-headers');
  const broken = await runDoctor(endpoint);
  expect(broken.status).toBe(1);
  expect(broken.printed).toContain('1. The proxy does not pass on the Upgrade headers');
  expect(broken.printed).toContain('proxy_set_header Upgrade $http_upgrade;');

  // The address of the site is that of the build, and this site is served at another.
  const link = /\/diagnose\/#\S+$/m.exec(broken.printed)?.[0] ?? '';
  await page.goto(siteUrl() + link);
  await expect(page.locator('[data-cause]').first()).toHaveAttribute(
    'data-cause',
    'proxy-missing-upgrade-headers',
  );
  await nginx.reload(replaceShownPart(config, await copyFix(page, 'proxy-missing-upgrade-headers')));

  const fixed = await runDoctor(endpoint);
  expect(fixed.printed).toContain('It works from here.');
  expect(fixed.status).toBe(0);
});

test('nginx’s idle timeout of 60 s: measured, asked, fixed with the copied config, and held', async ({
  page,
  complaints,
}) => {
  test.setTimeout(400_000);
  const { nginx, config, endpoint } = await startBroken('nginx-idle-timeout');
  await page.goto(`${siteUrl()}/test/#url=${encodeURIComponent(endpoint)}`);
  await runTest(page, '65');
  await expect(step(page, 'Handshake')).toContainText('passed');
  await expect(step(page, 'Silence')).toContainText(/Dropped after (59\.\d|60(\.\d)?) s without a message/);
  await expect(step(page, 'Heartbeat')).toContainText(/every 25 s it stayed open.*a heartbeat cures it/);
  await expect(step(page, 'Close')).toContainText('Code 1006');

  await page.getByRole('link', { name: 'Continue with what was measured' }).click();
  await expect(page.locator('[data-cause]').first()).toHaveAttribute('data-cause', 'proxy-idle-timeout');
  const named = page.getByRole('link', { name: 'nginx', exact: true });
  await expect(page.locator('tr[data-match]').filter({ has: named })).toContainText('60 s');
  await expect(page.locator('tr[data-match]').filter({ hasText: 'Heroku' })).toHaveCount(0);

  await chooseNginx(page, 'proxy-idle-timeout');
  const copied = await copyFix(page, 'proxy-idle-timeout');
  expect(copied).toContain('proxy_read_timeout');
  await nginx.reload(replaceShownPart(config, copied));

  const again = page.getByRole('link', { name: 'Run the live test' });
  await expect(again).toHaveAttribute('href', /#url=/);
  await again.click();
  await runTest(page, '65');
  await expect(step(page, 'Silence')).toContainText(/Still open after 65(\.\d)? s without a message/);
  await expect(page.getByRole('heading', { name: 'The endpoint works from here' })).toBeVisible();
  complaints.splice(0, complaints.length, ...withoutHandshakeErrors(complaints));
});
