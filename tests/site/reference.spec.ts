import { expect, siteUrl, test } from './browser.ts';

test('the handshake page computes an accept value, and says what is wrong with a key', async ({ page }) => {
  await page.goto(`${siteUrl()}/reference/handshake/`);
  const key = page.getByRole('textbox', { name: 'Sec-WebSocket-Key' });
  const accept = page.locator('output');
  await expect(accept).toHaveText('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  await key.fill('AQIDBAUGBwgJCgsMDQ4PEA==');
  await expect(accept).toHaveText('C/0nmHhBztSRGR1CwL6Tf4ZjwpY=');
  await key.fill('abc');
  await expect(page.locator('#key-problem')).toHaveText(
    /^Found 3 characters\. Expected are 16 bytes in base64/,
  );
  await expect(accept).toHaveText('');
});

test('a number of seconds has an anchor, and the limits sort by kind, value and stack', async ({ page }) => {
  await page.goto(`${siteUrl()}/reference/timeouts/#s-55`);
  await expect(page.locator(':target')).toContainText('Heroku');
  const values = () =>
    page
      .locator('tr[data-value]')
      .evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset['value'] || Infinity)));
  const rows = (await values()).length;
  await page.getByRole('button', { name: 'value' }).click();
  const sorted = await values();
  expect(sorted).toEqual([...sorted].sort((a, b) => (a === b ? 0 : a - b)));
  expect(sorted).toHaveLength(rows);
  await expect(page.locator('tr.group')).toHaveCount(0);
  await page.getByRole('button', { name: 'stack' }).click();
  const names = await page.locator('tr[data-value] th').allInnerTexts();
  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
  await page.getByRole('button', { name: 'kind' }).click();
  await expect(page.locator('tr.group')).toHaveCount(3);
  expect(await values()).toHaveLength(rows);
});

test('the quick reference prints on one sheet', async ({ page }) => {
  const sheets = async (path: string) => {
    await page.goto(`${siteUrl()}/reference/${path}/`);
    const margin = { top: '1cm', right: '1cm', bottom: '1cm', left: '1cm' };
    const pdf = await page.pdf({ format: 'A4', margin });
    return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length;
  };
  expect(await sheets('quick-reference')).toBe(1);
  expect(await sheets('status-codes')).toBeGreaterThan(1);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the handshake page shows the worked example, and no control that does nothing', async ({ page }) => {
    await page.goto(`${siteUrl()}/reference/handshake/`);
    await expect(page.getByText('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=').first()).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Sec-WebSocket-Key' })).toBeHidden();
    await page.goto(`${siteUrl()}/reference/timeouts/`);
    await expect(page.locator('[data-sort]').first()).toBeHidden();
    await expect(page.locator('tr.group')).toHaveCount(3);
  });
});
