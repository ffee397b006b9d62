/**
 * Frameworks from npm that are too large to be a dependency of each checkout. `npm run setup:frameworks` installs them once, in the user's cache.
 * A case that runs on one is left out where they are not installed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseData } from '../../src/knowledge/schemas.ts';
import { cacheFolder } from './generation.ts';

/** Name in `case.yaml` → npm package → the version that is installed. The first package is the framework itself. */
export const frameworks: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  nextjs: { next: '16.4.6', react: '19.3.1', 'react-dom': '19.3.1', ws: '8.23.0' },
  nuxt: { nuxt: '4.5.2' },
  'angular-cli': {
    '@angular/cli': '22.2.7',
    '@angular/build': '22.2.7',
    '@angular/common': '22.2.6',
    '@angular/compiler': '22.2.6',
    '@angular/compiler-cli': '22.2.6',
    '@angular/core': '22.2.6',
    '@angular/platform-browser': '22.2.6',
    rxjs: '7.8.2',
    typescript: '6.0.3',
  },
};

/** Where they are installed, each in a folder of its own name. */
export const frameworksRoot = join(cacheFolder, 'frameworks');

/** Whether a case runs on one of them. */
export const isOnFramework = ({ proxy = '', runtime }: CaseData): boolean =>
  proxy in frameworks || runtime in frameworks;

const packagesOf = (name: string): Readonly<Record<string, string>> => frameworks[name] ?? {};

function installedVersion(name: string, npmPackage: string): string | undefined {
  const manifest = join(frameworksRoot, name, 'node_modules', npmPackage, 'package.json');
  if (!existsSync(manifest)) return undefined;
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** What is not installed in the expected version, as `package@version`. */
export const missingPackages = (name: string): string[] =>
  Object.entries(packagesOf(name))
    .filter(([npmPackage, version]) => installedVersion(name, npmPackage) !== version)
    .map(([npmPackage, version]) => `${npmPackage}@${version}`);

/**
 * Lets a folder find the packages of a framework, as if they were installed there.
 * @returns path of its packages
 * @throws {Error} if one is not installed in the expected version
 */
export async function linkFramework(name: string, folder: string): Promise<string> {
  const missing = missingPackages(name);
  if (missing.length > 0)
    throw new Error(
      `Did not find ${missing.join(', ')} in ${join(frameworksRoot, name)}. Expected what "npm run setup:frameworks" installs there.`,
    );
  const packages = join(frameworksRoot, name, 'node_modules');
  await symlink(packages, join(folder, 'node_modules'));
  return packages;
}

/** The framework's own version, by the name of its package. */
export function frameworkVersion(name: string): Record<string, string> {
  const [[npmPackage, version] = ['', '']] = Object.entries(packagesOf(name));
  return { [npmPackage]: version };
}
