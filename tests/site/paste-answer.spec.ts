/** Answering a question of the wizard with a text: what a command printed, or lines of a log. */
import type { Page } from '@playwright/test';
import { longestText } from '../../src/diagnosis/longest-text.ts';
import { allowFailedRequests, causes, expect, expectPath, siteUrl, test } from './browser.ts';

const known = (page: Page) => page.getByRole('region', { name: 'Your answers' });
const box = (page: Page) => page.getByLabel(/^Or paste /);
const said = (page: Page) => page.locator('.paste-answer').getByRole('status');
const goOn = (page: Page) => page.getByRole('button', { name: 'Go on with what was read' });

/** The question for the status, after what a live test measures of a refusal. */
const statusAsked = () =>
  `${siteUrl()}/diagnose/status/#symptom=m.never-opens&schemes=m.other&reach=m.answers`;
/** A result that is not clear, and offers one more question that a log answers. */
const logAsked = () =>
  `${siteUrl()}/diagnose/forbidden-anyway/#symptom=m.never-opens&schemes=m.other&status=403&origin=refused&works-where=cannot-tell&endpoint=wss%3A%2F%2Fchat.test%2Flive`;

test('what the command printed answers the question and the next ones, and each fact of it counts', async ({
  page,
}) => {
  await page.goto(statusAsked());
  await box(page).fill(
    'HTTP/1.1 403 Forbidden\nServer: Python/3.12 websockets/15.0\n\nFailed to open a WebSocket connection: missing Origin header.',
  );
  await expect(said(page)).toHaveText(/^Read: .*Handshake status: 403/);
  await goOn(page).click();
  await expectPath(page, '/diagnose/origin-refused/');
  await expect(known(page)).toContainText('Handshake status: 403 (you said');
  await expect(known(page)).toContainText('Sender of the 403');
  await expect(known(page)).toContainText('read from your paste');
  await expect(causes(page).first()).toContainText('Sender of the 403');
});

test('a text that leaves the question open keeps its facts, and the question is asked again', async ({
  page,
}) => {
  await page.goto(statusAsked());
  await box(page).fill('TypeError: t.unmask is not a function');
  await expect(said(page)).toHaveText(/^Read: .*Choose that answer above afterwards\.$/);
  await goOn(page).click();
  await expect(known(page)).toContainText('read from your paste');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Which status does the handshake get?');
  await expect(box(page)).toBeVisible();
});

test('one more question of a result shows how to find out, and takes the lines of a log', async ({
  page,
}) => {
  await page.goto(logAsked());
  const asked = page.getByRole('region', { name: 'What is the error message about?' });
  await expect(asked).toContainText('To find out:');
  await box(page).fill(
    'fastapi.exceptions.WebSocketRequestValidationError: 1 validation error for WebSocket',
  );
  await expect(said(page)).toHaveText(/^Read: .*Message about/);
  await goOn(page).click();
  await expect(known(page)).toContainText('Message about');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'closed-before-accept');
});

test('the known message in a text counts on the result, is named as a reason, and can be taken back', async ({
  page,
}) => {
  // A socket that was cut at once, and a client that complains of nothing: the log is asked for.
  await page.goto(
    `${siteUrl()}/diagnose/#symptom=m.drops&close-code=m.1006&drop=m.at-once&status=m.101&after-101=nothing`,
  );
  await box(page).fill('TypeError: t.unmask is not a function');
  await expect(said(page)).toHaveText(/^Read: /);
  await goOn(page).click();
  const message = known(page).getByRole('listitem').filter({ hasText: 'Message: ' });
  await expect(message).toContainText('(read from your paste)');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'bundler-breaks-ws-library');
  await expect(causes(page).first()).toContainText('the message “');
  await page.reload();
  await expect(message).toBeVisible();
  await message.getByRole('link', { name: /^remove the message/ }).click();
  await expect(message).toHaveCount(0);
  await expect(causes(page).first()).toBeVisible();
  await expect(page.locator('main')).not.toContainText('the message “');
});

