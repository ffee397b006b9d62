import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { readKnowledge } from '../../src/knowledge/read.ts';
import { builtFile, builtPages } from './built.ts';
import { expect, test } from './browser.ts';

const attributes = (html: string, name: string) =>
  [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&').replaceAll('&#38;', '&'),
  );

/** A fragment with `=` is a reader's case, which names no place on the page. */
const isAnchor = (hash: string) => hash !== '' && !hash.includes('=');

for (const [name, outDir, base] of [
  ['at the root', 'dist', '/'],
  ['below a base path', '.tmp/dist-base', '/not101/'],
] as const) {
  test(`${name}: no broken link and no broken anchor`, () => {
    const pages = builtPages(outDir);
    const anchors = new Map(pages.map(({ path, html }) => [path, new Set(attributes(html, 'id'))]));
    const broken: string[] = [];
    for (const { path, html } of pages)
      for (const link of attributes(html, 'href')) {
        if (/^(https?:|data:)/.test(link)) continue;
        const url = new URL(link, `http://site${base.replace(/\/$/, '')}${path}`);
        if (!url.pathname.startsWith(base)) {
          broken.push(`${path}: ${link} leaves the base path`);
          continue;
        }
        const target = `/${url.pathname.slice(base.length)}`;
        const found = anchors.get(target);
        if (found === undefined) {
          try {
            builtFile(target, outDir);
          } catch {
            broken.push(`${path}: ${link}`);
          }
        } else if (isAnchor(url.hash) && !found.has(decodeURIComponent(url.hash.slice(1))))
          broken.push(`${path}: ${link} has no such anchor`);
      }
    expect(broken).toEqual([]);
  });
}

test('where a later part moves what stands before it, the first paint waits for that part', () => {
  const waits = (kind: string, id: string) => {
    const own = builtPages().filter(({ path }) => new RegExp(`^/${kind}/.+/$`).test(path));
    expect(own.length).toBeGreaterThan(5);
    for (const { path, html } of own)
      expect(html, path).toContain(`<link rel="expect" href="#${id}" blocking="render">`);
  };
  waits('causes', 'fix-it');
  waits('stacks', 'sources');
  waits('reference', 'sources');
});

test('the licences of shipped code are shipped, and code that no page uses is not', () => {
  const licences = builtFile('licences.txt').toString();
  const holders = ['David Khourshid', 'Pagefind', 'Titus Wormer', 'Eemeli Aro', 'Ryan Grove', 'Not101'];
  for (const holder of holders) expect(licences).toContain(holder);
  expect(() => builtFile('pagefind/pagefind-ui.js')).toThrow();
  expect(builtFile('pagefind/pagefind.js').length).toBeGreaterThan(0);
});

test('no page has the same id twice', () => {
  for (const { path, html } of builtPages()) {
    const ids = attributes(html, 'id');
    expect(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      path,
    ).toEqual([]);
  }
});

test('every page has a strict Content-Security-Policy; only the test page may connect anywhere, the pages of the diagnosis and those that read texts load from this site, and only the search may compile WebAssembly', () => {
  for (const { path, html } of builtPages()) {
    const policy = /<meta http-equiv="content-security-policy" content="([^"]*)"/i.exec(html)?.[1];
    expect(policy, path).toBeDefined();
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).not.toContain('unsafe-inline');
    expect(policy?.includes('wasm-unsafe-eval'), path).toBe(path === '/search/');
    const connect = /connect-src ([^;]*)/.exec(policy ?? '')?.[1]?.trim();
    const isReading = path.startsWith('/diagnose/') && /data-ranking|data-paste-answer/.test(html);
    expect(connect, path).toBe(
      path === '/test/'
        ? "'self' ws: wss: http: https:"
        : path.startsWith('/diagnose/') || path === '/explain/' || html.includes('<one-box')
          ? "'self'"
          : undefined,
    );
    expect(/worker-src ([^;]*)/.exec(policy ?? '')?.[1]?.trim(), path).toBe(
      isReading || path === '/explain/' || path === '/test/' ? "'self'" : undefined,
    );
    expect(/\sstyle="/.test(html), `${path} has an inline style`).toBe(false);
    expect(/\son[a-z]+="/.test(html), `${path} has an inline handler`).toBe(false);
  }
});

