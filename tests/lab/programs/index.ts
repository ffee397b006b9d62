/** The proxies that a case can name. */
import { startAngularCli } from './angular-cli.ts';
import { startApache } from './apache.ts';
import { startCaddy } from './caddy.ts';
import { startH2o } from './h2o.ts';
import { startHaproxy } from './haproxy.ts';
import { startHitch } from './hitch.ts';
import { startHttpProxy } from './http-proxy.ts';
import { startLighttpd } from './lighttpd.ts';
import { startNginx } from './nginx.ts';
import type { Proxy } from './program.ts';
import { startSquid } from './squid.ts';
import { startStunnel } from './stunnel.ts';
import { startTrafficServer } from './traffic-server.ts';
import { startVarnish } from './varnish.ts';
import { startVite } from './vite.ts';
import { startWebpack } from './webpack.ts';
import { startWorkerd } from './workerd.ts';

type StartProxy = (configText: string, folder: string, port: number) => Promise<Proxy>;

/** Stack → how to start it with a config, in an empty folder, where it listens on a port. */
export const proxies: Readonly<Record<string, StartProxy>> = {
  nginx: startNginx,
  'apache-httpd': startApache,
  haproxy: startHaproxy,
  caddy: startCaddy,
  lighttpd: startLighttpd,
  varnish: startVarnish,
  squid: startSquid,
  'http-proxy': startHttpProxy,
  'traffic-server': startTrafficServer,
  h2o: startH2o,
  hitch: startHitch,
  stunnel: startStunnel,
  vite: startVite,
  webpack: startWebpack,
  workerd: startWorkerd,
  'angular-cli': startAngularCli,
};
