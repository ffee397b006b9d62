import { opcodes } from '../../wire/frames.ts';
import { echo } from '../echo.ts';
import { bytes, seconds } from '../endpoint.ts';
import type { PracticeForm, PracticeGroup } from '../endpoint.ts';
import { maxMessageBytes, openCorrectly, refuse } from '../handshake.ts';
import type { PracticeHandshake } from '../handshake.ts';
import { openRaw } from '../raw-connection.ts';
import {
  dials,
  echoes,
  fin,
  getsBytes,
  getsClose,
  opens,
  passes,
  refuses,
  rst,
  sends,
  sendsBytes,
  sendsText,
} from '../script.ts';
import { worksInTerminal } from '../shown.ts';

const limit = bytes(65_536, maxMessageBytes);
const tooLongText = sendsText('x'.repeat(65_537));
const upTo1Megabyte: PracticeForm = { hold: '0', largest: '1000000' };
/** What is lost is given up after four seconds. */
const inTerminal = ['--sizes', '1000000', '--timeout', '2'];
const largeFails = { symptom: 'messages', 'message-problem': 'large' } as const;
const cutByLarge = { symptom: 'drops', drop: 'large-message' } as const;

/** Open connections to `two-at-a-time`, by the browser that has them. */
const openByBrowser = new Map<string, number>();

function serveTwoAtATime(handshake: PracticeHandshake): void {
  const browser = handshake.request.headers['user-agent'] ?? '';
  const open = openByBrowser.get(browser) ?? 0;
  if (open >= 2) {
    refuse(handshake, { status: 503, text: 'Two connections are open already.' });
    return;
  }
  openByBrowser.set(browser, open + 1);
  handshake.socket.once('close', () => {
    const left = (openByBrowser.get(browser) ?? 1) - 1;
    if (left === 0) openByBrowser.delete(browser);
    else openByBrowser.set(browser, left);
  });
  openCorrectly(handshake, echo);
}

/** What takes only messages, or sockets, of a certain kind or number. */
export const limits: PracticeGroup = {
  title: 'Limits the size of messages',
  endpoints: [
    {
      name: 'message-limit',
      line: 'Echoes, but closes with 1009 (message too big) when a message is longer than <limit>.',
      parameter: limit,
      serve(handshake, maxPayload) {
        openCorrectly(handshake, echo, { maxPayload });
      },
      wire: [
        ...opens(),
        ...echoes('y'.repeat(65_536)),
        tooLongText,
        getsClose(1009),
        fin,
        ...opens('?bytes=10'),
        ...echoes('0123456789'),
        sendsText('0123456789a'),
        getsClose(1009),
      ],
      page: {
        form: upTo1Megabyte,
        steps: {
          Sizes: /failed.*64 kB came back; a message of 256 kB ended the connection with code 1009/,
          Reconnect: /passed/,
        },
        facts: { ...cutByLarge, 'close-code': '1009' },
        leadsTo: 'too-big',
      },
      terminal: { options: inTerminal, facts: { ...cutByLarge, 'close-code': '1009' } },
    },
    {
      name: 'cuts-large-messages',
      line: 'Echoes, but resets TCP without a Close frame when a message is longer than <limit>.',
      parameter: limit,
      serve(handshake, most) {
        let messageBytes = 0;
        openRaw(handshake, {
          onHeader({ opcode, length }) {
            if (opcode >= opcodes.close) return;
            messageBytes = opcode === opcodes.continuation ? messageBytes + length : length;
            if (messageBytes > most) handshake.socket.resetAndDestroy();
          },
        });
      },
      wire: [
        ...opens(),
        ...echoes('y'.repeat(65_536)),
        // The head of a masked binary frame of 65,537 bytes.
        sendsBytes('82ff000000000001000101020304'),
        rst,
        ...opens('?bytes=4'),
        ...echoes('1234'),
        sends({ fin: false, opcode: opcodes.text, payload: Buffer.from('123') }),
        getsBytes('0103313233'),
        sends({ opcode: opcodes.continuation, payload: Buffer.from('45') }),
        rst,
      ],
      page: {
        form: upTo1Megabyte,
        steps: { Sizes: /failed.*256 kB.*code 1006/ },
        facts: { ...cutByLarge, 'close-code': '1006' },
        leadsTo: 'too-big',
      },
      terminal: { options: inTerminal, facts: { ...cutByLarge, 'close-code': '1006' } },
    },
    {
      name: 'swallows-large-messages',
      line: 'Echoes, but says nothing to a message that is longer than <limit>.',
      parameter: limit,
      serve(handshake, most) {
        openCorrectly(handshake, (connection) => {
          connection.on('message', (data: Buffer, isBinary: boolean) => {
            if (data.length <= most) connection.send(data, { binary: isBinary });
          });
        });
      },
      wire: [...opens(), tooLongText, ...echoes('still here')],
      page: {
        form: upTo1Megabyte,
        steps: { Sizes: /failed.*64 kB came back, 256 kB did not within 30 s/, Close: /passed/ },
        facts: largeFails,
        leadsTo: 'large-messages',
      },
      terminal: { options: inTerminal, facts: largeFails },
    },
    {
      name: 'stops-reading',
      line: 'Opens and reads nothing, as if every packet of the client got lost on the way, and ends TCP after <limit>.',
      parameter: seconds(120, 300),
      serve(handshake, time) {
        openRaw(handshake);
        handshake.socket.removeAllListeners('data').pause();
        handshake.after(() => handshake.socket.destroy(), time * 1_000);
      },
      wire: [...opens(), passes(120), fin],
      page: {
        form: { hold: '0', largest: '16000000' },
        steps: { Sizes: /failed.*MB was not taken within (29|30)(\.\d)? s/ },
        facts: largeFails,
        leadsTo: 'large-messages',
        // WebKitGTK counts what its network process has taken as sent, whether or not the server reads it.
        except: { webkit: {} },
      },
      terminal: { options: ['--sizes', '16000000', '--timeout', '2'], facts: largeFails },
    },
    {
      name: 'text-only',
      line: 'Echoes text messages and closes with 1003 (unacceptable data) at a binary one.',
      serve(handshake) {
        openCorrectly(handshake, (connection) => {
          connection.on('message', (data: Buffer, isBinary: boolean) => {
            if (isBinary) connection.close(1003, 'text only');
            else connection.send(data, { binary: false });
          });
        });
      },
      wire: [
        ...opens(),
        ...echoes('text'),
        sends({ opcode: opcodes.binary, payload: Buffer.from([1]) }),
        getsClose(1003, 'text only'),
      ],
      page: {
        form: { hold: '0', binary: true },
        steps: { Messages: /passed/, Binary: /failed.*code 1003, reason “text only”/ },
        facts: { symptom: 'drops', drop: 'at-once', 'close-code': '1003' },
        leadsTo: 'unsupported-data',
      },
      terminal: worksInTerminal,
    },
    {
      name: 'two-at-a-time',
      line: 'Echoes on two connections of one browser and refuses any further one with 503 while those are open.',
      serve: serveTwoAtATime,
      wire: [
        ...opens(),
        ...echoes('one'),
        ...opens(),
        ...echoes('two'),
        dials(),
        refuses('503 Service Unavailable'),
      ],
      page: {
        form: { hold: '0', parallel: '5' },
        steps: { Messages: /passed/, Parallel: /failed.*Of 5 sockets at once only 2 stay open/ },
        facts: { symptom: 'one-place', 'works-where': 'few-clients' },
        leadsTo: 'under-load',
      },
      terminal: worksInTerminal,
    },
  ],
};
