/** The examination: every step in order, each taken down with what it established. */
import { statusAnswer } from '../diagnosis/fact.ts';
import type { Facts } from '../diagnosis/facts.ts';
import { factOf, joinFacts, measured } from '../diagnosis/facts.ts';
import { inShort } from '../diagnosis/fact-words.ts';
import type { QuestionId } from '../diagnosis/questions.ts';
import { addressSpaceOf, isBlockedPort } from '../probe/endpoint.ts';
import type { Plan } from '../probe/plan.ts';
import { publicPlan } from '../probe/plan.ts';
import { terminalFacts } from '../probe/terminal.ts';
import { findAll } from '../probe/trace.ts';
import { span } from '../probe/words.ts';
import { noAnswer } from '../wire/exchange.ts';
import { answerFault, handshakeHead, requestHead, type RequestExtras } from '../wire/handshake.ts';
import { header, statusOf, type HttpHead } from '../wire/http-head.ts';
import { endAnswer, factsOfRefusal, isSameAnswer, namesIn, namingText } from './answers.ts';
import { lookAtTls, tlsFailure, tlsOptions, type SeenTls } from './certificate.ts';
import { converse } from './conversation.ts';
import { lookAtHttp2, speaksHttp2 } from './http2.ts';
import { addressesOf, authority, codeOf, hostOf, inWords, isOwnLack, portOf, tryAddress } from './network.ts';
import { ofLogs } from './knowledge.ts';
import type { DoctorOptions } from './options.ts';
import type { Recorder } from './recorder.ts';
import type { TextReader } from './said.ts';
import { Session } from './session.ts';
import { noTunnel, tryRequest, userAgent, type Target, type Tried } from './target.ts';

/** What an examination works with. */
interface Examination {
  options: DoctorOptions;
  recorder: Recorder;
  texts: TextReader;
  environment: Readonly<Record<string, string | undefined>>;
}

/** Milliseconds until a program has written what it did to its log. */
const pauseBeforeLogs = 500;
/** Milliseconds before a refusal that may be one of many is tried once more. */
const pauseBeforeRetry = 7000;
/** Statuses with which a server or a proxy says that it has enough at this moment. */
const momentary = new Set([429, 503]);

const isSecure = ({ protocol }: URL) => protocol === 'wss:' || protocol === 'https:';

/** What the trace of a page's test would call the plan. */
function planOf({ messages, largest, hold, subprotocols }: DoctorOptions): Plan {
  return {
    ...{ subprotocols, message: '', expected: '', roundTrips: messages ? 5 : 0, binary: false, burst: 0 },
    ...{ largest, hold, traffic: false, heartbeat: hold > 0, reconnect: false, parallel: 0 },
  };
}

/** Where an Engine.IO server is asked for a WebSocket: its query names the version and the transport. */
export function withEngineIoQuery(url: URL): { url: URL; isEngineIo: boolean } {
  const isEngineIo = /\/(socket|engine)\.io\/?$/.test(url.pathname) || url.searchParams.has('EIO');
  if (!isEngineIo || url.searchParams.has('transport')) return { url, isEngineIo };
  const asked = new URL(url);
  if (!asked.searchParams.has('EIO')) asked.searchParams.set('EIO', '4');
  asked.searchParams.set('transport', 'websocket');
  return { url: asked, isEngineIo };
}

/** The Origin of a page from the endpoint's own host. */
const ownOrigin = (url: URL): string => `${isSecure(url) ? 'https' : 'http'}://${url.host}`;

/** The same as an application takes it for that knows of no TLS in front of it. */
const withoutTls = ({ host }: URL): string => `http://${host}`;

