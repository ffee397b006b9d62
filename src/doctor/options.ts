/** What the doctor is asked to do: its arguments, read and checked. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { HttpHead } from '../wire/http-head.ts';
import { parseUrl, readEndpoint } from '../probe/endpoint.ts';
import { watchLog, type WatchedLog } from './logs.ts';

/** What the doctor is to do. */
export interface DoctorOptions {
  /** The endpoint. */
  url: URL;
  /** Scheme, host and path of the endpoint: what may be shown and reported. */
  shown: string;
  /** Where the application itself listens, past every proxy. */
  past: URL | undefined;
  /** Logs on this computer: of a proxy, or of the application. */
  logs: readonly WatchedLog[];
  /** The Origin of the reader's page; `undefined` for that of the endpoint's own host. */
  origin: string | undefined;
  headers: HttpHead['headers'];
  /** Cookies, as `name=value`. */
  cookies: readonly string[];
  subprotocols: readonly string[];
  /** Connect to this IP address, whatever the name resolves to. */
  address: string | undefined;
  /** Forward proxy through which to reach the endpoint. */
  proxy: URL | undefined;
  /** PEM of a further authority to trust. */
  authority: string | undefined;
  /** Whether a certificate that is not accepted counts as accepted. */
  insecure: boolean;
  /** Whether a redirect is followed, once. */
  follow: boolean;
  /** Whether text messages may be sent. */
  messages: boolean;
  /** The largest message of the size ladder, in bytes; 0 for none. */
  largest: number;
  /** Seconds of silence for which the socket is held open; 0 for none. */
  hold: number;
  /** Milliseconds for a connection, and for an answer; twice as many for a large message. */
  patience: number;
  output: 'text' | 'json' | 'markdown' | 'quiet';
}

/** Options, or what else the arguments ask for. */
export type Asked =
  | { ask: 'run'; options: DoctorOptions }
  | { ask: 'help' | 'version' }
  /** `problem` says what was found, what was expected and what to do. */
  | { ask: 'nothing'; problem: string };

/** How to use the doctor. */
export const usage = `Usage: node doctor.mjs wss://app.example/ws [options]

Finds out why a WebSocket does not open or does not stay open. It contacts the endpoint,
and nothing else but what these options name.

  --past http://127.0.0.1:3000   compare with the application itself, past every proxy
  --log error.log                after a fault, read what this log has gained; may be repeated
  --origin https://app.example   the Origin of your page (default: the endpoint's own host)
  --header 'Name: value'         a further header; may be repeated
  --cookie-file cookies.txt      cookies, one name=value a line
  --subprotocol graphql-ws       a subprotocol to offer; may be repeated
  --hold 130                     hold the socket in silence for so many seconds; after a drop
                                 try pings, messages and silence side by side
  --sizes 1000000                send larger and larger messages, up to so many bytes
  --no-messages                  send no text message
  --timeout 10                   wait so many seconds for a connection, and for an answer
  --follow                       follow a redirect, once
  --address 192.0.2.7            connect to this address, whatever the name resolves to
  --proxy http://proxy:3128      reach the endpoint through this forward proxy
  --ca ca.pem                    trust this authority too
  --insecure                     go on as if the certificate were accepted
  --json | --markdown | --quiet  print the report, or only the likeliest cause
  --version, --help

Exit status: 0 it works, 1 a fault was found, 2 wrong use, 3 the doctor could not run.`;

/** A wrong use of the command, as a sentence. */
class UsageError extends Error {}

/** The address to test; a port that browsers block is a finding and no wrong use. */
function readAddress(text: string): { url: URL; shown: string } {
  const read = readEndpoint(text);
  if (read.outcome === 'invalid') throw new UsageError(read.problem);
  return { url: new URL(read.endpoint.url), shown: read.endpoint.shown };
}

function readUrl(name: string, text: string | undefined, schemes: readonly string[]): URL | undefined {
  if (text === undefined) return undefined;
  const url = parseUrl(text);
  if (!url || !schemes.includes(url.protocol) || url.hostname === '')
    throw new UsageError(
      `${name} is not an address with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}. Write ${name} http://127.0.0.1:3000, for example.`,
    );
  return url;
}

function readOrigin(text: string | undefined): string | undefined {
  if (text === undefined || text === 'null') return text;
  const url = parseUrl(text);
  if (!url || url.origin === 'null')
    throw new UsageError(
      `--origin is not an origin. Write the scheme and the host of your page, such as https://app.example.`,
    );
  return url.origin;
}

const headerPattern = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/;

function readHeader(text: string): readonly [string, string] {
  const [, name, value] = headerPattern.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new UsageError(
      "A --header is not a header line. Write the name, a colon and the value: --header 'X-Example: 1'.",
    );
  return [name, value.trim()];
}

