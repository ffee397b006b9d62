import { echo, maxPendingBytes, onMessage } from '../echo.ts';
import { seconds } from '../endpoint.ts';
import type { PracticeEndpoint, PracticeGroup, ShownInPage } from '../endpoint.ts';
import { openCorrectly } from '../handshake.ts';
import { echoes, gets, opens, passes, pongs, sendsText } from '../script.ts';
import { worksInPage, worksInTerminal } from '../shown.ts';

/** How long messages are collected that count as having arrived together, in milliseconds. */
const togetherMs = 20;

/** Collects the text messages that arrive together, and sends what is made of them. */
const echoTogether =
  (make: (texts: readonly string[]) => readonly string[]): PracticeEndpoint['serve'] =>
  (handshake) => {
    openCorrectly(handshake, (connection) => {
      let texts: string[] = [];
      const flush = (): void => {
        for (const text of make(texts)) connection.send(text);
        texts = [];
      };
      connection.on('message', (data: Buffer) => {
        if (texts.length === 0) handshake.after(flush, togetherMs);
        texts.push(data.toString());
      });
    });
  };

const inSwappedPairs = (texts: readonly string[]): string[] =>
  texts.flatMap((_, index) => (index % 2 === 0 ? texts.slice(index, index + 2).reverse() : []));

const misbehavesInBurst = (words: RegExp): ShownInPage => ({
  form: { hold: '0', burst: true },
  facts: {},
  steps: { Handshake: /passed/, Burst: words },
});
const late = { symptom: 'messages', 'message-problem': 'late' } as const;

/** What answers, and not when or as it should. */
export const pace: PracticeGroup = {
  title: 'Answers at an unexpected time',
  endpoints: [
    {
      name: 'answers-late',
      line: 'Echoes each message <limit> after it arrived.',
      parameter: seconds(3),
      serve(handshake, limit) {
        openCorrectly(handshake, (connection) => {
          onMessage(connection, (sendBack) => {
            handshake.after(sendBack, limit * 1_000);
          });
        });
      },
      wire: [
        ...opens(),
        sendsText('one'),
        pongs,
        sendsText('two'),
        pongs,
        passes(3, 2),
        gets('one'),
        gets('two'),
      ],
      query: '?seconds=2',
      page: {
        ...worksInPage,
        steps: { ...worksInPage.steps, Messages: /failed.*Round trip in [23](\.\d)? s.*That is late/ },
        facts: late,
        leadsTo: 'late',
      },
      terminal: { facts: late },
    },
    {
      name: 'answers-in-bursts',
      line: 'Collects messages and echoes them all at once, <limit> after the first of them.',
      parameter: seconds(5),
      serve(handshake, limit) {
        openCorrectly(handshake, (connection) => {
          let burst: (() => void)[] = [];
          const flush = (): void => {
            for (const sendBack of burst) sendBack();
            burst = [];
          };
          onMessage(connection, (sendBack) => {
            if (burst.length === 0) handshake.after(flush, limit * 1_000);
            burst.push(sendBack);
          });
        });
      },
      wire: [
        ...opens(),
        ...['one', 'two', 'three'].map(sendsText),
        pongs,
        passes(5),
        ...['one', 'two', 'three'].map(gets),
        ...['four', 'five'].map(sendsText),
        pongs,
        passes(5),
        ...['four', 'five'].map(gets),
      ],
      query: '?seconds=2',
      page: {
        ...worksInPage,
        steps: { ...worksInPage.steps, Messages: /failed.*Round trip in [23](\.\d)? s/ },
        facts: late,
        leadsTo: 'late',
      },
      terminal: { facts: late },
    },
    {
      name: 'loses-messages',
      line: 'Echoes, but leaves out every tenth message.',
      serve(handshake) {
        openCorrectly(handshake, (connection) => {
          let count = 0;
          onMessage(connection, (sendBack) => {
            count += 1;
            if (count % 10 !== 0) sendBack();
          });
        });
      },
      wire: [
        ...opens(),
        ...Array.from({ length: 20 }, (_, index) =>
          index % 10 === 9 ? [sendsText('lost')] : echoes(`message ${index + 1}`),
        ).flat(),
        pongs,
      ],
      page: misbehavesInBurst(/failed.*10 were lost/),
      terminal: worksInTerminal,
    },
    {
      name: 'swaps-messages',
      line: 'Echoes the messages that arrive together in pairs, the later one first.',
      serve: echoTogether(inSwappedPairs),
      wire: [
        ...opens(),
        ...['one', 'two', 'three', 'four', 'five'].map(sendsText),
        pongs,
        passes(0.02),
        ...['two', 'one', 'four', 'three', 'five'].map(gets),
      ],
      page: misbehavesInBurst(/failed.*came out of order/),
      terminal: worksInTerminal,
    },
    {
      name: 'joins-messages',
      line: 'Echoes the messages that arrive together as one message.',
      serve: echoTogether((texts) => [texts.join('')]),
      wire: [...opens(), sendsText('one'), sendsText('two'), pongs, passes(0.02), gets('onetwo')],
      page: misbehavesInBurst(/failed.*held several messages in one/),
      terminal: worksInTerminal,
    },
    {
      name: 'sends-steadily',
      line: 'Sends a message of 100 bytes every <limit>, and echoes.',
      parameter: seconds(0.01, 3600, 0.01),
      serve(handshake, limit) {
        openCorrectly(handshake, (connection) => {
          const every = limit * 1_000;
          const text = 'x'.repeat(100);
          const startedAt = performance.now();
          let sent = 0;
          const send = (): void => {
            // A busy machine fires timers late; the messages that are due by then go out together.
            const due = Math.max(sent + 1, Math.floor((performance.now() - startedAt) / every));
            for (; sent < due; sent += 1)
              if (connection.bufferedAmount < maxPendingBytes) connection.send(text);
            handshake.after(send, every);
          };
          handshake.after(send, every);
          echo(connection);
        });
      },
      wire: [
        ...opens(),
        ...echoes('hello'),
        passes(0.01),
        gets('x'.repeat(100)),
        passes(0.01),
        gets('x'.repeat(100)),
      ],
      page: {
        ...worksInPage,
        form: { hold: '10' },
        steps: { ...worksInPage.steps, Silence: /passed.*it was not silent/ },
      },
      terminal: worksInTerminal,
    },
    {
      name: 'speaks-first',
      line: 'Sends three messages as soon as it is open, and then echoes.',
      serve(handshake) {
        openCorrectly(handshake, (connection) => {
          connection.send('Hello from the practice server.');
          connection.send('This endpoint speaks first.');
          connection.send('From now on it echoes.');
          echo(connection);
        });
      },
      wire: [
        ...opens(),
        gets('Hello from the practice server.'),
        gets('This endpoint speaks first.'),
        gets('From now on it echoes.'),
        ...echoes('hello'),
      ],
      page: worksInPage,
      terminal: worksInTerminal,
    },
    {
      name: 'silent',
      line: 'Opens and never sends a message, whatever it receives.',
      serve: (handshake) => openCorrectly(handshake, () => {}),
      wire: [...opens(), sendsText('anyone there?'), pongs],
      page: {
        ...worksInPage,
        steps: { Messages: /skipped.*No echo within 6 seconds/, Close: /passed/ },
      },
      terminal: worksInTerminal,
    },
  ],
};
