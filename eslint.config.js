import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import astro from 'eslint-plugin-astro';
import regexp from 'eslint-plugin-regexp';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** One direction only (see docs/decisions/0003): content → knowledge → logic → components → pages. */
const logicNeverImportsUi = (folder, forbidden) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: forbidden.map((name) => `**/${name}/**`),
            message: `src/${folder} is upstream of it; imports go content → knowledge → diagnosis, explain, probe, search → components → pages.`,
          },
        ],
      },
    ],
  },
});
const ui = ['components', 'layouts', 'pages', 'practice', 'build', 'doctor'];

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
  logicNeverImportsUi('knowledge', [...ui, 'diagnosis', 'explain', 'probe', 'search']),
  logicNeverImportsUi('diagnosis', [...ui, 'explain', 'probe', 'search']),
  logicNeverImportsUi('probe', [...ui, 'explain', 'search']),
  logicNeverImportsUi('explain', [...ui, 'search']),
  logicNeverImportsUi('search', [...ui, 'probe', 'diagnosis']),
  logicNeverImportsUi('wire', [...ui, 'knowledge', 'diagnosis', 'explain', 'probe', 'search']),
  logicNeverImportsUi('doctor', ['components', 'layouts', 'pages', 'practice', 'build', 'search']),
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
    files: ['src/components/{Code,ScrollTable}.astro', 'src/pages/{test,explain}.astro'],
    rules: { 'astro/jsx-a11y/no-noninteractive-tabindex': 'off' },
  },
  {
    files: ['tests/**/*.ts'],
    // node:test returns promises that it awaits itself.
    rules: { '@typescript-eslint/no-floating-promises': 'off' },
  },
);
