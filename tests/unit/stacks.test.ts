/** Which stacks have run in the lab, and why the others have not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knowledge } from './support/knowledge.ts';

/** Why the smallest server or config of a stack has not run → the stacks. Debian is its stable release, which the lab starts from. */
const notRun: Readonly<Record<string, readonly string[]>> = {
  'It is a service of its vendor, and needs an account there.': [
    ...['ably', 'akamai', 'bunny', 'cloudflare', 'cloudflared', 'deno-deploy', 'digitalocean-app-platform'],
    ...['aws-alb', 'aws-api-gateway', 'aws-app-runner', 'aws-appsync', 'aws-classic-elb', 'aws-cloudfront'],
    ...['aws-elastic-beanstalk', 'aws-nlb', 'azure-api-management', 'azure-app-service'],
    ...['azure-application-gateway', 'azure-container-apps', 'azure-front-door', 'azure-load-balancer'],
    ...['azure-signalr-service', 'azure-web-pubsub', 'fastly', 'fly-io', 'github-codespaces', 'gitpod'],
    ...['google-app-engine', 'google-cloud-load-balancing', 'google-cloud-run', 'heroku', 'netlify', 'ngrok'],
    ...['openai-realtime', 'pusher', 'railway', 'render', 'replit', 'tailscale', 'vercel', 'zscaler'],
  ],
  'It needs a Kubernetes cluster.': [
    ...['aws-load-balancer-controller', 'gateway-api', 'ingress-nginx', 'istio', 'kubectl', 'openshift'],
  ],
  'It is an appliance of its vendor, or needs Windows.': ['f5-big-ip', 'iis', 'netscaler', 'synology-dsm'],
  'It is a client and has no server or config.': [
    ...['android', 'flutter', 'ios', 'okhttp', 'react-native', 'starscream', 'urlsession'],
  ],
  'Neither Debian nor npm has it.': [
    ...[
      'coder',
      'dotnet',
      'emqx',
      'envoy',
      'grafana',
      'gradio',
      'hasura',
      'hivemq',
      'home-assistant',
      'kong',
    ],
    ...[
      'laravel-reverb',
      'mattermost',
      'nextcloud',
      'nginx-proxy-manager',
      'open-webui',
      'phoenix',
      'ratchet',
    ],
    ...['signalr', 'streamlit', 'supabase-realtime', 'traefik', 'uwebsockets-js', 'vertx'],
  ],
  'Debian has its core without the part for WebSockets.': ['spring'],
  'Only Debian’s unstable suite has it.': ['actix', 'axum', 'tungstenite', 'undertow'],
  'It is a daemon that changes the network of the whole machine.': ['docker'],
  'A script of its npm package installs the rest of it, and `npm run setup:frameworks` runs no scripts of packages.':
    ['code-server'],
  'npm could not install n8n 2.41.3 on 28 November 2026: it found no @n8n/agents 0.26.2.': ['n8n'],
};

const ran = new Set(
  [...knowledge.cases.values()].flatMap(({ stack, proxy = '', backend, runtime, evidence }) => [
    ...[stack, proxy, backend, runtime],
    ...Object.keys(evidence.versions),
  ]),
);

test('the smallest server or config of every stack has run in the lab, or it stands in the list with the reason', () => {
  const listed = Object.values(notRun).flat();
  assert.deepEqual(
    [...knowledge.stacks.keys()].filter((slug) => !ran.has(slug)).sort(),
    [...listed].sort(),
    'left: the stacks that no recorded case names; right: those that are listed',
  );
});