test('a policy comes first in its page, and allows the blocks in it and no others', () => {
  for (const { path, html } of builtPages()) {
    const [meta = ''] = /<meta http-equiv="content-security-policy"[^>]*>/i.exec(html) ?? [];
    const allowed = [...meta.matchAll(/'(sha256-[^']+)'/g)].map(([, hash = '']) => hash);
    const own = [...html.matchAll(/<(?:script|style)\b[^>]*>([^]*?)<\/(?:script|style)>/g)]
      .filter(([, text]) => text !== '')
      .map(([, text = '']) => `sha256-${createHash('sha256').update(text).digest('base64')}`);
    expect(new Set(allowed), path).toEqual(new Set(own));
    const before = html.slice(0, html.indexOf(meta));
    expect(before, path).toMatch(/^<!DOCTYPE html><html[^>]*><head><meta charset="utf-8">$/i);
  }
});

test('every block of code is the file of a case that ran, or a command', () => {
  const { cases } = readKnowledge(process.cwd());
  const list = builtPages().flatMap(({ path, html }) =>
    [...html.matchAll(/<pre\b([^>]*)>/g)].map(([, tag = '']) => {
      const label = /aria-label="([^"]*)"/.exec(tag)?.[1];
      const slug = /data-case="([^"]*)"/.exec(tag)?.[1];
      const ran = slug === undefined ? undefined : cases.get(slug);
      const from = ran
        ? `ran on ${ran.evidence.recorded} as case ${ran.slug}`
        : slug !== undefined
          ? 'NOT RUN'
          : label === 'Command'
            ? 'a command'
            : path === '/test/' && label === 'Console snippet'
              ? 'run by tests/site/live-test.spec.ts, in the console of three pages'
              : path === '/doctor/' && label === 'A run of the doctor'
                ? 'recorded by npm run lab -- --doctor --record'
                : 'NOT RUN';
      return `${path}  ${label}: ${from}`;
    }),
  );
  const file = 'test-results/blocks-of-code.txt';
  writeFileSync(file, `${list.join('\n')}\n`);
  const commands = list.filter((line) => line.endsWith('a command')).length;
  console.log(`${list.length - commands} configs, all run; ${commands} commands. ${file} lists them.`);
  expect(list.filter((line) => line.endsWith('NOT RUN'))).toEqual([]);
  expect(list.length - commands).toBeGreaterThan(80);
});

const gzip = (bytes: Buffer | string) => gzipSync(bytes, { level: 9 }).length;

/** Does something once for each file of the build, of which many pages load the same. */
function onceForEach<Result>(act: (file: string) => Result): (file: string) => Result {
  const known = new Map<string, Result>();
  return (file) => {
    const result = known.get(file) ?? act(file);
    known.set(file, result);
    return result;
  };
}

const weightOfFile = onceForEach((file) => gzip(builtFile(file)));

/** The files that a script of the build imports. */
const importsOf = onceForEach((file) =>
  [
    ...builtFile(file)
      .toString()
      .matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g),
  ].map(([, name = '']) => `/_astro/${name}`),
);

/** Files that a page loads before it is complete: styles, and scripts with what they import. */
function loaded(html: string): { css: string[]; js: string[] } {
  const css = [...html.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, file = '']) => file);
  const js = new Set<string>();
  const add = (file: string) => {
    if (js.has(file)) return;
    js.add(file);
    for (const name of importsOf(file)) add(name);
  };
  for (const [, file = ''] of html.matchAll(/<script type="module" src="([^"]+)"/g)) add(file);
  return { css, js: [...js] };
}