test('one more question shows its command with the reader’s own address', async ({ page }) => {
  await page.goto(
    `${siteUrl()}/diagnose/forbidden-anyway/#symptom=m.never-opens&status=403&origin=refused&works-where=cannot-tell&words=cannot-tell&endpoint=wss%3A%2F%2Fchat.test%2Flive`,
  );
  await expect(page.locator('.one-more .command')).toContainText('https://chat.test/live');
});

test('what was pasted in vain stays, is told from what is known, and reaches nobody', async ({ page }) => {
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.url() + (request.postData() ?? '')));
  await page.goto(statusAsked());
  await box(page).fill('It is broken-secretword somehow');
  await expect(said(page)).toHaveText('No known text in this. Choose an answer above.');
  await expect(goOn(page)).toBeHidden();
  await expect(box(page)).toHaveValue('It is broken-secretword somehow');
  await box(page).fill('HTTP/1.1 426 Upgrade Required\n\nbroken-secretword');
  await expect(said(page)).toHaveText(/^Read: .*426/);
  await goOn(page).click();
  await expect(causes(page).first()).toBeVisible();
  expect(page.url()).not.toContain('secretword');
  expect(sent.filter((each) => each.includes('secretword'))).toEqual([]);
});

test('whoever reloads finds the text again, and it is gone once they went on with it', async ({ page }) => {
  await page.goto(statusAsked());
  await box(page).fill('HTTP/1.1 426 Upgrade Required');
  await expect(said(page)).toHaveText(/^Read: .*426/);
  await page.reload();
  await expect(box(page)).toHaveValue('HTTP/1.1 426 Upgrade Required');
  await expect(said(page)).toHaveText(/^Read: .*426/);
  await goOn(page).click();
  await expectPath(page, '/diagnose/upgrade-dropped/');
  await page.goto('about:blank');
  await page.goto(statusAsked());
  await expect(box(page)).toHaveValue('');
});

test('markup, and characters that no text should have, are shown as text', async ({ page }) => {
  await page.goto(statusAsked());
  for (const text of ['<img src=x onerror=alert(1)>', '\u202e\u0000\ud800 nothing', '}}{{'.repeat(400)]) {
    await box(page).fill(text);
    await expect(said(page)).toHaveText('No known text in this. Choose an answer above.');
    await box(page).fill('');
    await expect(said(page)).toBeEmpty();
  }
  await box(page).fill('HTTP/1.1 400 <img src=x onerror=alert(1)>\n\n<script>alert(1)</script>');
  await expect(said(page)).toHaveText(/^Read: /);
  await expect(page.locator('main img, main script:not([type])')).toHaveCount(0);
});

test('of a longer text the beginning is read, and all of it goes on to Explain with what is known', async ({
  page,
}) => {
  await page.goto(statusAsked());
  const text = `HTTP/1.1 404 Not Found\n\n${'x '.repeat(longestText)}the end`;
  await box(page).fill(text);
  await expect(said(page)).toContainText('Only the first 2,000 characters were read here');
  await page.getByRole('link', { name: 'Explain this text, line by line' }).click();
  await expectPath(page, '/explain/');
  await expect(page.locator('textarea').first()).toHaveValue(text);
  expect(page.url()).toContain('symptom=m.never-opens');
});

test('what reads the text may fail to load: the text and the answers are still there', async ({
  page,
  complaints,
}) => {
  await page.route('**/data/texts.json', (route) => route.abort());
  await page.goto(statusAsked());
  await box(page).fill('HTTP/1.1 426 Upgrade Required');
  await expect(said(page)).toHaveText(/^What reads this text could not be loaded\./);
  await expect(box(page)).toHaveValue('HTTP/1.1 426 Upgrade Required');
  await page.unroute('**/data/texts.json');
  await box(page).fill('HTTP/1.1 426 Upgrade Required\n');
  await expect(said(page)).toHaveText(/^Read: .*426/);
  allowFailedRequests(complaints);
});
