/** Draws `public/card.png`, the picture that is shown where somebody shares a link: run it where the card is to change. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import config from '../playwright.config.ts';
import { drawLadder } from '../src/present/ladder.ts';
import { partyNames } from '../src/present/party-names.ts';
import { readKnowledge } from '../src/knowledge/read.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The size that those who show cards ask for: https://ogp.me and the platforms' own guides agree on 1.91 to 1. */
const [width, height] = [1200, 630];

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);

/** The drawing of a failure's broken side, as the pages have it. */
function ladder(): string {
  const { cases, stacks } = readKnowledge(root);
  const shown = cases.get('nginx-no-upgrade-headers');
  if (!shown)
    throw new Error(
      'The card shows the case nginx-no-upgrade-headers, and content/cases has none. Name another in scripts/share-card.ts.',
    );
  const drawing = drawLadder(shown.evidence.broken.steps, partyNames(shown, stacks));
  const parties = drawing.parties.map(
    ({ name, x, textX }) =>
      `<text class="party" x="${textX}" y="14" text-anchor="middle">${escaped(name)}</text><line class="life" x1="${x}" y1="22" x2="${x}" y2="${drawing.height - 4}"/>`,
  );
  const rungs = drawing.rungs.map(({ lines, textX, y, x1, x2, failed, head }) => {
    const labels = lines.map(
      (line, index) =>
        `<text class="label" x="${textX}" y="${y - 6 - (lines.length - 1 - index) * drawing.lineHeight}" text-anchor="middle">${escaped(line)}</text>`,
    );
    return `<g class="${failed ? 'failed' : 'passed'}">${labels.join('')}<line class="arrow" x1="${x1}" y1="${y}" x2="${x2}" y2="${y}"/><path class="head" d="${head}"/></g>`;
  });
  return `<figure class="ladder"><svg viewBox="0 0 ${drawing.width} ${drawing.height}">${parties.join('')}${rungs.join('')}</svg></figure>`;
}

const styles = ['tokens', 'site']
  .map((name) => readFileSync(`${root}src/styles/${name}.css`, 'utf8').replace(/^@import.*$/gm, ''))
  .join('\n');

const page = `<!doctype html><html data-theme="light"><style>${styles}
body { width: ${width}px; height: ${height}px; padding: 56px 64px; display: grid; grid-template-columns: 470px 1fr; gap: 56px; align-items: center; background: var(--paper); border-top: 14px solid var(--failed); }
.mark { font-size: 96px; } h1 { font-size: 46px; margin: 28px 0 20px; } p { font-size: 25px; color: var(--quiet); margin: 0; }
.ladder { margin: 0; max-width: none; padding: 20px 8px; }
</style><body><div><span class="mark">≠101</span><h1>Why a WebSocket won’t connect or stay open</h1><p>Not101 names the cause, the check that confirms it, and a config that ran.</p></div>${ladder()}</body></html>`;

const browser = await chromium.launch(config.use?.launchOptions);
try {
  const tab = await browser.newPage({ viewport: { width, height } });
  await tab.setContent(page);
  await tab.screenshot({ path: `${root}public/card.png` });
} finally {
  await browser.close();
}