test('pages keep to their budgets', () => {
  const interactive = /^\/$|^\/(diagnose|test|search|explain)\/|^\/404/;
  const rows = builtPages().map(({ path, html }) => {
    const { css, js } = loaded(html);
    const inline = [...html.matchAll(/<script(?: type="module")?>([^]*?)<\/script>/g)]
      .map(([, code = '']) => code)
      .join('');
    const sum = (files: string[]) => files.reduce((total, file) => total + weightOfFile(file), 0);
    const script = sum(js) + (inline === '' ? 0 : gzip(inline));
    return { path, total: gzip(html) + sum(css) + sum(js), script };
  });
  const content = rows.filter(({ path }) => !interactive.test(path)).sort((a, b) => a.total - b.total);
  const median = content[Math.floor(content.length / 2)]?.total ?? Infinity;
  const largest = content.at(-1);
  const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;
  console.log(
    [
      '',
      `content pages, gzip: median ${kib(median)} (budget 14), largest ${kib(largest?.total ?? 0)} ${largest?.path} (budget 24)`,
      `script on a content page: at most ${kib(Math.max(...content.map(({ script }) => script)))} (budget 2)`,
      ...['/', '/diagnose/', '/test/', '/search/', '/explain/'].map(
        (path) => `script on ${path}: ${kib(rows.find((row) => row.path === path)?.script ?? 0)} (budget 35)`,
      ),
    ].join('\n'),
  );
  expect(median).toBeLessThanOrEqual(14 * 1024);
  expect(largest?.total).toBeLessThanOrEqual(24 * 1024);
  const tooHeavy = (some: typeof rows, most: number) =>
    some.filter(({ script }) => script > most * 1024).map(({ path, script }) => `${path}: ${kib(script)}`);
  expect.soft(tooHeavy(content, 2)).toEqual([]);
  expect.soft(tooHeavy(rows, 35)).toEqual([]);
});

/** The weight of a module of `src`, minified and without what it imports. */
async function weightOf(module: string): Promise<number> {
  const entry = fileURLToPath(new URL(`../../src/${module}`, import.meta.url));
  const result = await build({
    configFile: false,
    root: join(entry, '..'),
    logLevel: 'silent',
    build: {
      write: false,
      minify: true,
      lib: { entry, formats: ['es'] },
      rolldownOptions: { external: /^\./ },
    },
  });
  const outputs = Array.isArray(result) ? result : 'output' in result ? [result] : [];
  const code = outputs.flatMap(({ output }) =>
    output.map((each) => (each.type === 'chunk' ? each.code : '')),
  );
  expect(code.join('').length, module).toBeGreaterThan(100);
  return gzip(code.join(''));
}

test('what ranks is light: the words at most 50 KiB, the facts and the code that ranks by them at most 12 KiB', async () => {
  const words = gzip(builtFile('data/words.json'));
  const facts = gzip(builtFile('data/facts.json'));
  const code = (await weightOf('diagnosis/rank.ts')) + (await weightOf('diagnosis/fact-weights.ts'));
  const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;
  console.log(
    `\nranking, gzip: data/words.json ${kib(words)} (budget 50); data/facts.json ${kib(facts)} and its code ${kib(code)} (budget 12)`,
  );
  expect.soft(words).toBeLessThanOrEqual(50 * 1024);
  expect.soft(facts + code).toBeLessThanOrEqual(12 * 1024);
});

test('no form field of the search has a name, so that a browser has nothing to put into a request', () => {
  for (const { path, html } of builtPages()) {
    const fields = [...html.matchAll(/<(?:textarea|input)\b[^>]*\bid="(?:anything|find)"[^>]*>/g)].map(
      ([tag]) => tag,
    );
    expect(fields.length, path).toBe(html.includes('<one-box') ? 2 : 1);
    for (const tag of fields) expect(tag, path).not.toMatch(/\sname=/);
  }
});

test('with script off the wizard is complete: plain links lead to every answer, and each result ranks causes and links fixes', () => {
  const pages = new Map(builtPages().map(({ path, html }) => [path, html]));
  const reached = new Set(['/diagnose/']);
  for (const path of reached)
    for (const [, to = ''] of (pages.get(path) ?? '').matchAll(
      /<a href="(\/diagnose\/[^"#]*)" data-answer="/g,
    ))
      reached.add(to);
  // A few more are asked only where a live test has measured.
  expect(reached.size).toBeGreaterThan(290);
  for (const path of new Set([
    ...reached,
    ...[...pages.keys()].filter((each) => each.startsWith('/diagnose/')),
  ])) {
    const html = pages.get(path) ?? '';
    const answers = [...html.matchAll(/data-answer="([^"]+)"/g)].map(([, answer = '']) => answer);
    if (answers.length > 0) {
      expect(answers.length, path).toBeGreaterThan(2);
      expect(answers.at(-1), path).toBe('cannot-tell');
      continue;
    }
    const causes = [...html.matchAll(/data-cause="([^"]+)"/g)].map(([, slug = '']) => slug);
    expect(causes.length, path).toBeGreaterThan(0);
    for (const slug of causes) expect(pages.has(`/causes/${slug}/`), `${path}: ${slug}`).toBe(true);
    expect(html, path).toMatch(/<a href="\/causes\/[^"]+#[^"]+"/);
  }
});
