import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSite, testedBuilds } from '../../scripts/build-site.ts';
import { serveSite } from '../../scripts/site-server.ts';
import { startPracticeServer } from '../../src/practice/server.ts';
import { samplePaths } from './shapes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Serves the site, built at `/` and below a base path, and starts the practice endpoints. */
export default async function startServers(): Promise<() => Promise<void>> {
  await buildSite(root, testedBuilds);
  const stops: (() => Promise<void>)[] = [];
  for (const [index, { outDir, base }] of testedBuilds.entries()) {
    const site = await serveSite({ folder: join(root, outDir), base });
    stops.push(site.stop);
    process.env[index === 0 ? 'SITE_URL' : 'BASE_SITE_URL'] =
      `http://127.0.0.1:${site.port}${base.replace(/\/$/, '')}`;
  }
  // Here, so that the workers inherit the choice.
  samplePaths();
  const practice = await startPracticeServer({ port: 0 });
  stops.push(() => practice.close());
  process.env['PRACTICE_URL'] = `ws://127.0.0.1:${practice.port}`;
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
