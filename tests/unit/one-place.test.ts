/** Each idea stands in one place: a second list, table or codec of it is found here before the two can differ. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { practiceEndpoints } from '../../src/practice/endpoints/index.ts';
import { knowledge } from './support/knowledge.ts';

/** This file names what it looks for. */
const own = 'tests/unit/one-place.test.ts';

/** Path → text of the project's own code, and of its pages. */
const texts = new Map(
  ['src', 'scripts', 'tests', 'content'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((file) => /^content\/.*\.mdx$|^(?!content\/).*\.(?:ts|mjs|astro)$/.test(file) && file !== own)
      .map((file) => [file, readFileSync(file, 'utf8')] as const),
  ),
);
const isPage = (file: string): boolean => file.startsWith('content/');

/** An idea, how code that says it again can be known, and where it stands. */
interface Idea {
  name: string;
  isIn: (text: string, file: string) => boolean;
  /** Where it stands; `null` where the code must not say it at all. */
  home: string | null;
  /** File → why it stands there too. */
  besides?: Readonly<Record<string, string>>;
}

const timesIn = (text: string, names: readonly string[]): number =>
  names.filter((name) => new RegExp(`['"]?\\b${name}\\b['"]?\\s*:`).test(text)).length;

const endpointNames = practiceEndpoints.map(({ name }) => name).filter((name) => name.includes('-'));
const wordings = [...knowledge.messages.values()]
  .flatMap(({ texts }) => texts.map(({ text }) => text))
  .filter((text) => text.length >= 25 && !text.includes('<'));

const ideas: readonly Idea[] = [
  {
    name: 'the GUID of the handshake',
    isIn: (text, file) => !isPage(file) && text.includes('258EAFA5-E914'),
    home: 'src/wire/accept.ts',
  },
  {
    name: 'what the bits of a frame mean',
    isIn: (text) => /&\s*(?:0x0?f|15|0x7f|127)\b/i.test(text),
    home: 'src/wire/frames.ts',
    besides: {
      'src/explain/readers/bytes.ts':
        'It names the first byte of a pasted text in the browser, and the codec is one for Node.',
    },
  },
  {
    name: 'the headers of the handshake by curl',
    isIn: (text) => /['"]Sec-WebSocket-Version: 13/.test(text),
    home: 'src/wire/handshake-command.ts',
    besides: {
      'content/reference/handshake.mdx': 'It explains the header.',
      'tests/unit/readers.test.ts': 'It is what a reader pastes, with the headers in another order.',
    },
  },
  {
    name: 'the kinds of pages',
    isIn: (text) => /(?:['"](?:cause|message|stack|guide|reference|claim)s?['"],?\s*){3}/.test(text),
    home: 'src/knowledge/kinds.ts',
    besides: { 'src/browser/other-pages.ts': 'It is the order in which the search lists them.' },
  },
  {
    name: 'the browser engines',
    isIn: (text) => /\[(?:\s*['"](?:chromium|firefox|webkit)['"],?){3}\s*\]/.test(text),
    home: 'src/knowledge/schemas/socket.ts',
  },
  {
    name: 'a table of the practice endpoints',
    isIn: (text, file) => !file.startsWith('src/practice/endpoints/') && timesIn(text, endpointNames) > 2,
    home: null,
  },
  {
    name: 'a table of known wordings',
    isIn: (text, file) =>
      /^src\/(?!practice\/)/.test(file) && wordings.filter((each) => text.includes(each)).length > 3,
    home: null,
  },
];

for (const { name, isIn, home, besides = {} } of ideas)
  test(`${name}: in one place`, () => {
    const found = [...texts].filter(([file, text]) => isIn(text, file)).map(([file]) => file);
    const expected = [...(home === null ? [] : [home]), ...Object.keys(besides)];
    assert.deepEqual(
      found.filter((file) => !expected.includes(file)),
      [],
      `Found it again. Expected it ${home === null ? 'nowhere' : `in ${home}`} alone; use it from there.`,
    );
    assert.deepEqual(
      expected.filter((file) => !found.includes(file)),
      [],
      'Found it no longer where it stood. Mend its entry in this test.',
    );
  });
