/** What runs the broken and fixed files of a case where they are the backend, by the names of the case schema. */
import type { CaseData } from '../../../src/knowledge/schemas.ts';
import { startVite } from '../programs/vite.ts';
import { startWebpack } from '../programs/webpack.ts';
import { startWorkerd } from '../programs/workerd.ts';
import { pumaRuntime } from './action-cable.ts';
import type { Runtime } from './backend.ts';
import { configRuntime } from './config.ts';
import { nextjsRuntime, nuxtRuntime } from './frameworks.ts';
import { goRuntime } from './gorilla.ts';
import { jettyRuntime, nettyRuntime, tomcatRuntime } from './java.ts';
import { jupyterRuntime } from './jupyter.ts';
import { mosquittoRuntime } from './mosquitto.ts';
import { natsRuntime } from './nats.ts';
import { bunRuntime, denoRuntime, nodeRuntime } from './node.ts';
import { asgiRuntime, pythonRuntime, requirementsRuntime } from './python.ts';
import { rabbitmqRuntime } from './rabbitmq.ts';

export const runtimes: Readonly<Record<CaseData['runtime'], Runtime>> = {
  node: nodeRuntime,
  python: pythonRuntime,
  'python-requirements': requirementsRuntime,
  asgi: asgiRuntime,
  go: goRuntime,
  puma: pumaRuntime,
  tomcat: tomcatRuntime,
  jetty: jettyRuntime,
  netty: nettyRuntime,
  bun: bunRuntime,
  deno: denoRuntime,
  mosquitto: mosquittoRuntime,
  nats: natsRuntime,
  rabbitmq: rabbitmqRuntime,
  jupyter: jupyterRuntime,
  vite: configRuntime(startVite),
  webpack: configRuntime(startWebpack),
  workerd: configRuntime(startWorkerd),
  nextjs: nextjsRuntime,
  nuxt: nuxtRuntime,
};
