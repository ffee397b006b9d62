import { echo } from '../echo.ts';
import type { PracticeGroup } from '../endpoint.ts';
import { openCorrectly, wrongAcceptFor } from '../handshake.ts';
import { openRaw } from '../raw-connection.ts';
import { dials, echoes, failsClients, switches } from '../script.ts';
import { refusedInPage, refusedInTerminal } from '../shown.ts';

const protocolHeader = 'sec-websocket-protocol';

/** What answers 101 and yet no right handshake. */
export const handshake: PracticeGroup = {
  title: 'Answers the handshake wrongly',
  endpoints: [
    {
      name: 'wrong-accept',
      line: 'Answers 101 with a Sec-WebSocket-Accept that does not belong to the key of the client.',
      serve: (request) => openRaw(request, {}, { accept: wrongAcceptFor(request.key) }),
      wire: [
        dials(),
        switches({ 'sec-websocket-accept': 'hHLtf2V1k8aDQZfNjw3Ia1hCwt0=' }),
        failsClients('Invalid Sec-WebSocket-Accept header'),
      ],
      page: refusedInPage,
      terminal: refusedInTerminal({ status: '101', 'after-101': 'accept' }),
    },
    {
      name: 'no-upgrade-header',
      line: 'Answers 101 without an Upgrade header, as behind a proxy that removes it.',
      serve: (request) => openRaw(request, {}, { upgrade: false }),
      wire: [dials(), switches({ upgrade: null })],
      page: refusedInPage,
      terminal: refusedInTerminal({ status: '101', 'after-101': 'accept' }),
    },
    {
      name: 'subprotocol-not-echoed',
      line: 'Answers 101 without a subprotocol, whichever ones the client requested, and then echoes.',
      serve: (request) => openCorrectly(request, echo, { handleProtocols: () => false }),
      wire: [
        dials('', 'chat'),
        switches({ [protocolHeader]: null }),
        ...echoes('hello'),
        failsClients('Server sent no subprotocol', { protocols: ['chat'] }),
      ],
      page: {
        ...refusedInPage,
        form: { ...refusedInPage.form, subprotocols: 'chat.v2' },
        except: { firefox: {}, webkit: {} },
      },
      terminal: {
        ...refusedInTerminal({ status: '101', 'after-101': 'subprotocol' }),
        options: ['--subprotocol', 'chat.v2'],
      },
    },
    {
      name: 'subprotocol-not-requested',
      line: 'Answers 101 with a subprotocol that the client did not request, and then echoes.',
      serve(request) {
        let protocol = 'unrequested';
        while (request.protocols.includes(protocol)) protocol += '-too';
        openRaw(request, {}, { protocol });
      },
      wire: [
        dials(),
        switches({ [protocolHeader]: 'unrequested' }),
        ...echoes('hello'),
        dials('', 'chat'),
        switches({ [protocolHeader]: 'unrequested' }),
        ...echoes('hello'),
        dials('', 'unrequested, chat'),
        switches({ [protocolHeader]: 'unrequested-too' }),
        ...echoes('hello'),
        failsClients('Server sent an invalid subprotocol', { protocols: ['chat'] }),
      ],
      // Firefox takes no notice of a subprotocol that it did not offer.
      page: { ...refusedInPage, except: { firefox: {} } },
      terminal: refusedInTerminal({ status: '101', 'after-101': 'subprotocol' }),
    },
  ],
};
