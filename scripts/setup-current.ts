/**
 * `npm run setup:current`: puts Debian's unstable suite, with the programs that the lab runs, into a folder in the
 * user's cache, for `npm run lab -- --generation current`. Linux, as root; half a gigabyte, a few minutes. A second run
 * brings it up to date.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { currentPackages, currentRoot } from '../tests/lab/generation.ts';
import { isInstalled, pythonPackages } from './setup.mjs';

const tools = ['debootstrap', 'unshare', 'chroot'];
/** What is installed there: the programs, and whatever the lab's Python imports. */
const packages = [...new Set([...currentPackages, ...pythonPackages])];

function run(command: string, parameters: readonly string[]) {
  execFileSync(command, parameters, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

/** Runs a line of shell in the folder, with the devices and processes that packages expect, and no service started. */
function inside(line: string) {
  const enter =
    'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" /bin/sh -ec "$1"';
  run('unshare', ['--mount', '--propagation', 'private', '/bin/sh', '-c', enter, currentRoot, line]);
}

function main(): number {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    console.error(
      'Found another system than Linux, or another user than root. Expected root on Linux: the lab changes the root folder of each program. Run it with sudo, or in a container.',
    );
    return 1;
  }
  const missing = tools.filter((tool) => !isInstalled(tool));
  if (missing.length > 0) {
    console.error(
      `These programs are missing: ${missing.join(', ')}. On Debian: apt-get install --no-install-recommends debootstrap util-linux coreutils`,
    );
    return 1;
  }
  if (!existsSync(currentRoot)) {
    console.log(`Unpacking Debian's unstable suite into ${currentRoot} …`);
    mkdirSync(dirname(currentRoot), { recursive: true });
    const part = `${currentRoot}.part`;
    rmSync(part, { recursive: true, force: true });
    run('debootstrap', ['--variant=minbase', 'unstable', part]);
    renameSync(part, currentRoot);
  }
  console.log(`Installing ${packages.join(', ')} …`);
  inside(
    [
      String.raw`printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d`,
      'chmod +x /usr/sbin/policy-rc.d',
      'apt-get update -qq',
      'apt-get upgrade -y -qq',
      `apt-get install -y -qq --no-install-recommends ${packages.join(' ')}`,
      'apt-get clean',
    ].join(' && '),
  );
  return 0;
}

process.exitCode = main();
