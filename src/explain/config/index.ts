/** The readers of configs, one for each language. They are loaded when a text is read. Pure. */
import { apacheReader } from './apache/index.ts';
import { caddyReader } from './caddy/index.ts';
import { envoyReader } from './envoy/index.ts';
import { haproxyReader } from './haproxy/index.ts';
import { iisReader } from './iis/index.ts';
import { kubernetesReader } from './kubernetes/index.ts';
import { nginxReader } from './nginx/index.ts';
import type { ConfigReader } from './rule.ts';
import { traefikReader } from './traefik/index.ts';
import { workerReader } from './worker/index.ts';

/** All readers of configs. */
export const configReaders: readonly ConfigReader[] = [
  nginxReader,
  apacheReader,
  haproxyReader,
  caddyReader,
  kubernetesReader,
  envoyReader,
  traefikReader,
  iisReader,
  workerReader,
];
