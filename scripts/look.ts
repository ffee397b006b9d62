/** `npm run look -- /path/ …`: pictures of built pages, narrow and wide, in light and dark, for those who changed them. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import config from '../playwright.config.ts';
import { givenTo } from './arguments.ts';
import { buildSite } from './build-site.ts';
import { serveSite } from './site-server.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = '.tmp/look';

/** Name of a picture's file, without its ending: `/causes/x/#a=b` becomes `causes-x-a-b`. */
const nameOf = (path: string) => path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'start';

/** Takes the pictures; resolves with one sentence for each path that is not a page. */
async function look(paths: readonly string[]): Promise<string[]> {
  await buildSite(root);
  rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(join(root, folder), { recursive: true });
  const site = await serveSite({ folder: join(root, 'dist') });
  const browser = await chromium.launch(config.use?.launchOptions);
  const problems: string[] = [];
  try {
    const page = await browser.newPage();
    for (const path of paths) {
      // From an empty page, because a new fragment alone would load nothing.
      await page.goto('about:blank');
      const answer = await page.goto(new URL(path, `http://127.0.0.1:${site.port}`).href);
      if (!answer?.ok()) {
        problems.push(`Found no page ${path}. Expected the path of a built page, such as /causes/.`);
        continue;
      }
      for (const width of [360, 1280])
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize({ width, height: 800 });
          await page.emulateMedia({ colorScheme });
          const file = `${folder}/${nameOf(path)}-${width}-${colorScheme}.png`;
          await page.screenshot({ path: join(root, file), fullPage: true });
          console.log(file);
        }
    }
  } finally {
    await browser.close();
    await site.stop();
  }
  return problems;
}

const { words: paths } = givenTo({
  usage: 'npm run look -- <path of a page, such as /causes/proxy-idle-timeout/> …',
  least: 1,
  most: Infinity,
});
const problems = await look(paths);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
