import { defineConfig } from '@playwright/test';

/** Specs whose tests mostly wait for an endpoint. */
const waits = [
  'main-job.spec.ts',
  'soak.spec.ts',
  'live-test.spec.ts',
  'dropped.spec.ts',
  'leaving.spec.ts',
  'real-faults.spec.ts',
];

export default defineConfig({
  testDir: 'tests/site',
  projects: [
    // First, because they wait for a minute or more, or for many endpoints in turn: the rest of the suite passes meanwhile.
    { name: 'waits', testMatch: waits, workers: 3 },
    {
      name: 'site',
      testMatch: '*.spec.ts',
      testIgnore: [...waits, 'stop.spec.ts'],
      grepInvert: /@alone/,
      workers: 2,
    },
    // Last and one by one: what it measures depends on how busy the machine is.
    { name: 'stop', testMatch: 'stop.spec.ts', dependencies: ['waits', 'site'], fullyParallel: false },
    { name: 'alone', testMatch: 'explain.spec.ts', grep: /@alone/, dependencies: ['stop'] },
  ],
  globalSetup: './tests/site/servers.ts',
  outputDir: 'test-results/site',
  fullyParallel: true,
  forbidOnly: true,
  // As in the lab: what fails beside the others is run once more, and then counted and named as repeated, because each should be mended.
  retries: 1,
  // As many as the two projects have together: a small machine has two cores, and those that wait need none.
  workers: 5,
  timeout: 60_000,
  reporter: [['dot'], ['json', { outputFile: 'test-results/site.json' }]],
  use: {
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      // As root, Chromium has no sandbox; the other flags keep it from asking hosts of its own.
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    permissions: ['clipboard-read', 'clipboard-write'],
  },
});
