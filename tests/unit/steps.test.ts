/** What a record keeps as data: its form, and its words. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Arrival, LadderStep } from '../../src/knowledge/schemas.ts';
import { arrivalSchema, stepSchema } from '../../src/knowledge/schemas/step.ts';
import { answerWords, arrivalParts, stepParts } from '../../src/present/step-words.ts';

const way = { from: 'client', to: 'server', outcome: 'passed' } as const;
const get = { method: 'GET', target: '/ws', version: '1.1' } as const;
const request = { ...way, kind: 'request', ...get, headers: {} } as const;
const answer = { ...way, kind: 'answer', version: '1.1', headers: {} } as const;
const switched = { ...answer, status: 101, reason: 'Switching Protocols' } as const;
const refused = { ...answer, status: 400, reason: 'Bad Request' } as const;

/** Kind → steps of it, each with its parts in words. */
const said: Record<LadderStep['kind'], [step: LadderStep, ...parts: string[]][]> = {
  request: [
    [request, 'GET /ws HTTP/1.1'],
    [
      { ...request, headers: { Connection: 'close, upgrade', Upgrade: null }, isOtherKey: true },
      'GET /ws HTTP/1.1',
      'Connection: close, upgrade',
      'no Upgrade',
      'another Sec-WebSocket-Key',
    ],
    [{ ...request, proxyProtocol: 'v2' }, 'PROXY protocol v2 header, then GET /ws HTTP/1.1'],
  ],
  answer: [
    [switched, 'HTTP/1.1 101 Switching Protocols'],
    [{ ...refused, version: '1.0', reason: '' }, 'HTTP/1.0 400'],
    [{ ...refused, body: 'Transport unknown' }, 'HTTP/1.1 400 Bad Request', 'body: Transport unknown'],
    [{ ...refused, isInsteadOfTls: true }, 'HTTP/1.1 400 Bad Request, in plain text instead of TLS'],
    [
      { ...answer, status: 301, reason: 'Moved Permanently', headers: { Location: '/ws/' } },
      'HTTP/1.1 301 Moved Permanently',
      'Location: /ws/',
    ],
    [
      { ...switched, headers: { 'Sec-WebSocket-Protocol': null }, accept: 'missing' },
      'HTTP/1.1 101 Switching Protocols',
      'no Sec-WebSocket-Protocol',
      'no Sec-WebSocket-Accept',
    ],
    [
      { ...switched, accept: 'of another key' },
      'HTTP/1.1 101 Switching Protocols',
      'Sec-WebSocket-Accept of another key',
    ],
    [{ ...answer, status: 200, reason: 'OK', isSession: true }, 'HTTP/1.1 200 OK', 'session id <sid>'],
  ],
  'no-answer': [[{ ...way, kind: 'no-answer', error: 'ECONNRESET' }, 'no answer: ECONNRESET']],
  silence: [[{ ...way, kind: 'silence', seconds: 10 }, 'no answer: nothing within 10 s']],
  end: [
    [{ ...way, kind: 'end', without: 'answer' }, 'ends the TCP connection without an answer'],
    [
      { ...way, kind: 'end', without: 'Close frame', after: 60 },
      'ends the TCP connection without a Close frame',
    ],
  ],
  'connect-refused': [
    [{ ...way, kind: 'connect-refused' }, 'TCP connect, refused (111: Connection refused)'],
  ],
  'http2-without-upgrade': [
    [{ ...way, kind: 'http2-without-upgrade' }, 'nothing is sent: HTTP/2 has no Upgrade header'],
  ],
  'not-sent': [
    [{ ...way, kind: 'not-sent', error: 'SecurityError' }, 'nothing is sent: SecurityError in the browser'],
  ],
  'tls-hello': [
    [{ ...way, kind: 'tls-hello' }, 'TLS ClientHello'],
    [
      { ...way, kind: 'tls-hello', isAnsweredOtherwise: true },
      'TLS ClientHello, answered by something other than TLS',
    ],
  ],
  'tls-handshake': [
    [{ ...way, kind: 'tls-handshake' }, 'TLS handshake'],
    [{ ...way, kind: 'tls-handshake', isRequestInside: true }, 'TLS handshake, and the request inside it'],
  ],
  certificate: [[{ ...way, kind: 'certificate' }, 'its certificate']],
  'certificate-refused': [
    [
      { ...way, kind: 'certificate-refused', error: 'CERT_HAS_EXPIRED' },
      'refuses the certificate: CERT_HAS_EXPIRED',
    ],
  ],
  'tls-alert': [
    [{ ...way, kind: 'tls-alert', code: 40 }, 'TLS alert 40 (handshake_failure)'],
    [{ ...way, kind: 'tls-alert', code: 80 }, 'TLS alert 80'],
  ],
  'no-tls': [[{ ...way, kind: 'no-tls', error: 'ECONNRESET' }, 'no TLS: ECONNRESET']],
  message: [[{ ...way, kind: 'message', bytes: 64 }, 'text message of 64 bytes']],
  echo: [
    [{ ...way, kind: 'echo', bytes: 11 }, "the client's message of 11 bytes comes back"],
    [
      { ...way, kind: 'echo', bytes: 11, isBinary: true },
      "the client's message of 11 bytes comes back as a binary message",
    ],
  ],
  heartbeat: [
    [
      { ...way, kind: 'heartbeat', after: 25, isAnswered: false },
      'text message every 25 s, nothing comes back',
    ],
    [{ ...way, kind: 'heartbeat', after: 25, isAnswered: true }, 'text message every 25 s, answered'],
  ],
  ping: [
    [{ ...way, kind: 'ping', after: 20, isAnswered: true }, 'Ping, answered by Pong'],
    [{ ...way, kind: 'ping', after: 20, isAnswered: false }, 'Ping, not answered'],
  ],
  close: [[{ ...way, kind: 'close', code: 1009 }, 'Close 1009']],
  'no-frame': [
    [
      { ...way, kind: 'no-frame', text: 'HTTP/1.1 400 Bad Request' },
      'HTTP/1.1 400 Bad Request in the place of a frame',
    ],
  ],
  open: [
    [{ ...way, kind: 'open', after: 70, isSilent: true }, 'still open after silence'],
    [{ ...way, kind: 'open', after: 70, isSilent: false }, 'still open'],
  ],
  'peer-message': [[{ ...way, kind: 'peer-message' }, 'text message for the client at the other node']],
  'peer-answer': [[{ ...way, kind: 'peer-answer', bytes: 11 }, "that client's answer of 11 bytes"]],
  'peer-unreached': [[{ ...way, kind: 'peer-unreached' }, 'no answer: that client never got the message']],
  nodes: [
    [{ ...way, kind: 'nodes', opened: 0 }, 'sockets opened on no node'],
    [{ ...way, kind: 'nodes', opened: 1 }, 'sockets opened on one node'],
    [{ ...way, kind: 'nodes', opened: 2 }, 'sockets opened on both nodes'],
  ],
  requests: [
    [{ ...way, kind: 'requests', made: 4, connections: 1 }, '4 ordinary requests over 1 connection'],
    [{ ...way, kind: 'requests', made: 4, connections: 4 }, '4 ordinary requests over 4 connections'],
  ],
  node: [
    [{ ...way, kind: 'node', port: 3001 }, 'to the node on port :3001'],
    [{ ...way, kind: 'node', port: null }, 'to no node'],
  ],
  packet: [[{ ...way, kind: 'packet', text: '40/chat,' }, 'packet 40/chat,']],
  page: [[{ ...way, kind: 'page', scheme: 'https' }, 'the page, over https']],
  'page-refused': [[{ ...way, kind: 'page-refused', status: 403 }, 'status 403 instead of the page']],
  'page-dials': [
    [
      { ...way, kind: 'page-dials', url: 'wss://app.example:3000/ws', error: 'net::ERR_SSL_PROTOCOL_ERROR' },
      'its script dials wss://app.example:3000/ws: net::ERR_SSL_PROTOCOL_ERROR',
    ],
  ],
  'page-closes': [[{ ...way, kind: 'page-closes' }, 'the page closes its own socket before the answer']],
  'page-reconnects': [
    [{ ...way, kind: 'page-reconnects', socket: 2 }, 'the page connects again; its socket 2 stays'],
  ],
};

