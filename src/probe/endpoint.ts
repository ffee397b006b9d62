/** Ports to which a browser opens no connection. Source: WHATWG Fetch, "bad port", read 2026-07-02. */
const blockedPorts = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** Whether browsers refuse to connect to a port. */
export const isBlockedPort = (port: number): boolean => blockedPorts.has(port);

const longestAddress = 2048;

/** Where the network address of a host name lies, as far as its spelling tells. */
export type AddressSpace = 'loopback' | 'private' | 'public';

/** An address that may be tested. */
export interface Endpoint {
  /** The whole URL as it is passed to `WebSocket`. */
  url: string;
  secure: boolean;
  /** Host, and port unless it is the scheme's default. */
  host: string;
  path: string;
  addressSpace: AddressSpace;
  /** Scheme, host and path only: what may be shown, stored and reported. */
  shown: string;
}

/** An address as it was read. */
export type ReadEndpoint =
  | { outcome: 'ready'; endpoint: Endpoint }
  /** The text cannot be tested at all. `problem` says what was found, what is expected and what to do. */
  | { outcome: 'invalid'; problem: string };

export type Preflight =
  | ReadEndpoint
  /** The address is right, but this page may not open it. Says nothing about the endpoint. */
  | { outcome: 'forbidden-here'; endpoint: Endpoint; rule: 'mixed-content'; problem: string };

/** Reads what a reader typed as the address of an endpoint; what a browser forbids is no matter of it. */
export function readEndpoint(text: string): ReadEndpoint {
  const invalid = (problem: string): ReadEndpoint => ({ outcome: 'invalid', problem });
  const typed = text.trim();
  if (typed === '') return invalid('The field is empty. Enter an address such as wss://app.example/ws.');
  if (typed.length > longestAddress)
    return invalid(
      `The address has ${typed.length.toLocaleString('en')} characters; at most ${longestAddress.toLocaleString('en')} are read. Shorten it, for example by leaving the query out.`,
    );
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(typed)?.[1]?.toLowerCase();
  if (scheme === undefined)
    return invalid('The address has no scheme. Put wss:// in front of it, or ws:// if it has no TLS.');
  if (scheme === 'http' || scheme === 'https')
    return invalid(
      `The address starts with ${scheme}://, which is for pages. Write ${scheme === 'http' ? 'ws' : 'wss'}:// for the same host.`,
    );
  if (scheme !== 'ws' && scheme !== 'wss')
    return invalid(`The address starts with ${scheme}://. A WebSocket address starts with ws:// or wss://.`);
  const url = parseUrl(typed);
  if (!url || url.hostname === '')
    return invalid(
      'This is not a URL that a browser can read. Check the host name, the port and the characters in it.',
    );
  if (url.username !== '' || url.password !== '')
    return invalid(
      'The address contains a user name or password. Browsers handle those differently in WebSocket addresses: remove the part before the @.',
    );
  if (typed.includes('#'))
    return invalid(
      'The address has a fragment (the part after #). A WebSocket address may not have one: remove it, or write %23 for a literal #.',
    );
  return {
    outcome: 'ready',
    endpoint: {
      url: url.href,
      secure: scheme === 'wss',
      host: url.host,
      path: url.pathname,
      addressSpace: addressSpaceOf(url.hostname),
      shown: shownOf(url),
    },
  };
}

/**
 * Reads what a reader typed and applies the rules that a browser applies before it sends anything.
 * @param text the address
 * @param pageProtocol `location.protocol` of the page that would open the socket
 */
export function preflight(text: string, pageProtocol: string): Preflight {
  const read = readEndpoint(text);
  if (read.outcome === 'invalid') return read;
  const { endpoint } = read;
  const { port } = new URL(endpoint.url);
  if (port !== '' && isBlockedPort(Number(port)))
    return {
      outcome: 'invalid',
      problem: `Browsers refuse to connect to port ${port} (ERR_UNSAFE_PORT): it belongs to another protocol. Serve the WebSocket on another port.`,
    };
  if (pageProtocol === 'https:' && !endpoint.secure && endpoint.addressSpace !== 'loopback')
    return {
      outcome: 'forbidden-here',
      endpoint,
      rule: 'mixed-content',
      problem:
        'This page is on https://, so the browser blocks a ws:// address (mixed content). That is a rule of the browser and says nothing about the endpoint. Test its wss:// address; or serve this site on your own machine over http:// (npm start in its repository); or use the snippet and the commands below.',
    };
  return read;
}

/** A text as a URL, or `undefined` if it is none. Not by `URL.parse`, which Safari has only since 18, and Chrome and Firefox since 126. */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

const shownOf = ({ protocol, host, pathname }: URL) => `${protocol}//${host}${pathname}`;

/** The longest address as it is shown: in a path one character of the typed text can become nine. */
export const longestShown = 9 * longestAddress;

/** Whether a text is the address of an endpoint as it is shown and reported: whatever `preflight` accepts, without its query. */
export function isShownEndpoint(text: string): boolean {
  const url = parseUrl(text);
  return !!url && /^wss?:$/.test(url.protocol) && url.hostname !== '' && shownOf(url) === text;
}

/** Which address space the spelling of a host name points to. A public name may still resolve to a private address. */
export function addressSpaceOf(hostname: string): AddressSpace {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\./.test(host))
    return 'loopback';
  if (/^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host)) return 'private';
  if (/^f[cd][0-9a-f]{2}:|^fe[89ab][0-9a-f]:/.test(host) || host.endsWith('.local')) return 'private';
  return 'public';
}

const wideness: Record<AddressSpace, number> = { loopback: 0, private: 1, public: 2 };

/**
 * Whether a page is of a wider network than an endpoint, so that the browser may ask before it connects, or refuse
 * (Local Network Access; Chrome 147 and later).
 * @param pageHost `location.hostname` of the page
 */
export function crossesIntoLocalNetwork({ addressSpace }: Endpoint, pageHost: string): boolean {
  return wideness[addressSpace] < wideness[addressSpaceOf(pageHost)];
}
