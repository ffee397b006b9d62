/** What an nginx config means: its servers, their locations, and what holds in each of them. Pure. */
import { looksLikeSocket } from '../asked.ts';
import type { Asked } from '../asked.ts';
import { matches } from '../pattern.ts';
import { named } from '../directive.ts';
import type { Directive } from '../directive.ts';

/** The levels around a place, the outermost first; each with the directives that stand in it. */
export type Levels = readonly (readonly Directive[])[];

/** A place that answers requests: a location, or a server without one. */
export interface Place {
  /** The directive `location`; `undefined` for the server itself. */
  location?: Directive;
  /** The path or expression of the location; `/` for the server itself. */
  path: string;
  levels: Levels;
}

/** A server block, or what was pasted without one. */
export interface Server {
  /** The directive; `undefined` where the paste has none around its locations. */
  directive?: Directive;
  names: readonly string[];
  levels: Levels;
  places: readonly Place[];
}

/** All that rules look at. */
export interface NginxConfig {
  text: string;
  asked: Asked;
  directives: readonly Directive[];
  /** The directives of the http block, or of the top where the paste has none. */
  http: readonly Directive[];
  /** Those of the http block and of the top. */
  outer: readonly Directive[];
  /** Each list of directives that holds somewhere: of the http block, the servers and their locations. */
  levels: readonly (readonly Directive[])[];
  /** Whether the paste has the whole http block, so that what is not in it is nowhere. */
  isWhole: boolean;
  servers: readonly Server[];
  /** The places that the socket's request can reach; see `placesOf`. */
  places: readonly SocketPlace[];
  /** Version of nginx that the paste names, as one number: 1.29.7 is 1_029_007. */
  version: number | undefined;
}

/** A place with its server. */
export interface SocketPlace extends Place {
  server: Server;
}

/** The directives of a name that hold in a place: those of the innermost level that has any. */
export function effective(levels: Levels, name: string): readonly Directive[] {
  for (const level of [...levels].reverse()) {
    const found = named(level, name);
    if (found.length > 0) return found;
  }
  return [];
}

/** The directives of a place itself. */
export const own = ({ levels }: Pick<Place, 'levels'>): readonly Directive[] => levels.at(-1) ?? [];

/** Further servers, and further locations of one, are not looked at: rules compare them with one another. */
const mostServers = 300;
const mostPlaces = 150;

const versionPattern = /\bnginx(?: version: nginx)?[/ ]v?(\d)\.(\d{1,3})(?:\.(\d{1,3}))?/i;

/** A version as one number. */
export const versionNumber = (major: number, minor: number, patch: number): number =>
  major * 1_000_000 + minor * 1000 + patch;

function versionIn(text: string): number | undefined {
  const [, major, minor, patch = '0'] = versionPattern.exec(text) ?? [];
  return major === undefined ? undefined : versionNumber(Number(major), Number(minor), Number(patch));
}

const isLocation = ({ name, block }: Directive) => name === 'location' && block !== undefined;

function placesIn(directives: readonly Directive[], levels: Levels, depth = 0): Place[] {
  return named(directives, 'location')
    .filter(isLocation)
    .flatMap((location): Place[] => {
      const inner = [...levels, location.block ?? []];
      const place = { location, path: location.args.at(-1) ?? '/', levels: inner };
      return depth > 5 ? [place] : [place, ...placesIn(location.block ?? [], inner, depth + 1)];
    });
}

function serversOf(outer: readonly Directive[], http: readonly Directive[]): Server[] {
  const blocks = named(outer, 'server')
    .filter(({ block }) => block !== undefined)
    .slice(0, mostServers);
  const servers = blocks.map((directive): Server => {
    const levels = [http, directive.block ?? []];
    return {
      directive,
      names: named(directive.block ?? [], 'server_name').flatMap(({ args }) => args),
      levels,
      places: placesIn(directive.block ?? [], levels).slice(0, mostPlaces),
    };
  });
  const loose = placesIn(http, [http]).slice(0, mostPlaces);
  const isFragment =
    loose.length > 0 ||
    (servers.length === 0 && http.some(({ name }) => /^proxy_(?:pass|set_header)$/.test(name)));
  return isFragment ? [...servers, { names: [], levels: [http], places: loose }] : servers;
}

