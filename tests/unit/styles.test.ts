/** What the style sheets may and may not say. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

const sheets = readdirSync('src/styles').map((name) => ({
  name,
  text: readFileSync(`src/styles/${name}`, 'utf8').replace(/\/\*[^]*?\*\//g, ''),
}));
const tokens = sheets.find(({ name }) => name === 'tokens.css')?.text ?? '';

test('colours and typefaces are named in tokens.css alone', () => {
  const own = sheets
    .filter(({ name }) => name !== 'tokens.css')
    .flatMap(({ name, text }) =>
      [
        ...text.matchAll(/#[\da-f]{3,8}\b(?=[^{]*[;}])|\b(?:rgb|hsl|oklch)a?\(|font-family: (?!var)[^;]+/gi),
      ].map(([found]) => `${name}: ${found}`),
    );
  assert.deepEqual(own, []);
});

test('each token that a sheet uses exists, and each that exists is used', () => {
  const defined = new Set([...tokens.matchAll(/(--[\w-]+):/g)].map(([, name]) => name));
  const used = new Set(
    sheets.flatMap(({ text }) => [...text.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name)),
  );
  assert.deepEqual([...used].filter((name) => !defined.has(name)).sort(), []);
  assert.deepEqual([...defined].filter((name) => !used.has(name)).sort(), []);
});

/** Luminance of a colour as WCAG reckons it. */
function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/[\da-f]/gi, '$&$&') : hex;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(full.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test('text stands out from every ground it is put on, in light and in dark', () => {
  const colours = new Map(
    [...tokens.matchAll(/(--[\w-]+): light-dark\((#\w+), (#\w+)\)/g)].map(
      ([, name = '', light = '', dark = '']) => [name, [light, dark]],
    ),
  );
  for (const [text, grounds] of Object.entries({
    '--ink': ['--paper', '--sheet', '--machine', '--unknown-back', '--switched-back', '--failed-back'],
    '--quiet': ['--paper', '--sheet', '--machine'],
    '--link': ['--paper', '--sheet', '--machine', '--unknown-back'],
    '--switched': ['--paper', '--sheet', '--switched-back'],
    '--failed': ['--paper', '--sheet', '--failed-back'],
    '--unknown': ['--paper', '--sheet', '--unknown-back'],
  }))
    for (const ground of grounds)
      for (const scheme of [0, 1] as const) {
        const [one = 0, other = 0] = [text, ground]
          .map((name) => luminance(colours.get(name)?.[scheme] ?? ''))
          .sort((a, b) => b - a);
        const contrast = (one + 0.05) / (other + 0.05);
        assert.ok(contrast >= 4.5, `${text} on ${ground}: ${contrast.toFixed(2)}`);
      }
});
