import { echo } from '../echo.ts';
import { seconds } from '../endpoint.ts';
import type { PracticeGroup } from '../endpoint.ts';
import { endTcp, openCorrectly } from '../handshake.ts';
import {
  dials,
  echoes,
  failsClients,
  fin,
  getsClose,
  isQuiet,
  leaves,
  passes,
  rst,
  sendsClose,
  switches,
  waits,
} from '../script.ts';
import { refusedInPage, refusedInTerminal, worksInPage, worksInTerminal } from '../shown.ts';

/** What leaves the handshake without an answer, or lets it wait. */
export const noAnswer: PracticeGroup = {
  title: 'Leaves the handshake unanswered',
  endpoints: [
    {
      name: 'never-answers',
      line: 'Accepts the TCP connection and never answers the handshake.',
      serve({ socket }) {
        socket.resume();
        socket.on('end', () => socket.destroy());
      },
      wire: [dials(), isQuiet, leaves, fin],
      page: {
        ...refusedInPage,
        steps: { HTTP: /passed/, Handshake: /failed.*No answer within 15 seconds/ },
        facts: { ...refusedInPage.facts, status: 'none' },
        leadsTo: 'unanswered-for-whom',
      },
      terminal: {
        ...refusedInTerminal({ status: 'none', 'connect-error': 'silent' }),
        options: ['--timeout', '1'],
      },
    },
    {
      name: 'slow-handshake',
      line: 'Answers the handshake correctly, but only after <limit>, and then echoes.',
      parameter: seconds(5, 300),
      serve(handshake, limit) {
        const { socket, after } = handshake;
        const leave = (): void => {
          socket.destroy();
        };
        // Only a socket that is read tells that the client has left.
        socket.on('end', leave).resume();
        after(() => {
          socket.off('end', leave);
          openCorrectly(handshake, echo);
        }, limit * 1_000);
      },
      wire: [
        dials(),
        waits(5),
        isQuiet,
        passes(5),
        switches(),
        ...echoes('at last'),
        sendsClose(1000),
        getsClose(1000),
        fin,
        dials('?seconds=7'),
        waits(7),
        leaves,
        fin,
        waits(7, 0),
      ],
      query: '?seconds=2',
      page: {
        ...worksInPage,
        steps: { Handshake: /passed.*101 Switching Protocols after [2-9](\.\d)? s/, Messages: /passed/ },
      },
      terminal: worksInTerminal,
    },
    {
      name: 'closes-before-answering',
      line: 'Closes the TCP connection with a FIN instead of answering the handshake.',
      serve: (handshake) => endTcp(handshake),
      wire: [dials(), fin, failsClients('ECONNRESET')],
      page: refusedInPage,
      terminal: refusedInTerminal({ status: 'none', 'connect-error': 'empty' }),
    },
    {
      name: 'resets-during-handshake',
      line: 'Resets the TCP connection with an RST instead of answering the handshake.',
      serve({ socket }) {
        socket.resetAndDestroy();
      },
      wire: [dials(), rst],
      page: refusedInPage,
      terminal: refusedInTerminal({ status: 'none', 'connect-error': 'reset' }),
    },
  ],
};
