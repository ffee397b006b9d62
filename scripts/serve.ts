/** Builds the site, serves it and runs the practice endpoints beside it, until it is stopped. */
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { preview } from 'astro';
import { startPracticeServer } from '../src/practice/server.ts';
import { ContentError } from '../src/knowledge/content-error.ts';
import { buildSite } from './build-site.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sitePort = Number(process.env['NOT101_PORT'] ?? 4321);
const practicePort = Number(process.env['NOT101_PRACTICE_PORT'] ?? 4322);

for (const [port, variable] of [
  [sitePort, 'NOT101_PORT'],
  [practicePort, 'NOT101_PRACTICE_PORT'],
] as const)
  if (!(await isFree(port))) {
    console.error(
      `Port ${port} is in use. Stop the program that uses it, or choose another with ${variable}=….`,
    );
    process.exit(1);
  }

try {
  await buildSite(root);
} catch (error) {
  console.error(error instanceof ContentError ? error.message : error);
  process.exit(1);
}
const siteUrl = `http://localhost:${sitePort}`;
const site = await preview({ root, logLevel: 'error', server: { host: 'localhost', port: sitePort } });
const practice = await startPracticeServer({ port: practicePort, siteUrl });
console.log(`
  Not101              ${siteUrl}/
  Practice endpoints  http://localhost:${practicePort}/   (WebSocket servers that fail on purpose)

  Stop with Ctrl+C.
`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void Promise.all([site.stop(), practice.close()]).then(() => process.exit(0));
  });

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
