import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import astro from 'eslint-plugin-astro';
import regexp from 'eslint-plugin-regexp';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Which folders of src/ each folder may import from: one direction only (docs/decisions/0017-one-direction.md). */
const mayImport = {
  wire: [],
  knowledge: ['wire'],
  search: [],
  diagnosis: ['wire', 'knowledge'],
  probe: ['wire', 'diagnosis'],
  explain: ['wire', 'knowledge', 'diagnosis', 'probe'],
  doctor: ['wire', 'diagnosis', 'probe', 'explain'],
  practice: ['wire'],
  present: ['knowledge', 'diagnosis'],
  build: ['knowledge', 'diagnosis', 'explain', 'doctor'],
  browser: ['wire', 'knowledge', 'diagnosis', 'probe', 'explain', 'search', 'present'],
  components: ['wire', 'knowledge', 'present', 'browser', 'styles'],
  styles: [],
  layouts: ['knowledge', 'present', 'browser', 'components', 'styles'],
  pages: [
    'wire',
    'knowledge',
    'diagnosis',
    'probe',
    'explain',
    'present',
    'build',
    'browser',
    'components',
    'layouts',
    'styles',
  ],
};

/** Folders of which a folder may import types besides. An endpoint says what tests show of it, and shares no code with what tests it. */
const mayImportTypes = { practice: ['knowledge', 'diagnosis', 'probe'] };

const folders = readdirSync(join(import.meta.dirname, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const unlisted = folders.filter((name) => !(name in mayImport));
if (unlisted.length > 0)
  throw new Error(
    `Found src/${unlisted.join(' and src/')}, of which eslint.config.js does not say what it may import. Expected every folder in "mayImport"; add it there.`,
  );

const fromFolders = (names) => `^(\\.\\./)+(${names.join('|')})/`;
const inWords = (names) => names.map((name) => `src/${name}`).join(', ');

/** A rule for each folder that refuses all others than those of the tables. */
const oneDirection = folders.map((folder) => {
  const whole = mayImport[folder];
  const types = mayImportTypes[folder] ?? [];
  const others = folders.filter((name) => ![folder, ...whole, ...types].includes(name));
  const ofTypes = types.length === 0 ? '' : `, and types alone from ${inWords(types)}`;
  const message = `src/${folder} imports from ${['itself', ...whole.map((name) => `src/${name}`)].join(', ')} alone${ofTypes} (see eslint.config.js).`;
  const patterns = [
    { regex: fromFolders(others), message },
    ...(types.length === 0 ? [] : [{ regex: fromFolders(types), message, allowTypeImports: true }]),
  ];
  return {
    files: [`src/${folder}/**/*.{ts,astro}`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
});

export default defineConfig(
  { ignores: ['dist', '.astro', '.tmp', 'node_modules', 'test-results', 'playwright-report', 'content'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  astro.configs.recommended,
  astro.configs['jsx-a11y-recommended'],
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.mjs', 'scripts/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
    },
  },
  { files: ['**/*.{js,mjs}', '**/*.astro', '**/*.astro/*.ts'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: globals.node } },
  oneDirection,
  {
    // What is pasted is hostile: no expression may take more than linear time on it.
    files: ['src/explain/**/*.ts', 'src/probe/secrets-in-text.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
  {
    // These tables are stacked on narrow screens, and without explicit roles that takes their semantics away:
    // https://adrianroselli.com/2018/02/tables-css-display-properties-and-aria.html
    files: ['src/components/{LimitTable,ReferenceRows}.astro'],
    rules: {
      'astro/jsx-a11y/no-redundant-roles': 'off',
      'astro/jsx-a11y/no-interactive-element-to-noninteractive-role': 'off',
    },
  },
  {
    // A region that scrolls must be reachable with the keyboard (WCAG 2.1.1).
    files: ['src/components/{Code,RunReport,ScrollTable}.astro', 'src/pages/explain.astro'],
    rules: { 'astro/jsx-a11y/no-noninteractive-tabindex': 'off' },
  },
  {
    files: ['tests/**/*.ts'],
    // node:test returns promises that it awaits itself.
    rules: { '@typescript-eslint/no-floating-promises': 'off' },
  },
);
