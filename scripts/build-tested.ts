/** Builds the site as the tests look at it: at the root and below a base path. They find it built, and build by themselves only where they run alone. */
import { fileURLToPath } from 'node:url';
import { ContentError } from '../src/knowledge/content-error.ts';
import { buildSite, testedBuilds } from './build-site.ts';

try {
  await buildSite(fileURLToPath(new URL('..', import.meta.url)), testedBuilds);
} catch (error) {
  console.error(error instanceof ContentError ? error.message : error);
  process.exitCode = 1;
}
