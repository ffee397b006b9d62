/** Changes to nginx configs. Pure. */
import type { Change } from '../../../finding.ts';
import type { Lines } from '../../lines.ts';
import { addedAfter, replaced } from '../../lines.ts';
import { effective, own } from '../config.ts';
import type { NginxConfig, Place } from '../config.ts';
import { httpVersion, sentHeader } from '../headers.ts';
import { named } from '../../directive.ts';
import type { Directive } from '../../directive.ts';

/** Whether a directive has its lines for itself, so that whole lines can be changed. */
export function isAlone(lines: Lines, { name, line, lastLine, block }: Directive): boolean {
  return (
    block === undefined &&
    lines.at(line).trimStart().startsWith(name) &&
    /^[^;]*;\s*(?:#.*)?$/.test(lines.at(lastLine))
  );
}

/** Another directive in the line of one; `undefined` where it shares its line. */
export function instead(
  lines: Lines,
  directive: Directive,
  ...added: readonly string[]
): { change?: Change } {
  return isAlone(lines, directive) && directive.line === directive.lastLine
    ? { change: replaced(lines, directive.line, ...added) }
    : {};
}

/** Further directives after one. */
export function after(lines: Lines, directive: Directive, added: readonly string[]): { change?: Change } {
  return isAlone(lines, directive) && added.length > 0
    ? { change: addedAfter(lines, directive.lastLine, ...added) }
    : {};
}

/** The lines that an upgrade still needs in a place; headers that a first line of its own would switch off are repeated. */
export function missingLines(config: NginxConfig, place: Place): string[] {
  const upgrade = sentHeader(config, place, 'Upgrade');
  const connection = sentHeader(config, place, 'Connection');
  const inherited = effective(place.levels, 'proxy_set_header');
  const isOwn = named(own(place), 'proxy_set_header').length > 0;
  const kept =
    isOwn || upgrade.isRight
      ? []
      : inherited
          .filter(({ args }) => !/^(?:upgrade|connection)$/i.test(args[0] ?? ''))
          .map(({ args }) => `proxy_set_header ${args.map(quoted).join(' ')};`);
  const hasHost = inherited.some(({ args }) => args[0]?.toLowerCase() === 'host');
  return [
    ...(httpVersion(config, place).is11 ? [] : ['proxy_http_version 1.1;']),
    ...(upgrade.isRight ? [] : ['proxy_set_header Upgrade $http_upgrade;']),
    ...(connection.isRight ? [] : ['proxy_set_header Connection "upgrade";']),
    ...kept,
    ...(hasHost || upgrade.isRight ? [] : ['proxy_set_header Host $http_host;']),
  ];
}

const quoted = (value: string) => (/^[\w$./:-]+$/.test(value) ? value : `"${value.replaceAll('"', '\\"')}"`);

/** How a place is named in a sentence. */
export const nameOf = ({ location }: Pick<Place, 'location'>): string =>
  location === undefined ? 'this server' : `location ${location.args.join(' ').slice(0, 80)}`;
