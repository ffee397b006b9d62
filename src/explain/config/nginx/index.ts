/** The reader of nginx configs. Pure. */
import { readerOf } from '../rule.ts';
import { nginxConfig, proxyPass } from './config.ts';
import { passesUpgrade } from './headers.ts';
import type { Directive } from '../directive.ts';
import { includes, parseNginx } from './parse.ts';
import { limitRules } from './rules/limits.ts';
import { routingRules } from './rules/routing.ts';
import { tlsRules } from './rules/tls.ts';
import { upgradeRules } from './rules/upgrade.ts';

/** Directives that rules look at, or that only hold others. */
const known = new Set(
  'http server location map if events upstream include listen server_name proxy_pass proxy_set_header proxy_http_version proxy_read_timeout proxy_send_timeout send_timeout keepalive_timeout proxy_connect_timeout proxy_buffering large_client_header_buffers worker_connections worker_shutdown_timeout limit_req limit_conn ssl ssl_protocols ssl_reject_handshake ssl_certificate proxy_ssl_verify proxy_ssl_trusted_certificate proxy_ssl_server_name proxy_ssl_name real_ip_header add_header auth_request auth_basic resolver set return rewrite root alias index try_files internal keepalive ip_hash hash sticky random default'.split(
    ' ',
  ),
);

const words =
  /^[ \t]*(?:proxy_pass|proxy_set_header|proxy_http_version|proxy_read_timeout|server_name|listen|location|upstream|server|map|worker_connections|ssl_certificate|try_files|add_header|resolver)[ \t][^\n]{0,400}[;{]/gm;

function ignoredNames(directives: readonly Directive[]): Map<string, number> {
  const names = new Map<string, number>();
  const walk = (each: Directive, isTable: boolean) => {
    if (!isTable && !known.has(each.name) && !names.has(each.name)) names.set(each.name, each.line);
    for (const inner of each.block ?? [])
      walk(inner, ['map', 'upstream', 'types', 'geo', 'split_clients'].includes(each.name));
  };
  for (const each of directives) walk(each, false);
  return names;
}

/** Reads nginx configs. */
export const nginxReader = readerOf({
  id: 'nginx-config',
  format: 'nginx config',
  front: 'nginx',
  includes,
  recognise(text) {
    const count = text.match(words)?.length ?? 0;
    return count === 0 ? 0 : Math.min(0.95, 0.4 + count * 0.15);
  },
  parse(text, _lines, asked) {
    const { directives, unread } = parseNginx(text);
    return {
      config: directives.length > 0 ? nginxConfig(text, directives, asked) : undefined,
      unread,
      ignored: ignoredNames(directives),
    };
  },
  passesUpgrade: (config) =>
    config.places.length > 0 &&
    config.places.every((place) => proxyPass(place) !== undefined && passesUpgrade(config, place)),
  rules: [...upgradeRules, ...routingRules, ...limitRules, ...tlsRules],
});
