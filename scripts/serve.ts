/** Builds the site, serves it and runs the practice endpoints beside it, until it is stopped. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPracticeServer } from '../src/practice/server.ts';
import { ContentError } from '../src/knowledge/content-error.ts';
import { buildSite } from './build-site.ts';
import { isFree, portFrom } from './ports.ts';
import { serveSite } from './site-server.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Says what is wrong, without a stack trace, and ends. */
function giveUp(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function choosePorts(): Promise<{ sitePort: number; practicePort: number }> {
  const port = async (variable: string, usual: number) => {
    const chosen = portFrom(variable, process.env[variable], usual);
    if (await isFree(chosen)) return chosen;
    throw new Error(
      `Port ${chosen} is in use. Stop the program that uses it, or choose another with ${variable}=….`,
    );
  };
  const sitePort = await port('NOT101_PORT', 4321);
  const practicePort = await port('NOT101_PRACTICE_PORT', 4322);
  if (sitePort === practicePort)
    throw new Error(
      `NOT101_PORT and NOT101_PRACTICE_PORT are both ${sitePort}. Two different ports are needed: set one of them to another.`,
    );
  return { sitePort, practicePort };
}

const { sitePort, practicePort } = await choosePorts().catch(giveUp);

try {
  await buildSite(root);
} catch (error) {
  if (error instanceof ContentError) giveUp(error);
  console.error(error);
  process.exit(1);
}
const siteUrl = `http://localhost:${sitePort}`;
const site = await serveSite({ folder: join(root, 'dist'), host: 'localhost', port: sitePort }).catch(giveUp);
const practice = await startPracticeServer({ port: practicePort, siteUrl }).catch(giveUp);
console.log(`
  Not101              ${siteUrl}/
  Practice endpoints  http://localhost:${practicePort}/   (WebSocket servers that fail on purpose)

  Stop with Ctrl+C.
`);

// More than once: a terminal and npm may both send it.
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    void Promise.all([site.stop(), practice.close()]).then(() => process.exit(0));
  });
