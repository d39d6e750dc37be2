// One worker and so one Chromium for everything here: Debian's, which needs no download. What a failed test saw is in
// out/results (screenshots and a trace: npx playwright show-trace …).
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.mjs',
  outputDir: 'out/results',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      // Nothing that Chromium would like to fetch for itself, and no sandbox: it cannot have one as root.
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
        '--disable-sync',
      ],
    },
    actionTimeout: 10_000,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    reducedMotion: 'reduce',
    screenshot: 'only-on-failure',
    trace: { mode: 'retain-on-failure', screenshots: false }, // the pages as they were; a film costs a fifth of the time
  },
})
