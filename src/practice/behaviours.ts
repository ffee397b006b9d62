import type { WebSocket } from 'ws';
import type { ParameterisedEndpointName, PracticeEndpointName } from './endpoints.ts';
import { closePayload, encodeFrame, opcodes } from '../wire/frames.ts';
import type { OutgoingFrame } from '../wire/frames.ts';
import { endTcp, openCorrectly, refuse, wrongAcceptFor } from './handshake.ts';
import type { PracticeHandshake, Refusal } from './handshake.ts';
import { openRaw } from './raw-connection.ts';

/** Answers a handshake as an endpoint does. */
type Behaviour = (handshake: PracticeHandshake) => void;

/** Answers a handshake as an endpoint does; `limit` is the value of its parameter, in the parameter's unit. */
export type ParameterisedBehaviour = (handshake: PracticeHandshake, limit: number) => void;

/** One behaviour for each name in the list of endpoints; only an endpoint with a parameter is given a limit. */
type PracticeBehaviours = Readonly<{
  [Name in PracticeEndpointName]: Name extends ParameterisedEndpointName ? ParameterisedBehaviour : Behaviour;
}>;

/** What an endpoint answers to handshakes and to ordinary requests alike. */
const alike = {
  'refuses-403-with-corp': {
    status: 403,
    headers: { 'Cross-Origin-Resource-Policy': 'same-origin' },
    text: 'The server does not accept this origin.',
  },
  'redirects-forever': {
    status: 301,
    headers: { Location: '/redirects-forever' },
    text: 'The endpoint has moved to this address.',
  },
} as const satisfies Partial<Record<PracticeEndpointName, Refusal>>;

/** The answer of an endpoint to an ordinary request, where it is not the usual 426. */
export const plainAnswers: Readonly<Partial<Record<PracticeEndpointName, Refusal>>> = alike;

/** How long after the 101 a forbidden frame is sent, in milliseconds, so that a browser reports `open` first. */
const afterOpenMs = 50;
/** How long a client may keep a connection on which it received a forbidden frame, in milliseconds. */
const brokenLifetimeMs = 10_000;
/** Bytes of unsent echoes at which the server stops reading. */
const maxPendingBytes = 1024 * 1024;
/** What a waiting message costs besides its payload, in bytes. */
const messageOverheadBytes = 256;
const floodMessages = 2_000_000;
const floodChunkMessages = 1_000;
const fragmentBytes = 65_536;

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

/**
 * Hands each message to the listener as a function that echoes it. Stops reading while many bytes wait for
 * their echo.
 */
function onMessage(connection: WebSocket, listener: (sendBack: () => void) => void): void {
  let pendingBytes = 0;
  connection.on('message', (data: Buffer, isBinary: boolean) => {
    const cost = data.length + messageOverheadBytes;
    pendingBytes += cost;
    if (pendingBytes > maxPendingBytes) connection.pause();
    listener(() => {
      connection.send(data, { binary: isBinary }, () => {
        pendingBytes -= cost;
        if (pendingBytes <= maxPendingBytes) connection.resume();
      });
    });
  });
}

function echo(connection: WebSocket): void {
  onMessage(connection, (sendBack) => sendBack());
}

const refusing =
  (refusal: Refusal): Behaviour =>
  (handshake) =>
    refuse(handshake, refusal);

const closing =
  (code: number, reason: string): Behaviour =>
  (handshake) =>
    openCorrectly(handshake, (connection) => connection.close(code, reason));

const breakingAfterOpen =
  (frame: OutgoingFrame): Behaviour =>
  (handshake) => {
    const connection = openRaw(handshake, { onData() {} });
    handshake.after(() => {
      if (frame.opcode === opcodes.close) {
        connection.close(frame.payload);
        return;
      }
      connection.send(frame);
      handshake.after(() => handshake.socket.destroy(), brokenLifetimeMs);
    }, afterOpenMs);
  };

