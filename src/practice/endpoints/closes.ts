import type { WebSocket } from 'ws';
import type { KnownAnswers } from '../../diagnosis/questions.ts';
import { opcodes } from '../../wire/frames.ts';
import { echo } from '../echo.ts';
import { seconds } from '../endpoint.ts';
import type { PracticeEndpoint, PracticeGroup, ShownInPage, ShownInTerminal } from '../endpoint.ts';
import { openCorrectly } from '../handshake.ts';
import { openRaw } from '../raw-connection.ts';
import { echoes, fin, getsClose, opens, passes, pongs, rst, sends, sendsClose } from '../script.ts';
import { cutInPage, endsAtOnceInTerminal } from '../shown.ts';

type CloseCode = NonNullable<KnownAnswers['close-code']>;

/** An endpoint that opens and at once sends a Close frame. */
interface Closing extends Pick<PracticeEndpoint, 'name' | 'line'> {
  code: number;
  reason: string;
  /** The answer that the code is. */
  answer: CloseCode;
  leadsTo: string;
  except?: ShownInPage['except'];
  terminal?: ShownInTerminal;
}

function closing({ name, line, code, reason, answer, leadsTo, except, terminal }: Closing): PracticeEndpoint {
  return {
    name,
    line,
    serve: (handshake) => openCorrectly(handshake, (connection) => connection.close(code, reason)),
    wire: [...opens(), getsClose(code, reason), sendsClose(code), fin],
    page: {
      form: { hold: '10' },
      steps: { Handshake: /passed/, Close: new RegExp(`failed.*Code ${code}, reason “.+”, clean`) },
      facts: { symptom: 'drops', drop: 'at-once', 'close-code': answer },
      leadsTo,
      ...(except && { except }),
    },
    terminal: terminal ?? endsAtOnceInTerminal(answer),
  };
}

const afterSilence =
  (end: (connection: WebSocket) => void): PracticeEndpoint['serve'] =>
  (handshake, limit) => {
    openCorrectly(handshake, (connection) => {
      let cancel = (): void => {};
      const restart = (): void => {
        cancel();
        cancel = handshake.after(() => end(connection), limit * 1_000);
      };
      restart();
      handshake.socket.on('data', restart);
      echo(connection);
    });
  };

/** Facts of a socket that ends after the same time again. */
const atSameSecond: KnownAnswers = {
  symptom: 'drops',
  drop: 'same-seconds',
  seconds: 'short',
  'close-code': '1006',
};

/** The same, as a terminal sees it that holds a socket in silence. */
const inSilence = (more: KnownAnswers): ShownInTerminal => ({
  options: ['--hold', '5', '--no-messages'],
  facts: { ...atSameSecond, ...more },
});

const plainlyClosing: Closing[] = [
  {
    name: 'closes-1001',
    line: 'Opens and at once closes with 1001 (going away) and a reason, as a server does that shuts down.',
    code: 1001,
    reason: 'server is shutting down',
    answer: 'normal',
    leadsTo: 'closed-on-purpose',
  },
  {
    name: 'closes-1008',
    line: 'Opens and at once closes with 1008 (policy violation) and a reason.',
    code: 1008,
    reason: 'policy violation: origin not allowed',
    answer: '1008',
    leadsTo: 'policy',
  },
  {
    name: 'closes-1011',
    line: 'Opens and at once closes with 1011 (internal error) and a reason.',
    code: 1011,
    reason: 'internal error in the handler',
    answer: '1011',
    leadsTo: 'server-failed',
  },
  {
    name: 'closes-1013',
    line: 'Opens and at once closes with 1013 (try again later) and a reason.',
    code: 1013,
    reason: 'at capacity, try again later',
    answer: '1013',
    leadsTo: 'rate-limit',
    // WebKitGTK tells script of 1006 instead of 1013.
    except: { webkit: cutInPage.facts },
  },
  {
    name: 'closes-4401',
    line: "Opens and at once closes with 4401, a code of the application's own, and a reason.",
    code: 4401,
    reason: 'token expired',
    answer: 'application',
    leadsTo: 'application-code',
    terminal: endsAtOnceInTerminal('application', { drop: 'on-purpose' }),
  },
];

/** What closes or drops a connection that was open. */
export const closes: PracticeGroup = {
  title: 'Closes or drops an open connection',
  endpoints: [
    ...plainlyClosing.map(closing),
    {
      name: 'resets-after-open',
      line: 'Opens and resets the TCP connection with an RST after <limit>.',
      parameter: seconds(0.1),
      serve(handshake, limit) {
        openRaw(handshake);
        handshake.after(() => {
          handshake.socket.resetAndDestroy();
        }, limit * 1_000);
      },
      wire: [...opens(), passes(0.1), rst],
      // Sooner than that, Firefox on a busy machine sees the reset before the open.
      query: '?seconds=0.5',
      page: cutInPage,
      terminal: endsAtOnceInTerminal('1006', { 'after-101': 'nothing' }),
    },
    {
      name: 'drops-after-silence',
      line: 'Echoes, but ends TCP without a Close frame after <limit> without any frame from the client.',
      parameter: seconds(10),
      serve: afterSilence((connection) => connection.terminate()),
      wire: [
        ...opens(),
        ...echoes('still here'),
        pongs,
        sends({ opcode: opcodes.pong, payload: Buffer.alloc(0) }),
        pongs,
        passes(10),
        fin,
      ],
      query: '?seconds=3',
      page: {
        form: { hold: '10' },
        steps: {
          Messages: /passed/,
          Silence: /failed.*Dropped after (2\.9|3(\.\d)?) s without a message/,
          Heartbeat:
            /passed.*a heartbeat cures it\. A socket beside it, without the heartbeat, dropped again after \d(\.\d)? s/,
          Reconnect: /passed.*Open again/,
        },
        facts: { ...atSameSecond, busy: 'stays' },
        leadsTo: 'proxy-idle-timeout',
      },
      terminal: inSilence({ busy: 'stays' }),
    },
    {
      name: 'closes-when-idle',
      line: 'Echoes, but closes with 1000 after <limit> without any frame from the client.',
      parameter: seconds(10),
      serve: afterSilence((connection) => connection.close(1000, 'idle')),
      wire: [...opens(), ...echoes('hello'), passes(10), getsClose(1000, 'idle')],
      query: '?seconds=3',
      page: {
        form: { hold: '10' },
        steps: {
          Silence: /failed/,
          Heartbeat: /passed.*cures it.*dropped again/,
          Close: /failed.*Code 1000, reason “idle”/,
        },
        facts: { ...atSameSecond, 'close-code': 'normal', busy: 'stays' },
        leadsTo: 'proxy-idle-timeout',
      },
      terminal: inSilence({ busy: 'stays', 'close-code': 'normal' }),
    },
    {
      name: 'drops-at-age',
      line: 'Echoes, but ends TCP without a Close frame <limit> after opening, however busy the connection is.',
      parameter: seconds(20),
      serve(handshake, limit) {
        openCorrectly(handshake, (connection) => {
          handshake.after(() => connection.terminate(), limit * 1_000);
          echo(connection);
        });
      },
      wire: [...opens(), ...echoes('busy'), pongs, passes(20), fin],
      query: '?seconds=4',
      page: {
        form: { hold: '10' },
        steps: {
          Messages: /passed/,
          Silence: /failed.*Dropped/,
          Heartbeat: /failed.*same age again.*no heartbeat/,
        },
        facts: { ...atSameSecond, busy: 'drops-anyway' },
        leadsTo: 'max-connection-duration',
      },
      terminal: inSilence({ busy: 'drops-anyway' }),
    },
  ],
};
