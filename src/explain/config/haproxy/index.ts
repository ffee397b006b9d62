/** The reader of HAProxy configs. Pure. */
import { readerOf } from '../rule.ts';
import { haproxyConfig, parseHaproxy } from './config.ts';
import type { Section } from './config.ts';
import { haproxyRules } from './rules.ts';

/** Keywords that rules look at. */
const known = new Set(
  'timeout use_backend default_backend acl server server-template maxconn tune.bufsize hard-stop-after http-request balance cookie stick stick-table mode bind'.split(
    ' ',
  ),
);

const sections = /^(?:global|defaults|frontend \S|backend \S|listen \S)/gm;
const keywords =
  /^[ \t]+(?:timeout (?:client|server|connect|tunnel|http-request)|default_backend|use_backend|acl|server \S+ \S+:\d|bind|option \w|mode (?:http|tcp))\b/gm;

function ignoredNames(all: readonly Section[]): Map<string, number> {
  const names = new Map<string, number>();
  for (const { name, line } of all.flatMap(({ directives }) => directives))
    if (!known.has(name) && !names.has(name)) names.set(name, line);
  return names;
}

/** Reads HAProxy configs. */
export const haproxyReader = readerOf({
  id: 'haproxy-config',
  format: 'HAProxy config',
  front: 'haproxy',
  recognise(text) {
    const heads = text.match(sections)?.length ?? 0;
    const count = text.match(keywords)?.length ?? 0;
    return heads === 0 || count === 0 ? 0 : Math.min(0.98, 0.4 + (heads + count) * 0.1);
  },
  parse(text, lines, asked) {
    const { sections: all, unread } = parseHaproxy(lines);
    return {
      config: all.length > 0 ? haproxyConfig(text, all, asked) : undefined,
      unread,
      ignored: ignoredNames(all),
    };
  },
  passesUpgrade: ({ routes }) => routes.length > 0,
  rules: haproxyRules,
});
