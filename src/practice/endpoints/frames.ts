import { closePayload, opcodes } from '../../wire/frames.ts';
import type { OutgoingFrame } from '../../wire/frames.ts';
import type { PracticeEndpoint, PracticeGroup, ShownInPage } from '../endpoint.ts';
import { openRaw } from '../raw-connection.ts';
import { failsClients, fin, getsBytes, opens, passes, pongs } from '../script.ts';
import { cutInPage, endsAtOnceInTerminal } from '../shown.ts';

/** How long after the 101 a forbidden frame is sent, in seconds, so that a browser reports `open` first. */
const afterOpen = 0.05;
/** How long a client may keep a connection on which it received a forbidden frame, in seconds. */
const brokenLifetime = 10;

/** An endpoint that opens and sends one frame which RFC 6455 forbids. */
interface Breaking extends Pick<PracticeEndpoint, 'name' | 'line'> {
  frame: OutgoingFrame;
  /** Its bytes on the wire. */
  hex: string;
  /** The error with which the package `ws` fails the connection. */
  error: string;
  page?: ShownInPage;
}

function breaking({ name, line, frame, hex, error, page = cutInPage }: Breaking): PracticeEndpoint {
  return {
    name,
    line,
    serve(handshake) {
      const connection = openRaw(handshake, { onData() {} });
      handshake.after(() => {
        if (frame.opcode === opcodes.close) {
          connection.close(frame.payload);
          return;
        }
        connection.send(frame);
        handshake.after(() => handshake.socket.destroy(), brokenLifetime * 1_000);
      }, afterOpen * 1_000);
    },
    wire: [
      ...opens(),
      pongs,
      passes(afterOpen),
      getsBytes(hex),
      pongs,
      passes(brokenLifetime),
      fin,
      failsClients(error, { isOpened: true, after: afterOpen }),
    ],
    page,
    terminal: endsAtOnceInTerminal('1006', { 'after-101': 'frames' }),
  };
}

const broken: Breaking[] = [
  {
    name: 'masked-frame',
    line: 'Opens and sends a masked frame, which only a client may send.',
    frame: {
      opcode: opcodes.text,
      payload: Buffer.from('Hello'),
      maskingKey: Buffer.from([0x37, 0xfa, 0x21, 0x3d]),
    },
    // The frame of RFC 6455 §5.7.
    hex: '818537fa213d7f9f4d5158',
    error: 'WS_ERR_UNEXPECTED_MASK',
    // Firefox takes the masked frame and stays open.
    page: { ...cutInPage, form: { hold: '0' }, except: { firefox: {} } },
  },
  {
    name: 'reserved-bit',
    line: 'Opens and sends a frame with the RSV1 bit set, though no extension was negotiated.',
    frame: { rsv1: true, opcode: opcodes.text, payload: Buffer.from('Hello') },
    hex: 'c10548656c6c6f',
    error: 'WS_ERR_UNEXPECTED_RSV_1',
  },
  {
    name: 'invalid-utf-8',
    line: 'Opens and sends a text message in Latin-1, which is not valid UTF-8.',
    frame: { opcode: opcodes.text, payload: Buffer.from('café', 'latin1') },
    hex: '8104636166e9',
    error: 'WS_ERR_INVALID_UTF8',
  },
  {
    name: 'close-reason-too-long',
    line: 'Opens and sends a Close frame whose reason has 124 bytes, one more than a control frame can hold.',
    frame: { opcode: opcodes.close, payload: closePayload(1000, 'x'.repeat(124)) },
    hex: `887e007e03e8${'78'.repeat(124)}`,
    error: 'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH',
  },
  {
    name: 'close-code-1005',
    line: 'Opens and sends a Close frame with 1005, a code reserved for a close without a code.',
    frame: { opcode: opcodes.close, payload: closePayload(1005) },
    hex: '880203ed',
    error: 'WS_ERR_INVALID_CLOSE_CODE',
    // Firefox tells script of 1005 as if there had been no code.
    page: { ...cutInPage, except: { firefox: { ...cutInPage.facts, 'close-code': 'normal' } } },
  },
  {
    name: 'close-code-1006',
    line: 'Opens and sends a Close frame with 1006, a code reserved for a loss without a Close frame.',
    frame: { opcode: opcodes.close, payload: closePayload(1006) },
    hex: '880203ee',
    error: 'WS_ERR_INVALID_CLOSE_CODE',
  },
];

/** What sends frames that no peer may send. */
export const frames: PracticeGroup = {
  title: 'Sends frames that RFC 6455 forbids',
  endpoints: broken.map(breaking),
};
