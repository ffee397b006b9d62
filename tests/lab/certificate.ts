/** A throw-away certificate for the host app.example. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from './folders.ts';
import { findProgram } from './programs/program.ts';

export interface Certificate {
  /** Path of the certificate, PEM. */
  certificate: string;
  /** Path of its private key, PEM. */
  key: string;
}

let made: Promise<Certificate> | undefined;

async function make(): Promise<Certificate> {
  const openssl = await findProgram('openssl', 'openssl');
  const folder = await makeFolder('certificate');
  const paths = { certificate: join(folder, 'app.example.pem'), key: join(folder, 'app.example.key') };
  await promisify(execFile)(openssl, [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-days', '2'],
    ...['-subj', '/CN=app.example', '-addext', 'subjectAltName=DNS:app.example'],
    ...['-keyout', paths.key, '-out', paths.certificate],
  ]);
  return paths;
}

/**
 * The certificate of this run, signed by itself and valid for two days; made on the first call.
 * @throws {Error} if openssl is not installed
 */
export function throwAwayCertificate(): Promise<Certificate> {
  made ??= make();
  return made;
}