const afterSilence =
  (end: (connection: WebSocket) => void): ParameterisedBehaviour =>
  (handshake, seconds) => {
    openCorrectly(handshake, (connection) => {
      let cancel = (): void => {};
      const restart = (): void => {
        cancel();
        cancel = handshake.after(() => end(connection), seconds * 1_000);
      };
      restart();
      handshake.socket.on('data', restart);
      echo(connection);
    });
  };

/** How long messages are collected that count as having arrived together, in milliseconds. */
const togetherMs = 20;

/** Collects the text messages that arrive together, and sends what is made of them. */
const echoTogether =
  (make: (texts: readonly string[]) => readonly string[]): Behaviour =>
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

const loseMessages: Behaviour = (handshake) => {
  openCorrectly(handshake, (connection) => {
    let count = 0;
    onMessage(connection, (sendBack) => {
      count += 1;
      if (count % 10 !== 0) sendBack();
    });
  });
};

const takeTextOnly: Behaviour = (handshake) => {
  openCorrectly(handshake, (connection) => {
    connection.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) connection.close(1003, 'text only');
      else connection.send(data, { binary: false });
    });
  });
};

/** Open connections to `two-at-a-time`, by the browser that has them. */
const openByBrowser = new Map<string, number>();

const serveTwoAtATime: Behaviour = (handshake) => {
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
};

const sendSteadily: ParameterisedBehaviour = (handshake, seconds) => {
  openCorrectly(handshake, (connection) => {
    const every = seconds * 1_000;
    const text = 'x'.repeat(100);
    const startedAt = performance.now();
    let sent = 0;
    const send = (): void => {
      // A busy machine fires timers late; the messages that are due by then go out together.
      const due = Math.max(sent + 1, Math.floor((performance.now() - startedAt) / every));
      for (; sent < due; sent += 1) if (connection.bufferedAmount < maxPendingBytes) connection.send(text);
      handshake.after(send, every);
    };
    handshake.after(send, every);
    echo(connection);
  });
};

const cutLargeMessages: ParameterisedBehaviour = (handshake, bytes) => {
  let messageBytes = 0;
  openRaw(handshake, {
    onHeader({ opcode, length }) {
      if (opcode >= opcodes.close) return;
      messageBytes = opcode === opcodes.continuation ? messageBytes + length : length;
      if (messageBytes > bytes) handshake.socket.resetAndDestroy();
    },
  });
};

const swallowLargeMessages: ParameterisedBehaviour = (handshake, bytes) => {
  openCorrectly(handshake, (connection) => {
    connection.on('message', (data: Buffer, isBinary: boolean) => {
      if (data.length <= bytes) connection.send(data, { binary: isBinary });
    });
  });
};

const stopReading: ParameterisedBehaviour = (handshake, seconds) => {
  openRaw(handshake);
  handshake.socket.removeAllListeners('data').pause();
  handshake.after(() => handshake.socket.destroy(), seconds * 1_000);
};

const slowHandshake: ParameterisedBehaviour = (handshake, seconds) => {
  const { socket, after } = handshake;
  const leave = (): void => {
    socket.destroy();
  };
  // Only a socket that is read tells that the client has left.
  socket.on('end', leave).resume();
  after(() => {
    socket.off('end', leave);
    openCorrectly(handshake, echo);
  }, seconds * 1_000);
};

const answerLate: ParameterisedBehaviour = (handshake, seconds) => {
  openCorrectly(handshake, (connection) => {
    onMessage(connection, (sendBack) => {
      handshake.after(sendBack, seconds * 1_000);
    });
  });
};

const answerInBursts: ParameterisedBehaviour = (handshake, seconds) => {
  openCorrectly(handshake, (connection) => {
    let burst: (() => void)[] = [];
    const flush = (): void => {
      for (const sendBack of burst) sendBack();
      burst = [];
    };
    onMessage(connection, (sendBack) => {
      if (burst.length === 0) handshake.after(flush, seconds * 1_000);
      burst.push(sendBack);
    });
  });
};

