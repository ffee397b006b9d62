import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/site',
  projects: [
    // First, because it waits two minutes: the rest of the suite passes meanwhile.
    { name: 'main job', testMatch: 'main-job.spec.ts' },
    { name: 'site', testMatch: '*.spec.ts', testIgnore: ['main-job.spec.ts', 'stop.spec.ts'] },
    // Last and one by one: what it measures depends on how busy the machine is.
    { name: 'stop', testMatch: 'stop.spec.ts', dependencies: ['main job', 'site'], fullyParallel: false },
  ],
  globalSetup: './tests/site/servers.ts',
  outputDir: 'test-results/site',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  // One more than the cores of a small machine: the live test and the main job mostly wait.
  workers: 3,
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
