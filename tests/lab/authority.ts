/** A throw-away certificate authority, what it has signed for app.example, and a home folder in which Chromium trusts it. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from './folders.ts';
import { findProgram } from './programs/program.ts';

export interface Authority {
  /** Path of the root certificate, PEM. */
  root: string;
  /** Path of the key of every certificate below, PEM. */
  key: string;
  /** Certificate for app.example alone, PEM. */
  leaf: string;
  /** The same with the intermediate after it. */
  chain: string;
  /** As `chain`, but the certificate ended on 1 April 2026. */
  expired: string;
  /** As `chain`, but for www.app.example. */
  otherName: string;
}

const run = promisify(execFile);
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];

/** `openssl x509` cannot date a certificate back; `openssl ca` can, and wants this. */
const caConfig = `[ca]
default_ca = lab
[lab]
database = index.txt
new_certs_dir = .
default_md = sha256
policy = any
rand_serial = yes
[any]
commonName = supplied
`;

async function make(): Promise<Authority> {
  const openssl = await findProgram('openssl', 'openssl');
  const folder = await makeFolder('authority');
  const call = (...args: string[]): Promise<unknown> => run(openssl, args, { cwd: folder });
  const path = (name: string): string => join(folder, name);
  await writeFile(path('ca.cnf'), caConfig);
  await writeFile(path('index.txt'), '');
  await writeFile(path('ca.ext'), 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n');
  await call(
    ...['req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=Not101 lab root'],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'],
    ...['-keyout', 'root.key', '-out', 'root.pem'],
  );
  await call(
    ...['req', ...newKey, '-subj', '/CN=Not101 lab intermediate'],
    ...['-keyout', 'intermediate.key', '-out', 'intermediate.csr'],
  );
  const sign = (issuer: string, request: string, extensions: string, certificate: string): Promise<unknown> =>
    call(
      ...['x509', '-req', '-days', '2', '-in', request, '-extfile', extensions, '-out', certificate],
      ...['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial'],
    );
  await sign('root', 'intermediate.csr', 'ca.ext', 'intermediate.pem');
  await call('req', ...newKey, '-subj', '/CN=app.example', '-keyout', 'leaf.key', '-out', 'leaf.csr');
  await writeFile(path('name.ext'), 'subjectAltName=DNS:app.example\n');
  await writeFile(path('other-name.ext'), 'subjectAltName=DNS:www.app.example\n');
  await sign('intermediate', 'leaf.csr', 'name.ext', 'leaf.pem');
  await sign('intermediate', 'leaf.csr', 'other-name.ext', 'other-name-leaf.pem');
  await call(
    ...['ca', '-batch', '-notext', '-config', 'ca.cnf', '-in', 'leaf.csr', '-extfile', 'name.ext'],
    ...['-cert', 'intermediate.pem', '-keyfile', 'intermediate.key', '-out', 'expired-leaf.pem'],
    ...['-startdate', '20260101000000Z', '-enddate', '20260401000000Z'],
  );
  const intermediate = await readFile(path('intermediate.pem'), 'utf8');
  const chain = async (leaf: string, name: string): Promise<string> => {
    await writeFile(path(name), (await readFile(path(leaf), 'utf8')) + intermediate);
    return path(name);
  };
  return {
    root: path('root.pem'),
    key: path('leaf.key'),
    leaf: path('leaf.pem'),
    chain: await chain('leaf.pem', 'chain.pem'),
    expired: await chain('expired-leaf.pem', 'expired.pem'),
    otherName: await chain('other-name-leaf.pem', 'other-name.pem'),
  };
}

let made: Promise<Authority> | undefined;

/**
 * The authority of this run; made on the first call.
 * @throws {Error} if openssl is not installed
 */
export function throwAwayAuthority(): Promise<Authority> {
  made ??= make();
  return made;
}

/**
 * Makes a home folder whose certificate store trusts the authority of this run; Chromium on Linux reads it.
 * @throws {Error} if certutil is not installed
 */
export async function homeThatTrusts({ root }: Authority): Promise<string> {
  const certutil = await findProgram('certutil', 'libnss3-tools');
  const home = await makeFolder('home');
  const store = join(home, '.pki/nssdb');
  await mkdir(store, { recursive: true });
  await run(certutil, ['-N', '--empty-password', '-d', `sql:${store}`]);
  await run(certutil, ['-A', '-n', 'Not101 lab root', '-t', 'C,,', '-i', root, '-d', `sql:${store}`]);
  return home;
}