describe('a step of a ladder', () => {
  for (const [kind, steps] of Object.entries(said))
    it(`of the kind ${kind} is valid, and has its words`, () => {
      for (const [step, ...parts] of steps) {
        assert.deepEqual(stepSchema.parse(step), step);
        assert.equal(step.kind, kind);
        assert.deepEqual(stepParts(step), parts);
      }
    });

  it('has nothing but the fields of its kind', () => {
    const refusal = (step: object) => stepSchema.safeParse(step).error?.issues.map(({ code }) => code);
    assert.equal(refusal(request), undefined);
    assert.deepEqual(refusal({ ...way, text: 'GET /ws HTTP/1.1' }), ['invalid_union']);
    assert.deepEqual(refusal({ ...request, text: 'GET /ws HTTP/1.1' }), ['unrecognized_keys']);
    assert.deepEqual(refusal({ ...request, after: 60 }), ['unrecognized_keys']);
    assert.deepEqual(refusal({ ...request, version: 'HTTP/1.1' }), ['invalid_format']);
  });
});

describe('an answer', () => {
  it('is quoted without the version of HTTP, and with its body', () => {
    assert.equal(
      answerWords({ ...refused, body: 'Transport unknown' }),
      '400 Bad Request, body: Transport unknown',
    );
    assert.equal(answerWords({ ...refused, reason: '' }), '400');
  });
});

describe('what a server got', () => {
  const arrived: Arrival = { ...get, headers: { Upgrade: 'websocket', Host: '127.0.0.1:3000' } };

  it('is the request line and the headers that arrived', () => {
    assert.deepEqual(arrivalParts(arrived), [
      'GET /ws HTTP/1.1',
      'Upgrade: websocket',
      'Host: 127.0.0.1:3000',
    ]);
  });

  it('begins with the header of the PROXY protocol if one came', () => {
    assert.equal(arrivalParts({ ...arrived, proxyProtocol: 'v2' })[0], 'PROXY protocol: v2');
  });

  it('is refused where names of headers and other things are mixed', () => {
    assert.ok(arrivalSchema.safeParse(arrived).success);
    assert.ok(!arrivalSchema.safeParse({ request: 'GET /ws HTTP/1.1', Upgrade: 'websocket' }).success);
  });
});
