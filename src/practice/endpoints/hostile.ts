import { closePayload, encodeFrame, opcodes } from '../../wire/frames.ts';
import { bytes, seconds } from '../endpoint.ts';
import type { PracticeGroup, ShownInPage } from '../endpoint.ts';
import { openCorrectly } from '../handshake.ts';
import { openRaw } from '../raw-connection.ts';
import {
  echoes,
  fin,
  gets,
  getsBytes,
  getsClose,
  opens,
  passes,
  sendsClose,
  sendsText,
  waits,
} from '../script.ts';
import { endsAtOnceInTerminal, worksInPage, worksInTerminal } from '../shown.ts';

const floodMessages = 2_000_000;
const floodChunkMessages = 1_000;
const fragmentBytes = 65_536;

/** Small messages with consecutive numbers, from the first one on. */
function floodChunk(first: number): Buffer {
  const frames = Array.from({ length: floodChunkMessages }, (_, index) =>
    encodeFrame({ opcode: opcodes.text, payload: Buffer.from(String(first + index)) }),
  );
  return Buffer.concat(frames);
}

const markup = `<img src=x onerror="document.title='markup ran'">`;
const markupMessages = [
  markup,
  "<script>document.title='markup ran'</script>",
  `"><svg onload="document.title='markup ran'">`,
  '</textarea></code></pre><h1>Markup</h1>',
  '<a href="javascript:document.title=\'markup ran\'">link</a>',
  JSON.stringify({ type: 'message', html: markup }),
  '\u202egnisrever\u001b[31m red\u0000',
];

/** More comes than a test takes; then it says so and ends. */
const tooMuch: ShownInPage = {
  form: { hold: '10' },
  steps: { Handshake: /passed/, Close: /failed.*sends more than a test can take/ },
  facts: {},
};
const takenForHung = 'Beside other pages its driver takes the flooded page for hung, and ends the session.';

/** What no client should have to bear. */
export const hostile: PracticeGroup = {
  title: 'Tries the patience of the client',
  endpoints: [
    {
      name: 'flood',
      line: 'Sends small messages as fast as the client takes them and stops after <limit> or 2,000,000 messages.',
      parameter: seconds(60, 60),
      serve(handshake, limit) {
        const connection = openRaw(handshake, { onData() {} });
        const stop = (): void => {
          if (connection.open) {
            connection.close(closePayload(1000, 'the flood is over'));
          }
        };
        let sent = 0;
        handshake.after(stop, limit * 1_000);
        connection.pump(() => {
          if (sent >= floodMessages) {
            stop();
            return undefined;
          }
          const chunk = floodChunk(sent + 1);
          sent += floodChunkMessages;
          return chunk;
        });
      },
      wire: [...opens(), gets('1'), gets('2'), gets('3')],
      page: { ...tooMuch, leftOut: { webkit: takenForHung } },
      terminal: worksInTerminal,
    },
    {
      name: 'flood-through-close',
      line: 'Sends small messages as fast as the client takes them, ignores the Close frame of the client, and ends TCP after <limit>.',
      parameter: seconds(60, 60),
      serve(handshake, limit) {
        const connection = openRaw(handshake, { onData() {}, onClose() {} });
        const chunk = floodChunk(1);
        handshake.after(() => handshake.socket.destroy(), limit * 1_000);
        connection.pump(() => chunk);
      },
      wire: [...opens(), sendsClose(1000), gets('1'), gets('2'), gets('3')],
      page: {
        ...tooMuch,
        leftOut: {
          firefox:
            'At full speed it keeps the socket, whether its page closes it, removes its frame or ends its worker, and hears nothing else until the server stops.',
          webkit: takenForHung,
        },
      },
      terminal: worksInTerminal,
    },
    {
      name: 'huge-message',
      line: 'Sends one fragmented text message of <limit> as soon as it is open.',
      parameter: bytes(100_000_000, 256_000_000),
      serve(handshake, limit) {
        // An echo would break into the fragmented message (RFC 6455 §5.4).
        const connection = openRaw(handshake, { onData() {} });
        const fragment = Buffer.alloc(Math.min(limit, fragmentBytes), 'x');
        let left = limit;
        connection.pump(() => {
          if (left === 0) return undefined;
          const payload = fragment.subarray(0, Math.min(left, fragmentBytes));
          const opcode = left === limit ? opcodes.text : opcodes.continuation;
          left -= payload.length;
          return encodeFrame({ fin: left === 0, opcode, payload });
        });
      },
      wire: [
        ...opens('?bytes=65538'),
        getsBytes(`017f0000000000010000${'78'.repeat(fragmentBytes)}`),
        getsBytes('80027878'),
        sendsClose(4321),
        getsClose(4321),
        fin,
      ],
      query: '?bytes=70000000',
      page: {
        ...tooMuch,
        leftOut: {
          webkit: 'A message of 100 MB crashes its page, and beside other pages one of 70 MB does too.',
        },
      },
      terminal: worksInTerminal,
    },
    {
      name: 'markup',
      line: 'Sends messages full of HTML, and closes with HTML in the reason after <limit> or when it receives the message “close”.',
      parameter: seconds(2),
      serve(handshake, limit) {
        openCorrectly(handshake, (connection) => {
          const close = (): void => connection.close(4000, markup);
          for (const message of markupMessages) connection.send(message);
          connection.on('message', (data: Buffer) => {
            if (data.toString() === 'close') close();
          });
          handshake.after(close, limit * 1_000);
        });
      },
      wire: [
        ...opens(),
        ...markupMessages.map(gets),
        passes(2),
        getsClose(4000, markup),
        ...opens(),
        ...markupMessages.map(gets),
        sendsText('close'),
        getsClose(4000, markup),
      ],
      query: '?seconds=1',
      page: {
        form: { hold: '10' },
        steps: { Close: /failed.*reason “.*</ },
        facts: { symptom: 'drops', drop: 'at-once', 'close-code': 'application' },
        leadsTo: 'application-code',
      },
      terminal: endsAtOnceInTerminal('application', { drop: 'on-purpose' }),
    },
    {
      name: 'never-closes',
      line: 'Echoes, ignores the Close frame of the client, and ends TCP <limit> after it.',
      parameter: seconds(60, 60),
      serve(handshake, limit) {
        let closeReceived = false;
        openRaw(handshake, {
          onClose() {
            if (closeReceived) return;
            closeReceived = true;
            handshake.after(() => handshake.socket.destroy(), limit * 1_000);
          },
        });
      },
      wire: [
        ...opens(),
        ...echoes('hello'),
        waits(60, 0),
        sendsClose(1000),
        sendsClose(1000),
        ...echoes('still here'),
        waits(60, 1),
        passes(60),
        fin,
      ],
      query: '?seconds=10',
      page: {
        ...worksInPage,
        steps: { Messages: /passed/, Close: /failed.*did not complete the closing handshake/ },
      },
      terminal: worksInTerminal,
    },
  ],
};
