/** Versions of the project's npm packages. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The version of an npm package of the project. */
export function npmVersion(name: string): string {
  const main = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return (JSON.parse(readFileSync(main, 'utf8')) as { version: string }).version;
}
