/**
 * `npm run setup:frameworks`: installs the frameworks that some cases of the lab run on into a folder in the user's cache. They take almost a
 * gigabyte and a few minutes. Scripts of packages are not run. With `--check` it changes nothing and says whether the lab can use what is there.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { frameworks, frameworksRoot, missingPackages } from '../tests/lab/frameworks.ts';
import { givenTo } from './arguments.ts';

/** Installs one framework. Returns whether that worked. */
function install(name: string): boolean {
  const folder = join(frameworksRoot, name);
  mkdirSync(folder, { recursive: true });
  const manifest = { private: true, type: 'module', dependencies: frameworks[name] };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(`Installing ${name} into ${folder} …`);
  const parameters = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  return spawnSync('npm', parameters, { cwd: folder, stdio: 'inherit' }).status === 0;
}

function main(): number {
  const isCheck = givenTo({
    usage: 'npm run setup:frameworks [-- --check]',
    options: ['--check'],
  }).options.has('--check');
  const incomplete = Object.keys(frameworks).filter((name) => missingPackages(name).length > 0);
  if (isCheck && incomplete.length > 0)
    console.error(
      `Did not find ${incomplete.join(', ')} in ${frameworksRoot}. Expected what "npm run setup:frameworks" installs there.`,
    );
  const failed = isCheck ? incomplete : incomplete.filter((name) => !install(name));
  if (!isCheck && failed.length > 0)
    console.error(`npm could not install ${failed.join(', ')}; its message is above.`);
  return failed.length > 0 ? 1 : 0;
}

process.exitCode = main();