const flood: ParameterisedBehaviour = (handshake, seconds) => {
  const connection = openRaw(handshake, { onData() {} });
  const stop = (): void => {
    if (connection.open) {
      connection.close(closePayload(1000, 'the flood is over'));
    }
  };
  let sent = 0;
  handshake.after(stop, seconds * 1_000);
  connection.pump(() => {
    if (sent >= floodMessages) {
      stop();
      return undefined;
    }
    const chunk = floodChunk(sent + 1);
    sent += floodChunkMessages;
    return chunk;
  });
};

/** Small messages with consecutive numbers, from the first one on. */
function floodChunk(first: number): Buffer {
  const frames = Array.from({ length: floodChunkMessages }, (_, index) =>
    encodeFrame({ opcode: opcodes.text, payload: Buffer.from(String(first + index)) }),
  );
  return Buffer.concat(frames);
}

const floodThroughClose: ParameterisedBehaviour = (handshake, seconds) => {
  const connection = openRaw(handshake, { onData() {}, onClose() {} });
  const chunk = floodChunk(1);
  handshake.after(() => handshake.socket.destroy(), seconds * 1_000);
  connection.pump(() => chunk);
};

const sendHugeMessage: ParameterisedBehaviour = (handshake, bytes) => {
  // An echo would break into the fragmented message (RFC 6455 §5.4).
  const connection = openRaw(handshake, { onData() {} });
  const fragment = Buffer.alloc(Math.min(bytes, fragmentBytes), 'x');
  let left = bytes;
  connection.pump(() => {
    if (left === 0) return undefined;
    const payload = fragment.subarray(0, Math.min(left, fragmentBytes));
    const opcode = left === bytes ? opcodes.text : opcodes.continuation;
    left -= payload.length;
    return encodeFrame({ fin: left === 0, opcode, payload });
  });
};

const sendMarkup: ParameterisedBehaviour = (handshake, seconds) => {
  openCorrectly(handshake, (connection) => {
    const close = (): void => connection.close(4000, markup);
    for (const message of markupMessages) connection.send(message);
    connection.on('message', (data: Buffer) => {
      if (data.toString() === 'close') close();
    });
    handshake.after(close, seconds * 1_000);
  });
};

const neverClose: ParameterisedBehaviour = (handshake, seconds) => {
  let closeReceived = false;
  openRaw(handshake, {
    onClose() {
      if (closeReceived) return;
      closeReceived = true;
      handshake.after(() => handshake.socket.destroy(), seconds * 1_000);
    },
  });
};

