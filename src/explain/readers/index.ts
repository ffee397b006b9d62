/** The readers of texts, one for each format. A line belongs to the first of them that understands it. */
import type { Reader } from '../finding.ts';
import { apacheErrors } from './apache.ts';
import { appleErrors } from './apple.ts';
import { appServers } from './app-servers.ts';
import { albLog } from './aws-alb.ts';
import { caddyLog } from './caddy.ts';
import { closeEvents } from './close-event.ts';
import { cloudflaredLog } from './cloudflared.ts';
import { consoleLines } from './console.ts';
import { dartErrors } from './dart.ts';
import { doctorTranscript } from './doctor.ts';
import { dotnet } from './dotnet.ts';
import { envoyLog } from './envoy.ts';
import { handshakes } from './handshake.ts';
import { haproxyLog } from './haproxy.ts';
import { har } from './har.ts';
import { herokuLog } from './heroku.ts';
import { httpParserErrors } from './http-parser.ts';
import { netExport } from './net-export.ts';
import { accessLog, nginxErrors } from './nginx.ts';
import { opensslClient } from './openssl.ts';
import { phoenixLog } from './phoenix.ts';
import { reports } from './report.ts';
import { tomcat } from './tomcat.ts';
import { traefikLog } from './traefik.ts';

/** Readers that understand a whole text of JSON. */
export const wholeReaders: readonly Reader[] = [har, netExport, reports];

/** Readers that find their lines among others, the more certain first. */
export const lineReaders: readonly Reader[] = [
  nginxErrors,
  apacheErrors,
  haproxyLog,
  envoyLog,
  traefikLog,
  caddyLog,
  albLog,
  accessLog,
  herokuLog,
  cloudflaredLog,
  appServers,
  phoenixLog,
  dotnet,
  tomcat,
  doctorTranscript,
  opensslClient,
  handshakes,
  httpParserErrors,
  appleErrors,
  dartErrors,
  consoleLines,
  closeEvents,
];