/** Whether one of a server's names means a host; a server without names means any. */
export function hasName({ names }: Server, host: string): boolean {
  const known = names.filter((name) => name !== '_' && name !== '');
  return (
    known.length === 0 ||
    known.some((name) => {
      const lower = name.toLowerCase();
      if (lower.startsWith('~')) return matches(lower.slice(1), host, true) !== false;
      if (lower.startsWith('*.')) return host.endsWith(lower.slice(1));
      if (lower.startsWith('.')) return host === lower.slice(1) || host.endsWith(lower);
      return lower === host || lower.includes('*') || lower.includes('$');
    })
  );
}

/** The location that wins for a path, among those that stand in one level; `undefined` where an expression cannot be read. */
export function winner(server: Server, path: string): Place | undefined {
  const pick = (directives: readonly Directive[]): Directive | undefined | 'unknown' => {
    const locations = named(directives, 'location').filter(isLocation).slice(0, mostPlaces);
    const withModifier = (...modifiers: readonly string[]) =>
      locations.filter(({ args }) => modifiers.includes(args.length > 1 ? (args[0] ?? '') : ''));
    const exact = withModifier('=').find(({ args }) => args.at(-1) === path);
    if (exact) return exact;
    const [longest] = withModifier('', '^~')
      .filter(({ args }) => path.startsWith(args.at(-1) ?? ''))
      .sort((a, b) => (b.args.at(-1)?.length ?? 0) - (a.args.at(-1)?.length ?? 0));
    if (longest?.args[0] !== '^~')
      for (const each of withModifier('~', '~*')) {
        const isMatch = matches(each.args.at(-1) ?? '', path, each.args[0] === '~*');
        if (isMatch === undefined) return 'unknown';
        if (isMatch) return each;
      }
    return longest;
  };
  let found: Place = { path: '/', levels: server.levels };
  let directives = own(found);
  for (let depth = 0; depth < 6; depth += 1) {
    const next = pick(directives);
    if (next === 'unknown') return undefined;
    if (next === undefined) break;
    found = { location: next, path: next.args.at(-1) ?? '/', levels: [...found.levels, next.block ?? []] };
    directives = next.block ?? [];
  }
  return found;
}

/** The directive that hands a request to a backend over HTTP. */
export const proxyPass = (place: Pick<Place, 'levels'>): Directive | undefined =>
  own(place).find(({ name }) => name === 'proxy_pass') ??
  own(place)
    .flatMap(({ name, block }) => (name === 'if' ? (block ?? []) : []))
    .find(({ name }) => name === 'proxy_pass');

/** All proxy_set_header lines of a level that set one header. */
export const headersIn = (level: readonly Directive[], header: string): Directive[] =>
  named(level, 'proxy_set_header').filter(({ args }) => args[0]?.toLowerCase() === header.toLowerCase());

const setsUpgrade = (level: readonly Directive[]) =>
  headersIn(level, 'Upgrade').some(({ args }) => args[1] !== '');

/** Paths that only subrequests ask for. */
function subrequests(servers: readonly Server[]): ReadonlySet<string> {
  return new Set(
    servers.flatMap(({ levels, places }) =>
      [...levels, ...places.map(own)].flatMap((level) =>
        named(level, 'auth_request').flatMap(({ args }) => args),
      ),
    ),
  );
}

/**
 * The places that the socket's request can reach. Where the paste says the path it is the location that wins. Otherwise
 * it is what seems to be meant for sockets: locations that set Upgrade or lost it, then those named like a socket,
 * then the one for everything.
 */
