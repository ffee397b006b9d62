import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/site',
  testMatch: '*.spec.ts',
  globalSetup: './tests/site/servers.ts',
  outputDir: 'test-results/site',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
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
