/** Names and addresses: what a name resolves to, and which of its addresses take a connection. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { codedError, openConnection, timedOut } from '../wire/exchange.ts';

/** Milliseconds for a name, and for a connection. */
const patience = { name: 8000, connect: 6000 };
/** So many addresses of a name are tried. */
const mostAddresses = 8;

/** A promise, or an error with the code of a timeout. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(codedError(timedOut, 'The time ran out.')), milliseconds);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** The code of an error, such as `ENOTFOUND`. */
export function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown error';
}

/** Host of a URL without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** Port of a URL, also where it is the scheme's own. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'wss:' || protocol === 'https:' ? 443 : 80;
}

/** Every address of a host; both of this computer's own for `localhost`, which a browser tries too. */
export async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  const found = await within(patience.name, lookup(host, { all: true }));
  const own = host === 'localhost' || host.endsWith('.localhost') ? ['127.0.0.1', '::1'] : [];
  return [...new Set([...found.map(({ address }) => address), ...own])].slice(0, mostAddresses);
}

/** One address, and whether it takes a connection. */
export interface TriedAddress {
  address: string;
  milliseconds: number;
  /** Code of the error; absent where it connected. */
  failure?: string;
}

/** Connects to an address and ends the connection. */
export async function tryAddress(address: string, port: number): Promise<TriedAddress> {
  const startedAt = performance.now();
  const taken = () => Math.round(performance.now() - startedAt);
  try {
    const socket = await openConnection({ host: address, port, patience: patience.connect });
    socket.destroy();
    return { address, milliseconds: taken() };
  } catch (error) {
    return { address, milliseconds: taken(), failure: codeOf(error) };
  }
}

/** An address and a port, as they stand in a URL. */
export const authority = (address: string, port: number): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`;

const failureWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: nothing listens there',
  ECONNRESET: 'connection reset',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'no route to this host',
  ENETUNREACH: 'no route to this network',
  EADDRNOTAVAIL: 'this computer has no address of that kind',
  ENOTFOUND: 'the name is not found',
  EAI_AGAIN: 'the name server does not answer',
  EPIPE: 'the connection ended',
};

/** The code of a failed connection in words. */
export const inWords = (code: string): string =>
  failureWords[code] === undefined ? code : `${failureWords[code]} (${code})`;

/** Whether this computer itself has no way to addresses of that family, so that nothing was learnt of the server. */
export const isOwnLack = (code: string): boolean => code === 'ENETUNREACH' || code === 'EADDRNOTAVAIL';
