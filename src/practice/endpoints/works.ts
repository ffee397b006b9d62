import { opcodes } from '../../wire/frames.ts';
import { echo } from '../echo.ts';
import type { PracticeGroup } from '../endpoint.ts';
import { openCorrectly } from '../handshake.ts';
import { echoes, fin, getsBytes, getsClose, opens, sends, sendsClose } from '../script.ts';
import { worksInPage } from '../shown.ts';

/** What works as it should. */
export const works: PracticeGroup = {
  title: 'Works',
  endpoints: [
    {
      name: 'echo',
      line: 'Echoes text and binary messages of up to 16 MiB and picks the first subprotocol offered.',
      serve: (handshake) => openCorrectly(handshake, echo),
      wire: [
        ...opens('', 'chat.v2,chat.v1'),
        ...echoes('héllo'),
        sends({ opcode: opcodes.binary, payload: Buffer.from([0, 255, 128]) }),
        getsBytes('820300ff80'),
        sendsClose(1000),
        getsClose(1000),
        fin,
        ...opens(),
        ...echoes('no subprotocol'),
      ],
      page: {
        form: { hold: '10', burst: true, binary: true, largest: '16000000', parallel: '5' },
        steps: {
          ...worksInPage.steps,
          Burst: /passed.*All 100/,
          Binary: /passed/,
          Sizes: /passed.*16 MB came back/,
          Silence: /passed.*10 s without a message/,
          Heartbeat: /skipped/,
          Reconnect: /skipped/,
          Parallel: /passed.*5 sockets/,
        },
        facts: {},
      },
      terminal: { options: ['--sizes', '64000'], facts: {} },
    },
  ],
};