/** The first line of an answer, and who sent it as far as it says. */
function answerWords({ recorder }: Examination, { answer, milliseconds }: Tried): string {
  if (!answer) return '';
  const names = namesIn(answer)
    .split('\n')
    .filter(Boolean)
    .map((line) => recorder.quote(line));
  const text = answer.body
    .replace(/<(style|script|title)\b[^>]{0,200}>[^<]{0,4000}/gi, ' ')
    .replace(/<[^<>]{0,300}>/g, ' ');
  const body = recorder.quote(text);
  return [
    `${recorder.quote(answer.head.line)} after ${span(Math.max(1, milliseconds))}.`,
    names.length > 0 ? `${names.join('; ')}.` : '',
    body === '' ? 'The body is empty.' : `Body: “${body}”`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** Why no answer came, in words. */
function failureWords(
  { recorder, options }: Examination,
  { failure = '', received = '', message = '' }: Tried,
): string {
  switch (failure) {
    case noAnswer.late:
      return `The connection stands, and no answer came within ${span(options.patience)}.`;
    case noAnswer.ended:
      return 'The connection was closed without an answer.';
    case noAnswer.endless:
      return 'The head of the answer has more than 64 KiB and no end.';
    case noAnswer.notHttp:
      return received.startsWith('\x15\x03')
        ? 'The server answered with a TLS alert: this port speaks TLS, so the address must begin with wss://.'
        : `What came is not HTTP/1.1: “${recorder.quote(received)}”.`;
    case noTunnel:
      return 'The forward proxy granted no tunnel.';
    default:
      return `${inWords(failure)}${message.includes(failure) || message === '' ? '' : `: ${recorder.quote(message)}`}`;
  }
}

/** The environment's own proxy variables: what other programs would use. */
function lookAtVariables({ recorder, environment, options }: Examination): void {
  const set = Object.keys(environment).filter(
    (name) => /^(?:https?|all)_proxy$/i.test(name) && environment[name],
  );
  if (set.length === 0) return;
  recorder.check(
    'Proxy variables',
    'passed',
    options.proxy
      ? `${set.join(', ')} is set. This test goes through the proxy of --proxy.`
      : `${set.join(', ')} is set. This test connects directly, as most WebSocket clients do; --proxy tries the other way.`,
  );
}

/** Finds an address that takes a connection; `undefined` where none does, and that is taken down. */
async function findAddress({ options, recorder }: Examination, url: URL): Promise<string | undefined> {
  const host = hostOf(url);
  const port = portOf(url);
  let addresses: string[];
  try {
    addresses = options.address === undefined ? await addressesOf(host) : [options.address];
  } catch (error) {
    recorder.check('DNS', 'failed', `${host}: ${inWords(codeOf(error))}.`);
    recorder.take([
      measured('status', 'no-connection'),
      measured('connect-error', 'no-such-host', { detail: codeOf(error) }),
      measured('reach', 'no-answer'),
    ]);
    return undefined;
  }
  recorder.check(
    'DNS',
    options.address === undefined ? 'passed' : 'skipped',
    options.address === undefined
      ? `${host} is ${addresses.join(', ')}.`
      : `--address names ${options.address}; ${host} was not looked up.`,
  );
  const tried = await Promise.all(addresses.map((address) => tryAddress(address, port)));
  const alive = tried.filter(({ failure }) => failure === undefined);
  const dead = tried.filter(({ failure }) => failure !== undefined);
  const words = tried.map(({ address, failure, milliseconds }) =>
    failure === undefined
      ? `${authority(address, port)} connects in ${span(Math.max(1, milliseconds))}`
      : `${authority(address, port)}: ${inWords(failure)}`,
  );
  const [first] = alive;
  if (first) {
    // Of this computer's own addresses a server often takes one alone.
    const isFine = (failure = '') => isOwnLack(failure) || addressSpaceOf(host) === 'loopback';
    const isPartly = dead.some(({ failure }) => !isFine(failure));
    recorder.check(
      'TCP',
      isPartly ? 'failed' : 'passed',
      `${words.join('; ')}.${isPartly ? ' One of several addresses is dead: clients that get it fail or wait.' : ''}`,
    );
    return first.address;
  }
  recorder.check('TCP', 'failed', `${words.join('; ')}.`);
  const code = dead[0]?.failure ?? '';
  const answer = code === 'ECONNREFUSED' ? 'refused' : code === 'ECONNRESET' ? 'reset' : 'timed-out';
  recorder.take([
    measured('status', 'no-connection'),
    measured('connect-error', answer, { detail: code }),
    measured('reach', 'no-answer'),
  ]);
  return undefined;
}

function tlsWords({ version, alpn, names, issuer, validTo, sent }: SeenTls): string {
  const about =
    names === ''
      ? 'no certificate'
      : `certificate for ${names}, signed by “${issuer}”, valid until ${validTo}; ${sent === 1 ? 'one certificate' : `${sent} certificates`} in the chain`;
  return `${version}, ${alpn === '' ? 'no ALPN' : `ALPN ${alpn}`}; ${about}.`;
}

/** Looks at TLS; `false` where no connection comes about, and that is taken down. */
async function examineTls(
  { options, recorder }: Examination,
  target: Target,
  url: URL,
): Promise<{ works: boolean; accepted: boolean }> {
  if (!isSecure(url)) return { works: true, accepted: true };
  const host = hostOf(url);
  try {
    const seen = await lookAtTls(target, host);
    const isAccepted = !seen.fault || options.insecure;
    recorder.check(
      'TLS',
      isAccepted ? 'passed' : 'failed',
      `${tlsWords(seen)}${seen.fault ? ` The certificate is not accepted: ${seen.fault.text}` : ''}${seen.fault && options.insecure ? ' --insecure goes on all the same.' : ''}`,
    );
    if (!isAccepted && seen.fault)
      recorder.take([
        measured('status', 'no-connection'),
        measured('connect-error', 'certificate', { detail: seen.fault.code }),
        measured('certificate', seen.fault.answer),
        measured('reach', 'tls-error'),
      ]);
    if (target.tls?.servername !== undefined) await examineSni({ recorder }, target, host, seen);
    return { works: true, accepted: isAccepted };
  } catch (error) {
    if (codeOf(error) === noTunnel) return { works: true, accepted: true };
    const message = error instanceof Error ? error.message : '';
    const { answer, text } = tlsFailure(codeOf(error), message);
    const isPlain = answer === 'not-tls' && (await speaksPlainHttp(target, url));
    recorder.check(
      'TLS',
      'failed',
      `${text}${isPlain ? ' It speaks HTTP without TLS: the address must begin with ws://, or the port needs TLS.' : ''} (${codeOf(error)})`,
    );
    recorder.take([
      measured('status', 'no-connection'),
      measured('connect-error', answer, { detail: codeOf(error) }),
      // For a connection that is cut or silent, a browser says that it cannot connect.
      measured('reach', answer === 'reset' || answer === 'silent' ? 'no-answer' : 'tls-error'),
      ...(isUnknownName(error) ? [measured('words', 'sni')] : []),
    ]);
    return { works: false, accepted: false };
  }
}

/** Whether a server refused TLS because of the name, or because there was none. */
const isUnknownName = (error: unknown): boolean =>
  error instanceof Error && /unrecognized.name/i.test(`${codeOf(error)} ${error.message}`);

/** The facts of some questions alone. */
const ofWords = (facts: Facts, questions: readonly QuestionId[]): Facts =>
  facts.filter(({ question }) => questions.includes(question));

async function speaksPlainHttp(target: Target, url: URL): Promise<boolean> {
  const plain = { ...target };
  delete plain.tls;
  const tried = await tryRequest(plain, requestHead(url, { userAgent, headers: [['Connection', 'close']] }));
  tried.socket?.destroy();
  return tried.answer !== undefined;
}

/** Whether the server needs the name in TLS: without it a client of old age gets another certificate, or none. */
async function examineSni(
  { recorder }: Pick<Examination, 'recorder'>,
  target: Target,
  host: string,
  withName: SeenTls,
): Promise<void> {
  try {
    const without = await lookAtTls({ ...target, tls: { ...target.tls, servername: '' } }, host);
    const isSame = without.fingerprint === withName.fingerprint;
    recorder.check(
      'SNI',
      'passed',
      isSame
        ? 'Without a server name in TLS the server sends the same certificate.'
        : `Without a server name in TLS the server sends another certificate, for ${without.names || 'no name'}: clients and proxies must send the name.`,
    );
  } catch (error) {
    recorder.check(
      'SNI',
      'passed',
      `Without a server name in TLS there is no connection (${codeOf(error)}): clients and proxies must send it.`,
    );
  }
}

/** One handshake, and why a client must refuse its answer although it is a 101. */
async function shake(
  target: Target,
  url: URL,
  extras: RequestExtras,
  subprotocols: readonly string[] = [],
): Promise<Tried> {
  return tryRequest(target, handshakeHead(url, { ...extras, subprotocols }));
}

/** A handshake as Firefox writes it. */
const asFirefox = (head: HttpHead): HttpHead => respelled(head, (name) => name, 'keep-alive, Upgrade');

/** A handshake as some proxies write it: HTTP leaves the case of names to the sender (RFC 9110 section 5.1). */
const inSmallLetters = (head: HttpHead): HttpHead => respelled(head, (name) => name.toLowerCase(), 'upgrade');

/** A path that no application has. */
const noSuchPath = '/not101-no-such-path';

/** A request for an upgrade to a protocol that nobody speaks; whoever does not, answers as if there were none (RFC 9110 section 7.8). */
const ofAnotherProtocol = (url: URL, extras: RequestExtras): HttpHead =>
  requestHead(url, {
    ...extras,
    headers: [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'not101'],
    ],
  });

/** A request as it arrives behind a proxy that sends the PROXY protocol (version 1). */
const afterProxyHeader = ({ line, headers }: HttpHead): HttpHead => ({
  line: `PROXY TCP4 192.0.2.1 192.0.2.2 50000 80\r\n${line}`,
  headers,
});

function respelled(
  { line, headers }: HttpHead,
  named: (name: string) => string,
  connection: string,
): HttpHead {
  return {
    line,
    headers: headers.map(([name, value]) => [named(name), name === 'Connection' ? connection : value]),
  };
}

/** Whether a try ended in a 101 that a client takes. */
const isOpen = (tried: Tried): boolean =>
  tried.status === 101 && tried.answer !== undefined && !answerFault(tried.sent, tried.answer.head);

function drop(tried: Tried): Tried {
  tried.socket?.destroy();
  return tried;
}

/** What a failed handshake established by itself. */
function refusalFacts({ recorder, texts }: Examination, tried: Tried): Facts {
  const { status, answer, failure = '', received = '' } = tried;
  if (answer && status === 101) {
    const fault = answerFault(tried.sent, answer.head);
    return [
      measured('status', '101', { value: 101 }),
      measured('after-101', fault?.kind === 'subprotocol' ? 'subprotocol' : 'accept', {
        detail: recorder.quote(fault?.text ?? ''),
      }),
      ...ofWords(texts.programs(namingText(answer)), ['front', 'server']),
    ];
  }
  if (answer && status !== undefined) return factsOfRefusal(status, answer, texts);
  const found = [
    measured('status', 'none'),
    measured('connect-error', endAnswer(failure), { detail: failure.slice(0, 40) }),
  ];
  return received === '' ? found : joinFacts(found, texts.wordings(received));
}

const plainHead = (url: URL, extras: RequestExtras): HttpHead =>
  requestHead(url, {
    ...extras,
    headers: [['Connection', 'close'], ['Accept', '*/*'], ...(extras.headers ?? [])],
  });

/** The answer to an ordinary request of the same address. */
async function examinePlain(
  examination: Examination,
  target: Target,
  url: URL,
  extras: RequestExtras,
): Promise<Tried> {
  const { recorder } = examination;
  const plain = drop(await tryRequest(target, plainHead(url, extras)));
  const { status } = plain;
  const isRedirect = status !== undefined && status >= 300 && status < 400 && status !== 304;
  recorder.check(
    'Plain request',
    plain.answer ? 'passed' : 'failed',
    plain.answer ? answerWords(examination, plain) : failureWords(examination, plain),
  );
  return { ...plain, ...(isRedirect && { message: 'redirect' }) };
}

const withPath = (url: URL, path: string): URL => {
  const asked = new URL(url);
  asked.pathname = path;
  return asked;
};

/** The way to the application past every proxy, and the address that is asked for there. */
const wayPast = ({ patience }: DoctorOptions, past: URL, url: URL): { target: Target; own: URL } => ({
  target: {
    ...{ host: hostOf(past), port: portOf(past), patience },
    ...(isSecure(past) && { tls: tlsOptions(hostOf(url), {}) }),
  },
  own: past.pathname === '/' ? url : withPath(url, past.pathname),
});

/** What the application answers past every proxy, and what that says about the way through them. */
async function examinePast(
  examination: Examination,
  { target: front, url, through, extras }: Refusal,
  plainly: Tried,
  varied: Facts,
): Promise<Facts> {
  const { options, recorder } = examination;
  const { past, subprotocols } = options;
  if (!past) return [];
  const { target, own } = wayPast(options, past, url);
  const detail = past.host;
  const comparesScheme = factOf(varied, 'words')?.answer === 'origin';
  const passing = comparesScheme ? { ...extras, origin: withoutTls(url) } : extras;
  const direct = drop(await shake(target, own, passing, subprotocols));
  if (!direct.answer) return withoutDirectAnswer(examination, target, direct, detail);
  if (!isOpen(direct)) {
    const isAlike = isSameAnswer(through, direct);
    recorder.check(
      'Past the proxy',
      'failed',
      `${detail} refuses it too: ${answerWords(examination, direct)}`,
    );
    return [
      measured('direct', 'same', { detail }),
      ...(isAlike ? [measured('arrives', 'arrives', { detail: 'the same answer' })] : []),
    ];
  }
  const found: Facts = [measured('direct', '101', { detail })];
  if (!through.answer) {
    const other = plainly.answer && drop(await tryRequest(front, ofAnotherProtocol(url, extras)));
    const isAny = other?.failure === noAnswer.late;
    recorder.check(
      'Past the proxy',
      'passed',
      `${detail} answers 101.${isAny ? ' The proxy leaves any Upgrade header without an answer, whatever the protocol: nothing in it takes upgrades.' : ''}`,
    );
    return [
      ...found,
      measured('works-where', 'past-proxy'),
      ...(isAny ? [measured('words', 'upgrade')] : []),
    ];
  }
  if (comparesScheme) {
    recorder.check(
      'Past the proxy',
      'failed',
      `${detail} answers 101 only if the Origin begins with http://, the scheme of its own connection.`,
    );
    return found;
  }
  // Such a status is a proxy's own: it got no valid answer (RFC 9110 sections 15.6.3 and 15.6.5).
  if (through.status === 502 || through.status === 504) {
    const h2 = isSecure(past) && (await lookAtHttp2(offeringHttp2(target, url), url, extras.origin));
    const lacksHttp2 = h2 !== false && h2.announced === false;
    recorder.check(
      'Past the proxy',
      'passed',
      `${detail} answers 101. The ${through.status} is the proxy’s own: it does not reach this application in this way.${lacksHttp2 ? ' The application also offers HTTP/2, over which it takes no WebSocket.' : ''}`,
    );
    return [
      ...found,
      measured('arrives', 'elsewhere'),
      ...(lacksHttp2 ? [measured('words', 'http2', { detail: 'no WebSocket over HTTP/2' })] : []),
      ...(isSecure(past) && !lacksHttp2
        ? [measured('words', 'tls', { detail: 'the application speaks TLS' })]
        : []),
    ];
  }
  const small = drop(
    await tryRequest(target, inSmallLetters(handshakeHead(own, { ...extras, subprotocols }))),
  );
  if (!isOpen(small)) {
    recorder.check(
      'Past the proxy',
      'failed',
      `${detail} answers 101, and ${small.status ?? failureWords(examination, small)} to the same headers in small letters, as proxies may write them: it compares them letter for letter.`,
    );
    return [
      ...found,
      measured('arrives', 'arrives'),
      measured('words', 'accept', { detail: 'small letters are refused' }),
    ];
  }
  const plain = drop(await tryRequest(target, requestHead(own, extras)));
  const elsewhere = drop(await shake(target, withPath(url, noSuchPath), extras, subprotocols));
  const isPlain = isSameAnswer(through, plain);
  const isElsewhere = isSameAnswer(through, elsewhere);
  // A page that is none of an application that takes any path comes from elsewhere, other refusals may be of any handshake.
  const isPage = through.status === 200 || through.status === 404;
  if (!isPlain && !isElsewhere && (isPage || !isOpen(elsewhere))) {
    const unknown = drop(await shake(front, withPath(url, noSuchPath), extras, subprotocols));
    if (isSameAnswer(through, unknown)) {
      recorder.check(
        'Past the proxy',
        'passed',
        `${detail} answers 101. The proxy gives the same answer for a path that does not exist: it does not route this one.`,
      );
      return [...found, measured('address', 'unexpected', { detail: 'as for an unknown path' })];
    }
  }
  const isHeaded =
    isSameAnswer(through, plainly) &&
    !isPlain &&
    !isElsewhere &&
    isSameAnswer(through, drop(await tryRequest(target, afterProxyHeader(handshakeHead(own, extras)))));
  if (isHeaded) {
    recorder.check(
      'Past the proxy',
      'failed',
      `${detail} answers 101. After a header of the PROXY protocol it answers as it does through the proxy: the proxy sends one, and the application expects none.`,
    );
    return [...found, measured('config', 'proxy-protocol')];
  }
  const words = isPlain
    ? isElsewhere
      ? 'The answer through the proxy is the application’s: it got no Upgrade header, or another path.'
      : 'The answer through the proxy is the application’s to an ordinary request: the Upgrade header did not arrive.'
    : isElsewhere
      ? 'The answer through the proxy is the application’s to a path that it does not know.'
      : 'The answer through the proxy is not the application’s.';
  recorder.check('Past the proxy', 'passed', `${detail} answers 101. ${words}`);
  if (!isPlain && !isElsewhere) return found;
  return [
    ...found,
    measured('arrives', 'arrives'),
    ...(isPlain && !isElsewhere
      ? [measured('words', 'upgrade', { detail: 'it arrived without Upgrade' })]
      : []),
    ...(isElsewhere && !isPlain
      ? [measured('address', 'unexpected', { detail: 'it arrived with another path' })]
      : []),
  ];
}

/** What is known where the application gives no answer of HTTP/1.1. */
async function withoutDirectAnswer(
  examination: Examination,
  target: Target,
  direct: Tried,
  detail: string,
): Promise<Facts> {
  const { recorder } = examination;
  const { failure, message = '' } = direct;
  const isHttp2 = direct.connected && (await speaksHttp2(target));
  const isNameless = /unrecognized.name/i.test(`${failure ?? ''} ${message}`);
  const isAlert = target.tls !== undefined && tlsFailure(failure ?? '', message).answer === 'tls-alert';
  recorder.check(
    'Past the proxy',
    'failed',
    `${detail}: ${isHttp2 ? 'the application speaks HTTP/2 there, and not HTTP/1.1.' : isNameless ? 'the application refuses TLS for that server name (alert “unrecognized name”).' : failureWords(examination, direct)}`,
  );
  if (isHttp2)
    return [
      measured('words', 'http2', { detail: 'the application answers in HTTP/2' }),
      measured('connect-error', 'http2'),
    ];
  if (isNameless) return [measured('words', 'sni', { detail: 'the application refuses the name' })];
  if (isAlert) return [measured('words', 'tls', { detail: 'the application ends TLS' })];
  return [measured('direct', 'no-answer', { detail })];
}

/** Statuses with which servers answer a path that they do not know. */
const ofUnknownPath = new Set([200, 400, 403, 404, 405, 500]);

/** A refused handshake with one thing changed: what that is, the change itself, and what is known if it passes then. */
type Variation = readonly [words: string, change: Partial<Pick<Refusal, 'url' | 'extras'>>, known: Facts];

/** Each thing in a refused handshake that may be what is refused. */
function variationsOf({ cookies }: DoctorOptions, { url, extras, through }: Refusal): Variation[] {
  const { status = 0 } = through;
  const own = ownOrigin(url);
  const isOwn = extras.origin === own;
  const { pathname: path } = url;
  const hasSlash = path.endsWith('/');
  const isRefused = status >= 400;
  const isOfPath = ofUnknownPath.has(status);
  const from = (origin?: string) => ({ extras: { ...extras, origin } });
  const passes = [measured('origin', 'passes')];
  const elsewhere = [measured('address', 'unexpected')];
  const all: readonly (readonly [isTried: boolean, ...Variation])[] = [
    [isRefused, 'without an Origin', from(), passes],
    [isRefused && !isOwn, `with the Origin ${own}`, from(own), passes],
    // An application behind a proxy that ends TLS may take itself for http, and compare the scheme.
    [
      isRefused && isOwn && isSecure(url),
      `with the Origin ${withoutTls(url)}`,
      from(withoutTls(url)),
      [measured('words', 'origin'), measured('arrives', 'arrives')],
    ],
    [
      isOfPath && path !== '/',
      hasSlash ? 'without the slash at its end' : 'with a slash at its end',
      { url: withPath(url, hasSlash ? path.slice(0, -1) : `${path}/`) },
      elsewhere,
    ],
    // The query of Engine.IO is its client’s.
    [
      isOfPath && url.search !== '' && !isPolled(url),
      'without its query',
      { url: new URL(path, url) },
      elsewhere,
    ],
    [
      cookies.length > 0,
      'without the cookies',
      { extras: { ...extras, cookies: [] } },
      [measured('for-whom', 'logged-in')],
    ],
  ];
  return all.flatMap(([isTried, ...variation]) => (isTried ? [variation] : []));
}

/** Whether a refused handshake passes with one thing changed. */
async function examineVariations({ options, recorder }: Examination, refusal: Refusal): Promise<Facts> {
  const { target, through } = refusal;
  const isRefused = (through.status ?? 0) >= 400;
  const found = isRefused ? [measured('origin', 'refused')] : [];
  const attempt = async ({ url, extras }: Pick<Refusal, 'url' | 'extras'>): Promise<Tried> =>
    drop(await shake(target, url, extras, options.subprotocols));
  const refused: string[] = [];
  for (const [words, change, known] of variationsOf(options, refusal)) {
    const tried = await attempt({ ...refusal, ...change });
    if (!isOpen(tried)) {
      refused.push(`${words} (${tried.status ?? tried.failure ?? 'no answer'})`);
      continue;
    }
    // What passes now and did not before may also be chance.
    const isChance = isOpen(await attempt(refusal));
    recorder.check(
      'Variations',
      isChance ? 'passed' : 'failed',
      isChance
        ? 'The same handshake passed the second time: it fails only now and then.'
        : `The handshake passes ${words}, and is refused as it was.`,
    );
    return isChance
      ? [measured('for-whom', 'some-attempts')]
      : joinFacts(
          found,
          known.map((fact) => ({ ...fact, detail: `it passes ${words}` })),
        );
  }
  if (refused.length > 0) recorder.check('Variations', 'passed', `It is refused too ${refused.join(', ')}.`);
  return found;
}

/** Whether a refusal that may pass by itself is gone a moment later. */
async function examineLater(
  { options }: Examination,
  target: Target,
  url: URL,
  extras: RequestExtras,
): Promise<Facts> {
  await new Promise((resolve) => setTimeout(resolve, pauseBeforeRetry));
  const again = drop(await shake(target, url, extras, options.subprotocols));
  return isOpen(again) ? [measured('for-whom', 'some-attempts', { detail: 'it passed a moment later' })] : [];
}

async function examineRedirect(
  examination: Examination,
  url: URL,
  through: Tried,
  extras: RequestExtras,
): Promise<void> {
  const { options, recorder } = examination;
  const location = through.answer && header(through.answer.head, 'Location');
  if (location === undefined) return;
  let next: URL;
  try {
    next = new URL(location.replace(/^ws/i, 'http'), url.href.replace(/^ws/, 'http'));
  } catch {
    return recorder.check(
      'Redirect',
      'failed',
      `The Location header is no address: “${recorder.quote(location)}”.`,
    );
  }
  const shown = recorder.quote(`${next.protocol}//${next.host}${next.pathname}`);
  if (!options.follow || !/^https?:$/.test(next.protocol))
    return recorder.check(
      'Redirect',
      'skipped',
      `It leads to ${shown}. Clients of WebSockets do not follow redirects; --follow tries that address.`,
    );
  const target: Target = {
    host: hostOf(next),
    port: portOf(next),
    patience: options.patience,
    ...(isSecure(next) && { tls: tlsOptions(hostOf(next), { authority: options.authority }) }),
  };
  // Neither cookies nor headers of the reader go to another address.
  const tried = drop(await shake(target, next, { userAgent, origin: extras.origin }, options.subprotocols));
  recorder.check(
    'Redirect',
    isOpen(tried) ? 'passed' : 'failed',
    `It leads to ${shown}, which answers ${tried.status ?? failureWords(examination, tried)}.${isOpen(tried) ? ' Use that address, with ws instead of http.' : ''}`,
  );
}

/** The same way, with HTTP/2 offered in TLS first. */
const offeringHttp2 = (target: Target, url: URL, authority?: string): Target => ({
  ...target,
  tls: tlsOptions(hostOf(url), { authority, alpn: ['h2', 'http/1.1'] }),
});

async function examineHttp2(
  { recorder, options }: Examination,
  target: Target,
  url: URL,
  origin: string | undefined,
  opensOverHttp1: boolean,
): Promise<Facts> {
  if (!isSecure(url)) {
    recorder.check('HTTP/2', 'skipped', 'Without TLS, clients of WebSockets speak HTTP/1.1.');
    return [];
  }
  const seen = await lookAtHttp2(offeringHttp2(target, url, options.authority), url, origin);
  if (!seen.offered) {
    recorder.check(
      'HTTP/2',
      'passed',
      seen.failure === undefined
        ? 'The server does not offer HTTP/2; WebSockets need only HTTP/1.1.'
        : `Not tried: ${seen.failure}.`,
    );
    return [];
  }
  if (seen.announced === false) {
    recorder.check(
      'HTTP/2',
      opensOverHttp1 ? 'passed' : 'failed',
      'The server offers HTTP/2 without WebSockets over it (RFC 8441); browsers use HTTP/1.1 for them.',
    );
    return [];
  }
  const works = seen.status === 200;
  recorder.check(
    'HTTP/2',
    works ? 'passed' : 'failed',
    works
      ? 'A WebSocket opens over HTTP/2 (RFC 8441).'
      : `The server announces WebSockets over HTTP/2 (RFC 8441), and answers ${seen.status ?? seen.failure ?? 'nothing'} to one: browsers with an HTTP/2 connection fail.`,
  );
  if (works || !opensOverHttp1) return [];
  const { past } = options;
  const way = past && isSecure(past) && wayPast(options, past, url);
  const direct = way && (await lookAtHttp2(offeringHttp2(way.target, url), way.own, origin));
  const isApplications = direct !== false && direct?.status !== undefined && direct.status === seen.status;
  if (isApplications)
    recorder.check('Past the proxy', 'failed', `${past.host} answers the same over HTTP/2.`);
  return [
    ...(isApplications ? [measured('direct', 'same'), measured('arrives', 'arrives')] : []),
    measured('symptom', 'one-place'),
    measured('works-where', 'http1'),
    measured('http2', 'works'),
    ...(seen.status === undefined
      ? []
      : [measured('status', statusAnswer(seen.status), { value: seen.status })]),
  ];
}

/** Whether an address is one at which a client polls before it asks for a WebSocket. */
const isPolled = (url: URL): boolean => url.searchParams.has('EIO');

/** Whether a handshake opens too that is written as Firefox writes it. */
async function examineSpelling(
  examination: Examination,
  target: Target,
  url: URL,
  extras: RequestExtras,
): Promise<void> {
  const { options, recorder } = examination;
  const head = asFirefox(handshakeHead(url, { ...extras, subprotocols: options.subprotocols }));
  const tried = drop(await tryRequest(target, head));
  const isRefused =
    tried.answer !== undefined &&
    !isOpen(tried) &&
    // What is refused now and opened before may also be chance.
    isOpen(drop(await shake(target, url, extras, options.subprotocols)));
  recorder.check(
    'Spelling',
    isRefused ? 'failed' : 'passed',
    isRefused
      ? `With “Connection: keep-alive, Upgrade”, as Firefox writes it, the same handshake is refused: ${answerWords(examination, tried)}`
      : 'With “Connection: keep-alive, Upgrade”, as Firefox writes it, it opens too.',
  );
  if (isRefused)
    recorder.take(
      joinFacts(
        [
          measured('symptom', 'one-place'),
          measured('works-where', 'one-browser'),
          measured('words', 'accept', { detail: 'Connection: keep-alive, Upgrade' }),
        ],
        refusalFacts(examination, tried),
      ),
    );
}

/** Sessions of Engine.IO that are tried: with two servers behind it, every other one may happen to be known. */
const sessions = 3;

function refuseSession(examination: Examination, tried: Tried, words: string): void {
  examination.recorder.check('Session', 'failed', `${words}: ${answerWords(examination, tried)}`);
  examination.recorder.take(
    joinFacts([measured('symptom', 'never-opens')], refusalFacts(examination, tried)),
  );
}

/** Whether a session that polling opened is known where the WebSocket of it arrives. */
async function examineSession(
  examination: Examination,
  target: Target,
  url: URL,
  extras: RequestExtras,
): Promise<void> {
  const { recorder } = examination;
  for (let count = 0; count < sessions; count += 1) {
    const polled = drop(await tryRequest(target, plainHead(askedPlainly(url), extras)));
    const body = polled.answer?.body ?? '';
    // A server may well refuse polling alone; this code is that of a version that it does not speak.
    if (/"code":5\b/.test(body))
      return refuseSession(examination, polled, 'Polling, with which clients begin, is refused');
    const [, id] = /"sid":"([\w-]{1,64})"/.exec(body) ?? [];
    if (id === undefined) return;
    const asked = new URL(url);
    asked.searchParams.set('sid', id);
    const tried = drop(await shake(target, asked, extras));
    if (tried.answer === undefined || isOpen(tried)) continue;
    return refuseSession(examination, tried, 'A session that polling opened is refused for a WebSocket');
  }
  recorder.check('Session', 'passed', 'Sessions that polling opened go over to a WebSocket.');
}

/** The address of the ordinary request: of Engine.IO the polling of the same version. */
function askedPlainly(url: URL): URL {
  if (!isPolled(url)) return url;
  const asked = new URL(url);
  asked.searchParams.set('transport', 'polling');
  return asked;
}

/** What the start page of the host says where the handshake was refused without a reason: development servers name the host there. */
async function examineRoot(
  { texts }: Examination,
  target: Target,
  url: URL,
  extras: RequestExtras,
): Promise<Facts> {
  const { status, answer } = drop(await tryRequest(target, requestHead(new URL('/', url), extras)));
  return status === 403 && answer
    ? ofWords(texts.wordings(answer.body), ['words', 'server', 'refuser-403'])
    : [];
}

/** What an ordinary request and a failed handshake say together about the host. */
function reachOf(plain: Tried, through: Tried): Facts {
  if (plain.message === 'redirect') return [measured('reach', 'redirect')];
  // Some servers answer handshakes alone.
  return [measured('reach', (plain.answer ?? through.answer) ? 'answers' : 'no-answer')];
}

/** A failed handshake, and what it was made with. */
interface Refusal {
  target: Target;
  url: URL;
  through: Tried;
  extras: RequestExtras;
}

/** Looks at everything behind a failed handshake. */
async function examineRefusal(examination: Examination, refusal: Refusal): Promise<void> {
  const { target, url, through, extras } = refusal;
  const { recorder } = examination;
  const fault = through.answer && answerFault(through.sent, through.answer.head);
  recorder.check(
    'Handshake',
    'failed',
    fault
      ? `101 Switching Protocols, and a client must not take it: ${recorder.quote(fault.text)}`
      : through.answer
        ? answerWords(examination, through)
        : failureWords(examination, through),
  );
  recorder.take([
    measured('symptom', 'never-opens'),
    ...(isSecure(url) ? [measured('schemes', 'other', { detail: 'wss://' })] : []),
  ]);
  const own = refusalFacts(examination, through);
  const { texts } = examination;
  const plain = await examinePlain(examination, target, askedPlainly(url), extras);
  // A client of Socket.IO polls first, and what that gets is what its user sees.
  const polled =
    through.answer === undefined && plain.answer && (plain.status ?? 0) >= 400 && isPolled(url)
      ? factsOfRefusal(plain.status ?? 0, plain.answer, texts)
      : [];
  const page = through.status === 403 ? await examineRoot(examination, target, url, extras) : [];
  const varied = await examineVariations(examination, refusal);
  const later =
    momentary.has(through.status ?? 0) && factOf(varied, 'for-whom') === undefined
      ? await examineLater(examination, target, url, extras)
      : [];
  if ((through.status ?? 0) >= 300 && (through.status ?? 0) < 400)
    await examineRedirect(examination, url, through, extras);
  const past = await examinePast(examination, refusal, plain, varied);
  await examineHttp2(examination, target, url, extras.origin, false);
  const logs = await examineLogs(examination);
  const host = ofWords(examination.texts.programs(hostOf(url)), ['front', 'server']);
  const named = plain.answer
    ? ofWords(examination.texts.programs(namingText(plain.answer)), ['front', 'server'])
    : [];
  // Where HTTP/2 is what the application lacks, HTTP/1.1 up to the proxy says nothing.
  const isOfHttp2 = [...past, ...logs].some(({ answer }) => answer === 'http2');
  const overHttp1 = isOfHttp2 ? [] : [measured('http2', 'same')];
  recorder.take(
    joinFacts(host, named, overHttp1, reachOf(plain, through), varied, later, own, polled, page, past, logs),
  );
}

/** The other way: through the forward proxy of --proxy, where that grants no tunnel. */
function takeRefusedTunnel(examination: Examination, tried: Tried): void {
  const { recorder } = examination;
  recorder.check(
    'Tunnel',
    'failed',
    `The forward proxy grants no tunnel: ${tried.answer ? answerWords(examination, tried) : ''}`,
  );
  recorder.take([
    measured('symptom', 'never-opens'),
    measured('status', 'no-connection'),
    measured('place', 'company', {
      detail: `a forward proxy answered ${tried.answer ? (statusOf(tried.answer.head) ?? '') : ''}`,
    }),
    measured('for-whom', 'some-places'),
  ]);
}

/** What known wordings say that stand in what the logs of --log have gained. No line is quoted, for it may be about others. */
async function examineLogs({ options, recorder, texts }: Examination): Promise<Facts> {
  if (options.logs.length === 0) return [];
  await new Promise((resolve) => setTimeout(resolve, pauseBeforeLogs));
  return options.logs.flatMap(({ file, gained }) => {
    const text = gained();
    const found = texts.logs(text).filter(({ question }) => ofLogs.has(question));
    const lines = text.split('\n').length - 1;
    recorder.check(
      'Log',
      found.length > 0 ? 'failed' : 'passed',
      `${file} has gained ${lines} ${lines === 1 ? 'line' : 'lines'}. ${found.map(inShort).join(' · ') || 'None is a known one'}.`,
    );
    return found;
  });
}

/** Examines an endpoint; everything is in the recorder afterwards. */
export async function examine(examination: Examination): Promise<void> {
  const { options, recorder } = examination;
  const { url, isEngineIo } = withEngineIoQuery(options.url);
  recorder.note({
    ...{ id: 'started', endpoint: options.shown, secure: isSecure(url) },
    plan: publicPlan(planOf(options)),
  });
  await examineAll(examination, url, isEngineIo);
  // Where nothing is wrong, a log speaks of others.
  const isRead = findAll(recorder.trace, 'checked').some(({ step }) => step === 'Log');
  if (!isRead && terminalFacts(recorder.trace).length > 0) recorder.take(await examineLogs(examination));
  recorder.note({ id: 'finished' });
}

async function examineAll(examination: Examination, url: URL, isEngineIo: boolean): Promise<void> {
  const { options, recorder } = examination;
  const isBlocked = isBlockedPort(portOf(url));
  recorder.check(
    'Address',
    isBlocked ? 'failed' : 'passed',
    `${options.shown}${isEngineIo ? ', an address of Engine.IO (Socket.IO)' : ''}.${isBlocked ? ` Browsers refuse to connect to port ${portOf(url)} (ERR_UNSAFE_PORT).` : ''}`,
  );
  if (isBlocked)
    recorder.take([
      measured('symptom', 'never-opens'),
      measured('connect-error', 'unsafe-port'),
      measured('words', 'port'),
    ]);
  lookAtVariables(examination);
  const proxy = options.proxy && { host: hostOf(options.proxy), port: portOf(options.proxy), url };
  const address = proxy ? hostOf(url) : await findAddress(examination, url);
  if (address === undefined) {
    recorder.take([measured('symptom', 'never-opens')]);
    return;
  }
  const target: Target = {
    host: address,
    port: portOf(url),
    patience: options.patience,
    ...(isSecure(url) && { tls: tlsOptions(hostOf(url), { authority: options.authority }) }),
    ...(proxy && { tunnel: proxy }),
  };
  const extras: RequestExtras = {
    userAgent,
    origin: options.origin ?? ownOrigin(url),
    cookies: options.cookies,
    headers: options.headers,
  };
  const tls = await examineTls(examination, target, url);
  if (!tls.works) {
    recorder.take([measured('symptom', 'never-opens'), measured('schemes', 'other', { detail: 'wss://' })]);
    await examineHttp2(examination, target, url, extras.origin, false);
    return;
  }
  const through = await shake(target, url, extras, options.subprotocols);
  if (through.failure === noTunnel) return takeRefusedTunnel(examination, through);
  if (proxy) recorder.check('Tunnel', 'passed', 'The forward proxy granted a tunnel.');
  if (!tls.accepted) {
    drop(through);
    recorder.check(
      'Handshake',
      'could not run',
      `Clients end at the certificate. Behind it the handshake gets ${through.status ?? failureWords(examination, through)}; --insecure goes on.`,
    );
    recorder.take([measured('symptom', 'never-opens'), measured('schemes', 'other', { detail: 'wss://' })]);
    return;
  }
  if (!isOpen(through)) return examineRefusal(examination, { target, url, through: drop(through), extras });
  await examineOpen(examination, { target, url, through, extras, isEngineIo });
}

/** The socket of a try, if one opened. */
const sessionOf = (tried: Tried): Session | undefined =>
  isOpen(tried) && tried.socket && tried.answer
    ? new Session(tried.socket, tried.answer.rest)
    : (drop(tried), undefined);

async function examineOpen(
  examination: Examination,
  {
    target,
    url,
    through,
    extras,
    isEngineIo,
  }: { target: Target; url: URL; through: Tried; extras: RequestExtras; isEngineIo: boolean },
): Promise<void> {
  const { options, recorder } = examination;
  const { socket, answer } = through;
  if (!socket || !answer) return;
  const chosen = header(answer.head, 'Sec-WebSocket-Protocol') ?? '';
  recorder.check(
    'Handshake',
    'passed',
    `101 Switching Protocols after ${span(Math.max(1, through.milliseconds))}${chosen === '' ? '' : `, subprotocol ${recorder.quote(chosen)}`}.${namesIn(answer) === '' ? '' : ` ${recorder.quote(namesIn(answer).replaceAll('\n', '; '))}.`}`,
  );
  recorder.note({ id: 'socket-opening', socket: 1 });
  const openAgain = async (): Promise<Session | undefined> =>
    sessionOf(await shake(target, url, extras, options.subprotocols));
  const { past } = options;
  const openPast = async (): Promise<Session | undefined> => {
    if (!past) return undefined;
    const way = wayPast(options, past, url);
    return sessionOf(await shake(way.target, way.own, extras, options.subprotocols));
  };
  await converse(
    new Session(socket, answer.rest),
    {
      ...{ options, recorder, openAgain, openPast, said: examination.texts.wordings },
      engineIo: isEngineIo ? (url.searchParams.get('EIO') ?? '') : undefined,
    },
    chosen,
  );
  await examineSpelling(examination, target, url, extras);
  if (isEngineIo) await examineSession(examination, target, url, extras);
  recorder.take(await examineHttp2(examination, target, url, extras.origin, true));
}
