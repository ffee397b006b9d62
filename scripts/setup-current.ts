/**
 * `npm run setup:current`: puts Debian's unstable suite, with the programs that the lab runs, into a folder in the
 * user's cache, for `npm run lab -- --generation current`. Linux, as root; almost a gigabyte, a few minutes. A second run
 * brings it up to date. With `--check` it changes nothing and says whether the lab can use what is there.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { currentPackages, currentRoot } from '../tests/lab/generation.ts';
import { givenTo } from './arguments.ts';
import { isInstalled, pythonPackages } from './setup.mjs';

const tools = ['debootstrap', 'unshare', 'chroot'];
/** What is installed there: the programs, and whatever the lab's Python imports. */
const packages = [...new Set([...currentPackages, ...pythonPackages])];
const ownMounts = ['--mount', '--propagation', 'private'];

function run(command: string, parameters: readonly string[], errors: 'inherit' | 'ignore' = 'inherit') {
  execFileSync(command, parameters, {
    stdio: ['ignore', 'ignore', errors],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

/** Runs a line of shell in a folder as its root, with the devices and processes that packages expect, and no service started. */
function inside(folder: string, line: string, errors?: 'ignore') {
  const enter =
    'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" /bin/sh -ec "$1"';
  run('unshare', [...ownMounts, '/bin/sh', '-c', enter, folder, line], errors);
}

/** Installs the lab's programs in a folder that has the suite. */
function install(folder: string) {
  console.log(`Installing ${packages.join(', ')} …`);
  inside(
    folder,
    [
      String.raw`printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d`,
      'chmod +x /usr/sbin/policy-rc.d',
      // A mirror that lags behind is good enough here; its signature is still checked.
      'apt-get update -qq -o Acquire::Check-Valid-Until=false',
      'apt-get upgrade -y -qq',
      `apt-get install -y -qq --no-install-recommends ${packages.join(' ')}`,
      'apt-get clean',
    ].join(' && '),
  );
}

/** Makes the folder under another name, so that nobody finds half of it. */
function make() {
  console.log(`Unpacking Debian's unstable suite into ${currentRoot} …`);
  mkdirSync(dirname(currentRoot), { recursive: true });
  const part = `${currentRoot}.part`;
  rmSync(part, { recursive: true, force: true });
  // What it mounts goes with it, so that nothing is mounted in what a next run removes.
  run('unshare', [...ownMounts, 'debootstrap', '--variant=minbase', 'unstable', part]);
  install(part);
  renameSync(part, currentRoot);
}

/** What keeps the lab from using the folder, as a sentence. */
function problemOfUse(): string | undefined {
  const advice = 'Expected what "npm run setup:current" puts there, as root on Linux.';
  if (!existsSync(currentRoot)) return `Did not find Debian's unstable suite in ${currentRoot}. ${advice}`;
  try {
    inside(currentRoot, `dpkg --status ${currentPackages.join(' ')} > /dev/null`, 'ignore');
  } catch {
    return `Could not enter ${currentRoot}, or did not find all of its packages. ${advice}`;
  }
  return undefined;
}

/** What keeps this machine from making the folder, as a sentence. */
function problemOfMaking(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'Found another system than Linux, or another user than root. Expected root on Linux: the lab changes the root folder of each program. Run it with sudo, or in a container.';
  const missing = tools.filter((tool) => !isInstalled(tool));
  if (missing.length > 0)
    return `These programs are missing: ${missing.join(', ')}. On Debian: apt-get install --no-install-recommends debootstrap util-linux coreutils`;
  return undefined;
}

function main(): number {
  const isCheck = givenTo({ usage: 'npm run setup:current [-- --check]', options: ['--check'] }).options.has(
    '--check',
  );
  const problem = isCheck ? problemOfUse() : problemOfMaking();
  if (problem !== undefined) {
    console.error(problem);
    return 1;
  }
  if (isCheck) return 0;
  if (existsSync(currentRoot)) install(currentRoot);
  else make();
  return 0;
}

process.exitCode = main();
