/** What the upgrade headers are when nginx has set them. Pure. */
import { matches } from '../pattern.ts';
import { effective, headersIn, versionNumber } from './config.ts';
import type { NginxConfig, Place } from './config.ts';
import { named } from '../directive.ts';
import type { Directive } from '../directive.ts';

/** From this version on nginx speaks HTTP/1.1 to backends unless it is told otherwise. */
export const firstWithHttp11 = versionNumber(1, 29, 7);

/** What became of one header. */
export interface SentHeader {
  /** The lines that set it; empty where no line of this place does. */
  lines: readonly Directive[];
  /** Whether it is still right for an upgrade; `undefined` where a variable is not known. */
  isRight: boolean | undefined;
}

/** The value of a variable that a map makes, for a request that upgrades. */
function ofMap(config: NginxConfig, variable: string): string | undefined {
  const map = named(config.outer, 'map').find(
    ({ args, block }) => block !== undefined && args[1] === variable,
  );
  if (!map) return undefined;
  const source =
    map.args[0] === '$http_upgrade'
      ? 'websocket'
      : map.args[0] === '$http_connection'
        ? 'Upgrade'
        : undefined;
  if (source === undefined) return undefined;
  const entries = map.block ?? [];
  const isMatch = (key: string) =>
    key.startsWith('~')
      ? matches(key.replace(/^~\*?/, ''), source, key.startsWith('~*')) === true
      : key.toLowerCase() === source.toLowerCase();
  const found = entries.find(({ name }) => isMatch(name)) ?? entries.find(({ name }) => name === 'default');
  return found?.args[0] ?? '';
}

const hasToken = (value: string, token: string) =>
  value
    .toLowerCase()
    .split(',')
    .some((each) => each.trim() === token);

function isRightValue(
  config: NginxConfig,
  header: 'Upgrade' | 'Connection',
  value: string,
): boolean | undefined {
  const token = header === 'Upgrade' ? 'websocket' : 'upgrade';
  if (value === `$http_${header.toLowerCase()}`) return true;
  if (value.startsWith('$') || value.startsWith('${')) {
    const known = ofMap(config, value.replace(/^\$\{(\w+)\}$/, '$$$1'));
    if (known !== undefined) return known === `$http_${header.toLowerCase()}` || hasToken(known, token);
    // By custom this variable is "upgrade": right for Connection, and never for Upgrade.
    if (/^\$\{?connection_upgrade\}?$/.test(value)) return header === 'Connection';
    return undefined;
  }
  return hasToken(value, token);
}

/** What becomes of Upgrade or Connection in a place; several lines of one header are all sent, but for empty ones. */
export function sentHeader(
  config: NginxConfig,
  { levels }: Place,
  header: 'Upgrade' | 'Connection',
): SentHeader {
  const lines = headersIn(effective(levels, 'proxy_set_header'), header);
  const values = lines.map(({ args }) => isRightValue(config, header, args[1] ?? ''));
  const isRight = values.includes(true) ? true : values.includes(undefined) ? undefined : false;
  return { lines, isRight: lines.length === 0 ? false : isRight };
}

/** Whether nginx speaks HTTP/1.1 to the backend of a place, and the line that says so. */
export function httpVersion(
  { version }: NginxConfig,
  { levels }: Place,
): { is11: boolean; line?: Directive } {
  const line = effective(levels, 'proxy_http_version').at(-1);
  if (line) return { is11: line.args[0] !== '1.0', line };
  return { is11: version !== undefined && version >= firstWithHttp11 };
}

/** Whether a place passes an upgrade on. */
export function passesUpgrade(config: NginxConfig, place: Place): boolean {
  return (
    sentHeader(config, place, 'Upgrade').isRight !== false &&
    sentHeader(config, place, 'Connection').isRight !== false &&
    httpVersion(config, place).is11
  );
}

/** The innermost level around a place that sets Upgrade, though the place's own headers switch it off. */
export function lostUpgrade({ levels }: Place): Directive | undefined {
  const outer = levels
    .slice(0, -1)
    .reverse()
    .flatMap((level) => headersIn(level, 'Upgrade'));
  const own = named(levels.at(-1) ?? [], 'proxy_set_header');
  return own.length > 0 && outer.length > 0 ? own[0] : undefined;
}
