/** The reader of Apache configs. Pure. */
import type { Directive } from '../directive.ts';
import { readerOf } from '../rule.ts';
import { apacheConfig, passFor } from './config.ts';
import { parseApache } from './parse.ts';
import { apacheRules } from './rules.ts';

/** Directives that rules look at, or that only hold others. */
const known = new Set(
  'virtualhost location locationmatch ifmodule proxy proxypass proxypassmatch proxypassreverse rewriteengine rewritecond rewriterule requestheader header timeout proxytimeout proxypreservehost limitrequestfieldsize maxrequestworkers maxclients authtype servername serveralias proxywebsocketidletimeout proxywebsocketasync proxywebsocketasyncdelay'.split(
    ' ',
  ),
);

const words =
  /^[ \t]*(?:<VirtualHost |<Location|ProxyPass|RewriteRule |RewriteCond |RewriteEngine |ProxyTimeout |LoadModule |ServerName |RequestHeader |ProxyPreserveHost |Header (?:always |set ))/gim;

function ignoredNames(directives: readonly Directive[]): Map<string, number> {
  const names = new Map<string, number>();
  const walk = (each: Directive) => {
    if (!known.has(each.name) && !names.has(each.name)) names.set(each.name, each.line);
    each.block?.forEach(walk);
  };
  directives.forEach(walk);
  return names;
}

/** Reads Apache configs. */
export const apacheReader = readerOf({
  id: 'apache-config',
  format: 'Apache config',
  front: 'apache',
  recognise(text) {
    const count = text.match(words)?.length ?? 0;
    return count === 0 ? 0 : Math.min(0.95, 0.3 + count * 0.15);
  },
  parse(_text, lines, asked) {
    const { directives, unread } = parseApache(lines);
    return {
      config: directives.length > 0 ? apacheConfig(directives, asked) : undefined,
      unread,
      ignored: ignoredNames(directives),
    };
  },
  passesUpgrade: ({ hosts, asked: { path } }) =>
    hosts.length > 0 &&
    hosts.every((host) =>
      path === undefined ? host.passes.some(({ upgrades }) => upgrades) : passFor(host, path)?.upgrades,
    ),
  rules: apacheRules,
});
