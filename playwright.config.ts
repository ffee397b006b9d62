import { defineConfig } from '@playwright/test';

/** Specs with a test that waits for a minute or more. */
const longest = ['main-job.spec.ts', 'soak.spec.ts'];
/** Specs whose tests mostly wait for an endpoint. */
const waits = ['live-test.spec.ts', 'dropped.spec.ts', 'real-faults.spec.ts'];
/** Specs for the whole browser: only that keeps a page that was left. */
const whole = ['leaving.spec.ts'];

/** How a browser is started: as root, Chromium has no sandbox; the other flags keep it from asking hosts of its own. */
const launch = (executablePath: string) => ({
  executablePath,
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

export default defineConfig({
  testDir: 'tests/site',
  projects: [
    // In this order, because the rest of the suite passes while these wait: the longest of them takes four minutes.
    { name: 'longest', testMatch: longest },
    { name: 'waits', testMatch: waits, workers: 3 },
    {
      name: 'whole browser',
      testMatch: whole,
      use: { launchOptions: launch('/usr/bin/chromium') },
    },
    {
      name: 'site',
      testMatch: '*.spec.ts',
      testIgnore: [...longest, ...waits, ...whole, 'stop.spec.ts'],
      grepInvert: /@alone/,
      workers: 2,
    },
    // Last and one by one: what it measures depends on how busy the machine is.
    {
      name: 'stop',
      testMatch: 'stop.spec.ts',
      dependencies: ['longest', 'waits', 'whole browser', 'site'],
      fullyParallel: false,
    },
    { name: 'alone', testMatch: 'explain.spec.ts', grep: /@alone/, dependencies: ['stop'] },
  ],
  globalSetup: './tests/site/servers.ts',
  outputDir: 'test-results/site',
  fullyParallel: true,
  forbidOnly: true,
  // As many as the projects have together: a small machine has two cores, and those that wait need none.
  workers: 8,
  timeout: 60_000,
  // What has to come is waited for: only a test that fails takes longer for it, and a busy machine is late.
  expect: { timeout: 20_000 },
  reporter: [['dot'], ['json', { outputFile: 'test-results/site.json' }]],
  use: {
    // The engine without the parts around a page: it opens a page in a fifth of the processor time (decision 20).
    launchOptions: launch(process.env['CHROMIUM'] ?? '/usr/bin/chromium-headless-shell'),
    permissions: ['clipboard-read', 'clipboard-write'],
  },
});
