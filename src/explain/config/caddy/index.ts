/** The reader of Caddyfiles. Pure. */
import type { Directive } from '../directive.ts';
import { readerOf } from '../rule.ts';
import { caddyConfig, parseCaddy } from './config.ts';
import { caddyRules } from './rules.ts';

/** Directives that rules look at, or that only hold others. */
const known = new Set(
  'handle handle_path route reverse_proxy redir stream_timeout stream_close_delay coraza_waf header_up header basic_auth basicauth transport versions rewrite import'.split(
    ' ',
  ),
);

const words =
  /^[ \t]*(?:reverse_proxy[ \t]|handle(?:_path)?(?:[ \t][^\n{]{0,200})?[ \t]*\{|file_server\b|encode[ \t]+(?:gzip|zstd)|header_up[ \t]|@\w+[ \t]+(?:path|header|host)\b|stream_timeout|redir[ \t]|[\w*-]{1,63}(?:\.[\w*-]{1,63}){1,20}(?::\d+)?[ \t]*\{|:\d+[ \t]*\{|https?:\/\/[\w.:-]+[ \t]*\{)/gm;

function ignoredNames(directives: readonly Directive[]): Map<string, number> {
  const names = new Map<string, number>();
  for (const { name, line, block } of directives.flatMap(({ block: inner }) => inner ?? [])) {
    if (!known.has(name) && !name.startsWith('@') && name !== '' && !names.has(name)) names.set(name, line);
    if (known.has(name))
      for (const [inner, at] of ignoredNames([{ name, args: [], line, lastLine: line, block: block ?? [] }]))
        if (!names.has(inner)) names.set(inner, at);
  }
  return names;
}

/** Reads Caddyfiles. */
export const caddyReader = readerOf({
  id: 'caddyfile',
  format: 'Caddyfile',
  front: 'caddy-traefik',
  recognise(text) {
    if (/^[ \t]*(?:proxy_pass|location|server_name)[ \t][^\n]{0,400}[;{]/m.test(text)) return 0;
    const count = text.match(words)?.length ?? 0;
    const isProxy = /^[ \t]*(?:reverse_proxy|handle(?:_path)?|coraza_waf)\b/m.test(text);
    return count === 0 ? 0 : Math.min(0.95, (isProxy ? 0.5 : 0.15) + count * 0.1);
  },
  parse(_text, lines, asked) {
    const { sites, unread, directives } = parseCaddy(lines);
    return {
      config: sites.length > 0 ? caddyConfig(sites, asked) : undefined,
      unread,
      ignored: ignoredNames(directives),
    };
  },
  passesUpgrade: ({ handlers }) => handlers.some(({ directive }) => directive.name === 'reverse_proxy'),
  rules: caddyRules,
});