/** What each endpoint of the practice server does. */
export const practiceBehaviours: PracticeBehaviours = {
  echo: (handshake) => openCorrectly(handshake, echo),

  'refuses-200': refusing({
    status: 200,
    text: 'This is an ordinary HTTP response.',
  }),
  'refuses-301': refusing({
    status: 301,
    headers: { Location: '/echo' },
    text: 'The endpoint has moved to /echo.',
  }),
  'refuses-400': refusing({
    status: 400,
    text: 'The server takes this request for a bad one.',
  }),
  'refuses-401': refusing({
    status: 401,
    headers: { 'WWW-Authenticate': 'Bearer realm="practice"' },
    text: 'The request carries no valid token.',
  }),
  'refuses-403': refusing({
    status: 403,
    text: 'The server does not accept this origin.',
  }),
  'refuses-403-with-corp': refusing(alike['refuses-403-with-corp']),
  'redirects-forever': refusing(alike['redirects-forever']),
  'refuses-404': refusing({
    status: 404,
    text: 'The server has nothing at this path.',
  }),
  'refuses-426': refusing({
    status: 426,
    headers: { 'Sec-WebSocket-Version': '13', Upgrade: 'websocket' },
    text: 'The server says that it speaks version 13 of the WebSocket protocol only.',
  }),
  'refuses-429': refusing({
    status: 429,
    headers: { 'Retry-After': '30' },
    text: 'Too many connections; try again in 30 seconds.',
  }),
  'refuses-500': refusing({
    status: 500,
    text: 'The server failed while it answered the handshake.',
  }),
  'refuses-502': refusing({
    status: 502,
    text: 'The proxy got no valid response from the server behind it.',
  }),
  'refuses-503': refusing({
    status: 503,
    text: 'The server is not ready.',
  }),

  'never-answers': ({ socket }) => {
    socket.resume();
    socket.on('end', () => socket.destroy());
  },
  'slow-handshake': slowHandshake,
  'closes-before-answering': (handshake) => endTcp(handshake),
  'resets-during-handshake': ({ socket }) => {
    socket.resetAndDestroy();
  },

  'wrong-accept': (handshake) => {
    openRaw(handshake, {}, { accept: wrongAcceptFor(handshake.key) });
  },
  'no-upgrade-header': (handshake) => {
    openRaw(handshake, {}, { upgrade: false });
  },
  'subprotocol-not-echoed': (handshake) => {
    openCorrectly(handshake, echo, { handleProtocols: () => false });
  },
  'subprotocol-not-requested': (handshake) => {
    let protocol = 'unrequested';
    while (handshake.protocols.includes(protocol)) protocol += '-too';
    openRaw(handshake, {}, { protocol });
  },

  'closes-1008': closing(1008, 'policy violation: origin not allowed'),
  'closes-1011': closing(1011, 'internal error in the handler'),
  'closes-1013': closing(1013, 'at capacity, try again later'),
  'closes-4401': closing(4401, 'token expired'),
  'resets-after-open': (handshake, seconds) => {
    openRaw(handshake);
    handshake.after(() => {
      handshake.socket.resetAndDestroy();
    }, seconds * 1_000);
  },
  'drops-after-silence': afterSilence((connection) => connection.terminate()),
  'closes-when-idle': afterSilence((connection) => connection.close(1000, 'idle')),
  'drops-at-age': (handshake, seconds) => {
    openCorrectly(handshake, (connection) => {
      handshake.after(() => connection.terminate(), seconds * 1_000);
      echo(connection);
    });
  },

  'message-limit': (handshake, bytes) => {
    openCorrectly(handshake, echo, { maxPayload: bytes });
  },
  'cuts-large-messages': cutLargeMessages,

  'swallows-large-messages': swallowLargeMessages,
  'stops-reading': stopReading,

  'text-only': takeTextOnly,
  'two-at-a-time': serveTwoAtATime,

  'answers-late': answerLate,
  'answers-in-bursts': answerInBursts,
  'loses-messages': loseMessages,
  'swaps-messages': echoTogether(inSwappedPairs),
  'joins-messages': echoTogether((texts) => [texts.join('')]),
  'sends-steadily': sendSteadily,
  'speaks-first': (handshake) => {
    openCorrectly(handshake, (connection) => {
      connection.send('Hello from the practice server.');
      connection.send('This endpoint speaks first.');
      connection.send('From now on it echoes.');
      echo(connection);
    });
  },
  silent: (handshake) => openCorrectly(handshake, () => {}),

  'masked-frame': breakingAfterOpen({
    opcode: opcodes.text,
    payload: Buffer.from('Hello'),
    maskingKey: Buffer.from([0x37, 0xfa, 0x21, 0x3d]),
  }),
  'reserved-bit': breakingAfterOpen({
    rsv1: true,
    opcode: opcodes.text,
    payload: Buffer.from('Hello'),
  }),
  'invalid-utf-8': breakingAfterOpen({
    opcode: opcodes.text,
    payload: Buffer.from('café', 'latin1'),
  }),
  'close-reason-too-long': breakingAfterOpen({
    opcode: opcodes.close,
    payload: closePayload(1000, 'x'.repeat(124)),
  }),
  'close-code-1005': breakingAfterOpen({
    opcode: opcodes.close,
    payload: closePayload(1005),
  }),
  'close-code-1006': breakingAfterOpen({
    opcode: opcodes.close,
    payload: closePayload(1006),
  }),

  flood,
  'flood-through-close': floodThroughClose,
  'huge-message': sendHugeMessage,
  markup: sendMarkup,
  'never-closes': neverClose,
};
