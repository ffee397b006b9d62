import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withStyles } from '../../src/build/page-styles.ts';
import { hashSource, withOwnPolicy } from '../../src/build/policy.ts';

const head = (links: string) =>
  `<!DOCTYPE html><html><head><meta charset="utf-8"><title>a</title><meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'self' 'sha256-other';">${links}</head><body></body></html>`;
const link = (name: string) => `<link rel="stylesheet" href="/base/_astro/${name}">`;
const sheets: Record<string, string> = {
  '/base/_astro/a.css': "a{content:'$&$1'}",
  '/base/_astro/b.css': 'b{color:red}',
};
const sheet = (address: string) => sheets[address] ?? '';

test('the sheets of a page stand in it, in their order and as they are, and its policy allows them alone', () => {
  const page = withOwnPolicy(withStyles(head(link('a.css') + link('b.css')), sheet));
  const style = "a{content:'$&$1'}b{color:red}";
  assert.ok(page.includes(`<style>${style}</style></head>`));
  assert.ok(!page.includes('<link'));
  assert.ok(page.includes(`style-src 'self' '${hashSource(style)}';`));
  assert.ok(page.indexOf('content-security-policy') < page.indexOf('<style>'));
});

test('a page without a sheet stays as it is', () => {
  assert.equal(withStyles(head(''), sheet), head(''));
});
