import { createHash } from 'node:crypto';
import { lineOf, pathOf } from './endpoint.ts';
import type { PracticeEndpoint, PracticeGroup } from './endpoint.ts';

/** What the page about the practice endpoints shows. */
interface PracticePage {
  /** Id → endpoints to list under one heading. */
  groups: Readonly<Record<string, PracticeGroup>>;
  /** Base URL of the endpoints, `ws://host:port`, without a slash at its end. */
  baseUrl: string;
  /** Base URL of the site that tests a WebSocket URL, without a slash at its end. No links without it. */
  siteUrl?: string | undefined;
}

const style = `
:root { color-scheme: light dark; --line: light-dark(#c8c8c8, #4a4a4a); --link: light-dark(#0b5394, #8ab8f5); }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#fff, #161616); color: light-dark(#1a1a1a, #ececec); }
main { max-width: 48rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
ul { list-style: none; margin: 0; padding: 0; }
li { border-top: 1px solid var(--line); padding: .75rem 0; }
p { margin: .25rem 0; }
code { font: .9rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
a { color: var(--link); display: inline-block; padding: .25rem 0; }
a:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
`;

/** Value of Content-Security-Policy for the page: its own style and nothing else. */
export const practicePagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

function item(endpoint: PracticeEndpoint, page: PracticePage): string {
  const url = page.baseUrl + pathOf(endpoint);
  const name = escapeHtml(endpoint.name);
  const test =
    page.siteUrl === undefined
      ? ''
      : `\n<p><a href="${escapeHtml(`${page.siteUrl}/test/#url=${encodeURIComponent(url)}`)}">test it: ${name}</a></p>`;
  return `<li>
<p><strong>${name}</strong></p>
<p><code>${escapeHtml(url)}</code></p>
<p>${escapeHtml(lineOf(endpoint))}</p>${test}
</li>`;
}

/** The page about the practice endpoints, as a whole HTML document. Every text in it is escaped. */
export function practicePage(page: PracticePage): string {
  const sections = Object.entries(page.groups).map(
    ([id, { title, endpoints }]) => `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeHtml(title)}</h2>
<ul>
${endpoints.map((endpoint) => item(endpoint, page)).join('\n')}
</ul>
</section>
`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>WebSocket practice endpoints</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>WebSocket practice endpoints</h1>
<p>Each of these WebSocket endpoints, except echo, fails on purpose, in one way. A limit in the URL can be changed within the range that its line names; the server refuses a value outside it with 400.</p>
${sections.join('')}</main>
</body>
</html>
`;
}