function placesOf(servers: readonly Server[], { host, path }: Asked): SocketPlace[] {
  const inner = subrequests(servers);
  return servers
    .filter((server) => host === undefined || hasName(server, host))
    .flatMap((server): SocketPlace[] => {
      const withServer = (place: Place): SocketPlace => ({ ...place, server });
      if (path !== undefined) {
        const found = winner(server, path);
        const isReached =
          found !== undefined && (found.location !== undefined || proxyPass(found) !== undefined);
        return isReached ? [withServer(found)] : [];
      }
      const proxied = [
        ...server.places.filter(
          (place) => !inner.has(place.path) && named(own(place), 'internal').length === 0,
        ),
        { path: '/', levels: server.levels },
      ].filter((place) => proxyPass(place) !== undefined);
      const isMeant = (place: Place) =>
        setsUpgrade(own(place)) || place.levels.slice(0, -1).some(setsUpgrade);
      const meant = proxied.filter(isMeant);
      if (meant.length > 0)
        return proxied.filter((place) => isMeant(place) || looksLikeSocket(place.path)).map(withServer);
      const byName = proxied.filter(({ path: each }) => looksLikeSocket(each));
      if (byName.length > 0) return byName.map(withServer);
      const [whole] = [...proxied.filter(({ path: each }) => each === '/'), ...proxied];
      return whole === undefined ? [] : [withServer(whole)];
    });
}

/** Reads the meaning of directives. */
export function nginxConfig(text: string, directives: readonly Directive[], asked: Asked): NginxConfig {
  const block = directives.find(({ name, block: each }) => name === 'http' && each !== undefined)?.block;
  const http = block ?? directives;
  const outer = block === undefined ? directives : [...block, ...directives];
  const servers = serversOf(outer, http);
  return {
    text,
    asked,
    directives,
    http,
    outer,
    levels: [
      ...new Set(
        servers.flatMap(({ levels, places }) => [...levels, ...places.flatMap((place) => place.levels)]),
      ),
    ],
    isWhole: block !== undefined && named(block, 'include').length === 0,
    servers,
    places: placesOf(servers, asked),
    version: versionIn(text),
  };
}

/** A time as nginx writes it, in seconds; `undefined` where it is not one. */
export function secondsOf(time: string | undefined): number | undefined {
  const units = {
    ms: 0.001,
    s: 1,
    m: 60,
    h: 3600,
    d: 86_400,
    w: 604_800,
    M: 2_592_000,
    y: 31_536_000,
  } as const;
  if (time === undefined || !/^(?:\d{1,9}(?:ms|[smhdwMy])?){1,5}$/.test(time)) return undefined;
  return [...time.matchAll(/(\d+)(ms|[smhdwMy])?/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * units[(unit ?? 's') as keyof typeof units],
    0,
  );
}

/** A size as nginx writes it, in bytes. */
export function bytesOf(size: string | undefined): number | undefined {
  const [, number, unit = ''] = /^(\d{1,9})([kKmM]?)$/.exec(size ?? '') ?? [];
  if (number === undefined) return undefined;
  return Number(number) * ({ '': 1, k: 1024, m: 1024 * 1024 }[unit.toLowerCase()] ?? 1);
}

/** The addresses of an upstream group, if the config has one of that name. */
export function upstream({ outer }: NginxConfig, name: string): Directive | undefined {
  return named(outer, 'upstream').find((each) => each.block !== undefined && each.args[0] === name);
}

/** What proxy_pass says: scheme, host and port. */
export function targetOf(
  directive: Directive | undefined,
): { scheme: string; host: string; port: string } | undefined {
  const [, scheme, host, port = ''] =
    /^(https?):\/\/(\[[^\]]{0,60}\]|[^/:]{1,253})(?::([^/]{1,40}))?/i.exec(directive?.args[0] ?? '') ?? [];
  return scheme === undefined || host === undefined
    ? undefined
    : { scheme: scheme.toLowerCase(), host, port };
}

/** All directives of a name, wherever they hold. */
export const everywhere = ({ levels }: NginxConfig, name: string): readonly Directive[] =>
  levels.flatMap((level) => named(level, name));