/** Does something with a file that an option names. */
function withOwnFile<T>(option: string, file: string, use: (file: string) => T): T {
  try {
    return use(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `The file of ${option} cannot be read (${code ?? 'unknown error'}). Check its name and its permissions.`,
    );
  }
}

/** The beginning of a file that an option names. */
const readOwnFile = (option: string, file: string | undefined): string | undefined =>
  file && withOwnFile(option, file, () => readFileSync(file, 'utf8').slice(0, 1_000_000));

/** Cookies of a file: `name=value` lines, or the format of Netscape that curl and browsers write. */
function readCookies(text: string | undefined): string[] {
  return (text ?? '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && (!line.startsWith('#') || line.startsWith('#HttpOnly_')))
    .map((line) => {
      const fields = line.split('\t');
      const cookie = fields.length >= 7 ? `${fields[5] ?? ''}=${fields[6] ?? ''}` : line.trim();
      if (!/^[\x21-\x7e]+=[\x20-\x7e]*$/.test(cookie))
        throw new UsageError(
          'A line of the cookie file is not name=value. Write one cookie a line, without quotes around it.',
        );
      return cookie;
    });
}

function readNumber(option: string, text: string | undefined, most: number, unit: string): number {
  if (text === undefined) return 0;
  if (!/^\d{1,9}$/.test(text) || Number(text) > most)
    throw new UsageError(
      `${option} is not a number of ${unit} from 0 to ${most.toLocaleString('en')}. Write ${option} 130, for example.`,
    );
  return Number(text);
}

const longestHold = 7200;
const longestTimeout = 120;
const usualTimeout = 10;
const largestMessage = 16_000_000;

const optionTypes = {
  past: { type: 'string' },
  log: { type: 'string', multiple: true },
  origin: { type: 'string' },
  header: { type: 'string', multiple: true },
  'cookie-file': { type: 'string' },
  subprotocol: { type: 'string', multiple: true },
  address: { type: 'string' },
  proxy: { type: 'string' },
  ca: { type: 'string' },
  insecure: { type: 'boolean' },
  follow: { type: 'boolean' },
  'no-messages': { type: 'boolean' },
  sizes: { type: 'string' },
  hold: { type: 'string' },
  timeout: { type: 'string' },
  json: { type: 'boolean' },
  markdown: { type: 'boolean' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

function readOptions(arguments_: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...arguments_],
    allowPositionals: true,
    options: optionTypes,
  });
  if (values.help) return { ask: 'help' };
  if (values.version) return { ask: 'version' };
  const [address, ...others] = positionals;
  if (address === undefined) throw new UsageError('There is no address. Write one: wss://app.example/ws.');
  if (others.length > 0)
    throw new UsageError(
      `There are ${positionals.length} addresses, and one was expected. Put quotes around an address with & or spaces in it.`,
    );
  const outputs = (['json', 'markdown', 'quiet'] as const).filter((name) => values[name]);
  if (outputs.length > 1) throw new UsageError('Choose one of --json, --markdown and --quiet.');
  const subprotocols = values.subprotocol ?? [];
  if (!subprotocols.every((name) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)))
    throw new UsageError('A --subprotocol has a blank or a sign that no subprotocol may have. Leave it out.');
  return {
    ask: 'run',
    options: {
      ...readAddress(address),
      past: readUrl('--past', values.past, ['http:', 'https:', 'ws:', 'wss:']),
      logs: (values.log ?? []).map((file) => withOwnFile('--log', file, watchLog)),
      origin: readOrigin(values.origin),
      headers: (values.header ?? []).map(readHeader),
      cookies: readCookies(readOwnFile('--cookie-file', values['cookie-file'])),
      subprotocols,
      address: values.address,
      proxy: readUrl('--proxy', values.proxy, ['http:']),
      authority: readOwnFile('--ca', values.ca),
      insecure: values.insecure ?? false,
      follow: values.follow ?? false,
      messages: !values['no-messages'],
      largest: readNumber('--sizes', values.sizes, largestMessage, 'bytes'),
      hold: readNumber('--hold', values.hold, longestHold, 'seconds'),
      patience: 1000 * (readNumber('--timeout', values.timeout, longestTimeout, 'seconds') || usualTimeout),
      output: outputs[0] ?? 'text',
    },
  };
}

/** Reads the arguments of the command. Never throws. */
export function readArguments(arguments_: readonly string[]): Asked {
  try {
    return readOptions(arguments_);
  } catch (error) {
    if (error instanceof UsageError) return { ask: 'nothing', problem: error.message };
    // parseArgs names the option that it does not know, and quotes it.
    const problem = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    return { ask: 'nothing', problem: `${problem}. --help lists the options.` };
  }
}
