/** Each reader on lines as programs print them: what it says they are, and the facts in them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptAtOnce } from '../../src/explain/accept.ts';
import { lineReaders, wholeReaders } from '../../src/explain/readers/index.ts';
import { acceptFor } from '../../src/wire/accept.ts';
import { handshakePlan } from './support/probe.ts';

const readers = new Map([...wholeReaders, ...lineReaders].map((reader) => [reader.id, reader]));

/** What a reader makes of a text. */
function reading(id: string, text: string) {
  const reader = readers.get(id);
  assert.ok(reader, `there is no reader ${id}`);
  assert.ok(reader.recognise(text) > 0.5, `${id} does not recognise “${text.slice(0, 80)}”`);
  return reader.read(text);
}

/** Question → answer, or its number, of all that a reader found. */
function facts(id: string, text: string): Record<string, string | number> {
  return Object.fromEntries(
    reading(id, text).findings.flatMap((finding) =>
      finding.facts.map(({ question, answer, value }) => [question, value ?? answer]),
    ),
  );
}

const sample = 'dGhlIHNhbXBsZSBub25jZQ==';
const sampleAccept = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

test('the accept value is that of RFC 6455, and the same as the page of the handshake computes', async () => {
  assert.equal(acceptAtOnce(sample), sampleAccept);
  for (const key of ['', 'x', 'AQIDBAUGBwgJCgsMDQ4PEA==', 'a'.repeat(119)])
    assert.equal(acceptAtOnce(key), await acceptFor(key), key);
});

for (const [name, id, text, expected] of [
  [
    'an error line of nginx with its number',
    'nginx-error-log',
    '2026/11/20 10:14:02 [crit] 1841#1841: *12 connect() to 127.0.0.1:8080 failed (13: Permission denied) while connecting to upstream, client: 192.0.2.23, server: a.example, request: "GET /ws HTTP/1.1", upstream: "http://127.0.0.1:8080/ws", host: "a.example"',
    { 'message-kind': 'log', front: 'nginx', 'proxy-log': 'permission' },
  ],
  [
    'a line of nginx without its time, as the lab records it',
    'nginx-error-log',
    '[error] connect() failed (111: Connection refused) while connecting to upstream',
    { 'message-kind': 'log', front: 'nginx', 'proxy-log': 'refused' },
  ],
  [
    'a refused handshake in an access log',
    'access-log',
    '192.0.2.1 - - [12/May/2026:08:00:31 +0000] "GET /ws/room/1 HTTP/1.1" 502 157 "-" "Mozilla/5.0"',
    { symptom: 'never-opens', status: 502 },
  ],
  [
    'an ordinary request in an access log',
    'access-log',
    '192.0.2.1 - - [12/May/2026:08:00:31 +0000] "GET /index.html HTTP/1.1" 404 157',
    {},
  ],
  [
    'a socket in an access log that has its time',
    'access-log',
    '192.0.2.1 - - [12/May/2026:08:00:31 +0000] "GET /live HTTP/1.1" 101 157 "-" "curl/8" 60.004',
    { status: 101, seconds: 60 },
  ],
  [
    'Apache without a backend',
    'apache-error-log',
    '[Wed Nov 18 14:32:52.123456 2026] [proxy:error] [pid 12:tid 34] (111)Connection refused: AH00957: WS: attempt to connect to 127.0.0.1:3000 (localhost) failed',
    { 'message-kind': 'log', front: 'apache', 'proxy-log': 'refused' },
  ],
  [
    'HAProxy, an idle socket',
    'haproxy-log',
    'Nov 22 10:34:11 lb1 haproxy[2214]: 192.0.2.9:40112 [22/Nov/2026:10:31:07.412] fe~ be/srv1 0/0/1/3/60002 101 9312 - - cD-- 12/11/3/3/0 0/0 "GET https://a.example/ws HTTP/1.1"',
    {
      'message-kind': 'log',
      front: 'haproxy',
      status: 101,
      symptom: 'drops',
      drop: 'after-silence',
      seconds: 60,
    },
  ],
  [
    'HAProxy, as the lab records it',
    'haproxy-log',
    'web app/app1 502 SH-- "GET /ws HTTP/1.1"',
    { 'message-kind': 'log', front: 'haproxy', symptom: 'never-opens', status: 502, 'proxy-log': 'closed' },
  ],
  [
    'Envoy with a response flag',
    'envoy-log',
    '[2026-11-20T10:00:00.123Z] "GET /ws HTTP/1.1" 503 UF 0 91 10 - "192.0.2.1" "curl/8" "id" "a.example" "10.0.0.1:80"',
    { 'message-kind': 'log', front: 'gateway', symptom: 'never-opens', status: 503, 'proxy-log': 'refused' },
  ],
  [
    'Istio as JSON',
    'envoy-log',
    '{"path":"/ws","response_code":404,"response_flags":"NR","duration":1}',
    { 'message-kind': 'log', front: 'gateway', symptom: 'never-opens', status: 404, arrives: 'elsewhere' },
  ],
  [
    'Caddy',
    'caddy-log',
    '{"level":"info","ts":1.5,"logger":"http.log.access","msg":"handled request","request":{"proto":"HTTP/1.1","method":"GET","host":"a.example","uri":"/ws","headers":{"Upgrade":["websocket"]}},"duration":0.01,"size":0,"status":502}',
    { 'message-kind': 'log', front: 'caddy-traefik', symptom: 'never-opens', status: 502 },
  ],
  [
    'Traefik without a router',
    'traefik-log',
    '192.0.2.1 - - [12/May/2026:08:00:31 +0000] "GET /ws HTTP/1.1" 404 19 "-" "-" 12 "-" "-" 0ms',
    {
      'message-kind': 'log',
      front: 'caddy-traefik',
      symptom: 'never-opens',
      status: 404,
      arrives: 'elsewhere',
    },
  ],
  [
    'Traefik as JSON',
    'traefik-log',
    '{"DownstreamStatus":403,"OriginStatus":403,"RequestPath":"/ws","RouterName":"a@docker","Duration":1000000}',
    {
      'message-kind': 'log',
      front: 'caddy-traefik',
      symptom: 'never-opens',
      status: 403,
      arrives: 'arrives',
    },
  ],
  [
    'AWS, a test over HTTP/2',
    'aws-alb-log',
    'https 2026-02-03T12:03:55.002211Z app/a/1 192.0.2.40:53190 10.0.2.11:8080 0.000 0.004 0.000 400 400 480 310 "GET https://a.example:443/ws HTTP/2.0" "curl/8" TLS_AES_128_GCM_SHA256 TLSv1.3 arn "Root=1" "a" "-" 0 2026-02-03T12:03:55.000000Z "forward" "-" "-" "10.0.2.11:8080" "400" "-" "-"',
    {},
  ],
  [
    'AWS, a socket that ended after its minute',
    'aws-alb-log',
    'wss 2026-02-03T12:01:10.412345Z app/a/1 192.0.2.40:53122 10.0.2.11:8080 0.001 60.004 -1 101 101 512 229 "GET https://a.example:443/ws HTTP/1.1" "Mozilla/5.0" ECDHE TLSv1.2 arn "Root=1" "a" "arn" 0 2026-02-03T12:00:10.400000Z "forward" "-" "-" "10.0.2.11:8080" "101" "-" "-"',
    { 'message-kind': 'log', front: 'cloud', status: 101, seconds: 60 },
  ],
  [
    'Heroku, an idle socket',
    'heroku-log',
    '2026-11-20T10:00:00.000000+00:00 heroku[router]: at=error code=H15 desc="Idle connection" method=GET path="/ws" host=a.example request_id=x fwd="192.0.2.1" dyno=web.1 connect=1ms service=55001ms status=503 bytes=0 protocol=https',
    {
      'message-kind': 'log',
      front: 'cloud',
      symptom: 'drops',
      drop: 'after-silence',
      words: 'idle',
      quiet: 'quiet',
      seconds: 55,
    },
  ],
  [
    'cloudflared',
    'cloudflared-log',
    '2026-07-05T16:08:17Z ERR Request failed error="Unable to reach the origin service: dial tcp 10.0.0.1:8123: connect: connection refused" connIndex=3 dest=https://a.example/ws event=0 type=ws',
    { 'message-kind': 'log', front: 'tunnel', 'proxy-log': 'refused', symptom: 'never-opens' },
  ],
  [
    'uvicorn',
    'app-server-log',
    'INFO:     127.0.0.1:51422 - "WebSocket /ws" 403',
    { server: 'python', arrives: 'arrives', symptom: 'never-opens', status: 403 },
  ],
  [
    'Daphne',
    'app-server-log',
    '127.0.0.1:51422 - - [20/Nov/2026:10:00:00] "WSREJECT /ws/chat/" - -',
    { server: 'python', arrives: 'arrives', symptom: 'never-opens', status: 403 },
  ],
  [
    'Rails without an upgrade',
    'app-server-log',
    'Started GET "/cable"[non-WebSocket] for 127.0.0.1 at 2026-11-20 10:00:00 +0000',
    { server: 'rails', arrives: 'arrives', words: 'upgrade' },
  ],
  [
    'a close event of Chrome',
    'close-event',
    "CloseEvent {isTrusted: true, wasClean: false, code: 1006, reason: '', type: 'close'}",
    { 'close-code': 1006 },
  ],
  [
    'the name of a close code, as Go’s coder/websocket writes it',
    'close-event',
    'failed to get reader: received close frame: status = StatusPolicyViolation and reason = "no token"',
    { symptom: 'drops', 'close-code': 1008 },
  ],
  [
    'a close code of the application, as Go’s coder/websocket writes it',
    'close-event',
    'failed to read JSON message: received close frame: status = StatusCode(4001) and reason = ""',
    { symptom: 'drops', 'close-code': 4001 },
  ],
  [
    'ingress-nginx, a socket that lived for its minute',
    'access-log',
    '10.0.0.1 - - [20/Nov/2026:10:14:02 +0000] "GET /ws HTTP/1.1" 101 157 "-" "Mozilla/5.0" 512 60.003 [default-chat-80] [] 10.1.2.3:3000 0 60.003 101 0a1b2c3d4e5f60718293a4b5c6d7e8f9',
    { status: 101, seconds: 60, front: 'nginx' },
  ],
  ['a close event as people write it', 'close-event', '1006, clean: false', { 'close-code': 1006 }],
  [
    'a clean close',
    'close-event',
    '{"code":1008,"reason":"policy","wasClean":true}',
    { 'close-code': 1008, symptom: 'drops' },
  ],
  [
    'a close that the program sent itself',
    'close-event',
    'websockets.exceptions.ConnectionClosedError: sent 1009 (message too big) over size limit; no close frame received',
    { symptom: 'drops', 'close-code': 1009, words: 'size' },
  ],
  [
    'the raw packet of Node: TLS',
    'http-parser-error',
    "  code: 'HPE_INVALID_METHOD', rawPacket: <Buffer 16 03 01 02 00 01 00 01 fc 03>",
    { 'connect-error': 'not-tls', words: 'tls' },
  ],
  [
    'the raw packet of Node: HTTP/2',
    'http-parser-error',
    'rawPacket: <Buffer 00 00 12 04 00 00 00 00 00 00>',
    { 'connect-error': 'http2', words: 'http2' },
  ],
  [
    'Go: a frame in the place of the answer',
    'http-parser-error',
    'net/http: HTTP/1.x transport connection broken: malformed HTTP response "\\x89\\x131735980419992937300"',
    { words: 'answer' },
  ],
  [
    'openssl: an untrusted chain',
    'openssl-s-client',
    'verify error:num=21:unable to verify the first certificate',
    { 'connect-error': 'certificate', certificate: 'unknown-issuer' },
  ],
  ['openssl: all well', 'openssl-s-client', 'Verify return code: 0 (ok)', {}],
  [
    'ASP.NET Core, a socket that ended after its minute',
    'dotnet',
    'Request finished HTTP/1.1 GET https://a.example/chathub?id=abc - 101 - - 60004.1234ms',
    { server: 'dotnet', arrives: 'arrives', status: 101, seconds: 60 },
  ],
  [
    'ASP.NET Core, a refused handshake as .NET 7 wrote it',
    'dotnet',
    'Request finished HTTP/1.1 GET http://localhost:5000/ws - - - 400 - - 1.2000ms',
    { server: 'dotnet', arrives: 'arrives', symptom: 'never-opens', status: 400 },
  ],
  [
    'ASP.NET Core, a request that is not a handshake',
    'dotnet',
    'Request finished HTTP/1.1 POST https://a.example/chathub/negotiate - 404 0 - 2.0000ms',
    { server: 'dotnet' },
  ],
  [
    'SignalR, whose transport did not start',
    'dotnet',
    "[2026-11-20T10:00:00.000Z] Error: Failed to start the transport 'WebSockets': Error: There was an error with the transport.",
    { server: 'dotnet', symptom: 'never-opens' },
  ],
  [
    'SignalR, negotiate refused',
    'dotnet',
    "Error: Failed to complete negotiation with the server: Error: Unexpected status code returned from negotiate '401'",
    { server: 'dotnet', symptom: 'never-opens', status: 401 },
  ],
  [
    'SignalR, a socket that was cut',
    'dotnet',
    "Error: Connection disconnected with error 'Error: WebSocket closed with status code: 1006 (no reason given).'.",
    { server: 'dotnet', symptom: 'drops', 'close-code': 1006 },
  ],
  [
    'URLSession, an answer that is not a handshake',
    'apple',
    'Task <68E0F82F>.<1> finished with error [-1011] Error Domain=NSURLErrorDomain Code=-1011 "There was a bad response from the server."',
    { 'message-kind': 'exception', client: 'mobile-app', symptom: 'never-opens', words: 'answer' },
  ],
  [
    'URLSession, an unknown root',
    'apple',
    'The operation couldn’t be completed. (NSURLErrorDomain error -1203.)',
    {
      'message-kind': 'exception',
      client: 'mobile-app',
      symptom: 'never-opens',
      'connect-error': 'certificate',
      certificate: 'unknown-issuer',
    },
  ],
  [
    'URLSession, a system error of Darwin',
    'apple',
    'Error Domain=NSPOSIXErrorDomain Code=53 "Software caused connection abort"',
    { 'message-kind': 'exception', client: 'mobile-app', symptom: 'drops', words: 'ended' },
  ],
  [
    'Starscream 4, with the status',
    'apple',
    'error(Optional(Starscream.HTTPUpgradeError.notAnUpgrade(502, ["Server": "nginx"])))',
    { 'message-kind': 'exception', client: 'mobile-app', symptom: 'never-opens', status: 502 },
  ],
  [
    'Starscream 3, a close code',
    'apple',
    'WSError(type: Starscream.ErrorType.protocolError, message: "connection closed by server", code: 1008)',
    { 'message-kind': 'exception', client: 'mobile-app', symptom: 'drops', 'close-code': 1008 },
  ],
  [
    'Dart, with the status',
    'dart',
    "WebSocketChannelException: WebSocketException: Connection to 'https://a.example:0/ws?token=x#' was not upgraded to websocket, HTTP status code: 403",
    { 'message-kind': 'exception', symptom: 'never-opens', status: 403 },
  ],
  [
    'Flutter, before Dart said the status',
    'dart',
    "I/flutter ( 7920): WebSocketException: Connection to 'http://a.example/ws#' was not upgraded to websocket",
    { 'message-kind': 'exception', symptom: 'never-opens', words: 'answer', client: 'mobile-app' },
  ],
  [
    'Dart, a port on which nothing listens, on the phone itself',
    'dart',
    'SocketException: Connection refused (OS Error: Connection refused, errno = 111), address = localhost, port = 8080',
    { 'message-kind': 'exception', symptom: 'never-opens', 'connect-error': 'refused', address: 'loopback' },
  ],
  [
    'Dart, a certificate of an unknown authority',
    'dart',
    'HandshakeException: Handshake error in client (OS Error: CERTIFICATE_VERIFY_FAILED: unable to get local issuer certificate(handshake.cc:393))',
    {
      'message-kind': 'exception',
      symptom: 'never-opens',
      'connect-error': 'certificate',
      certificate: 'unknown-issuer',
    },
  ],
  [
    'Dart, a wrong accept',
    'dart',
    "WebSocketException: Bad response 'Sec-WebSocket-Accept' header",
    { 'message-kind': 'exception', status: 101, 'after-101': 'accept', words: 'accept' },
  ],
  [
    'Phoenix, a socket that was taken',
    'phoenix-log',
    '[info] CONNECTED TO ChatWeb.UserSocket in 114µs',
    { server: 'rails', arrives: 'arrives' },
  ],
  [
    'Phoenix, a socket that was refused by its own function',
    'phoenix-log',
    '10:14:02.123 [info] REFUSED CONNECTION TO ChatWeb.UserSocket in 2ms',
    {
      server: 'rails',
      arrives: 'arrives',
      symptom: 'never-opens',
      status: 403,
      'refuser-403': 'application',
      words: 'login',
    },
  ],
  [
    'Phoenix, the origin that it refused',
    'phoenix-log',
    'Origin of the request: https://www.a.example',
    { server: 'rails', arrives: 'arrives' },
  ],
  [
    'a client of Tomcat’s',
    'tomcat',
    'DeploymentException: The HTTP upgrade to WebSocket failed but partial data may have been received: Status Code [404], HTTP headers [x]',
    { 'message-kind': 'exception', client: 'program', symptom: 'never-opens', status: 404 },
  ],
  [
    'Tomcat, a message over its buffer',
    'tomcat',
    'CloseStatus[code=1009, reason=No async message support and buffer too small. Buffer size: [8,192], Message size: [13,008]]',
    { server: 'java', symptom: 'drops', drop: 13_008, 'close-code': 1009, words: 'size' },
  ],
  [
    'Tomcat, its own idle timeout',
    'tomcat',
    'The WebSocket session [3] idle timeout expired',
    { server: 'java', symptom: 'drops', drop: 'after-silence', words: 'idle', quiet: 'quiet' },
  ],
  [
    'Tomcat’s log of its WebSocket code',
    'tomcat',
    '20-Nov-2026 10:14:02.123 SEVERE [http-nio-8080-exec-1] org.apache.tomcat.websocket.pojo.PojoEndpointBase.onError No error handling configured for [a.Chat]',
    { server: 'java', 'message-kind': 'exception', arrives: 'arrives' },
  ],
  [
    'the lines of the doctor, and the facts in its link',
    'doctor',
    'failed        Handshake         426 Upgrade Required\n\nGo on in a browser with what was measured:\nhttps://site.example/diagnose/#status=m.426&front=m.nginx&endpoint=wss%3A%2F%2Fa.example%2Fws',
    { status: '426', front: 'nginx' },
  ],
  [
    'a line of the console',
    'console',
    "chat.js:14 WebSocket connection to 'ws://127.0.0.1:3000/ws' failed: ",
    { address: 'loopback' },
  ],
] as const)
  test(`${id}: ${name}`, () => {
    assert.deepEqual(facts(id, text), expected);
  });

/** A handshake as curl -v prints it. */
const verbose = (version: string, answer: readonly string[], more: readonly string[] = []) =>
  [
    `$ curl -v --max-time 5 https://a.example/ws -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: ${sample}'`,
    '*   Trying 192.0.2.1:443...',
    `> GET /ws HTTP/${version}`,
    '> Host: a.example',
    ...(version === '1.1' ? ['> Connection: Upgrade', '> Upgrade: websocket'] : []),
    '> Sec-WebSocket-Version: 13',
    `> Sec-WebSocket-Key: ${sample}`,
    ...more.map((line) => `> ${line}`),
    '>',
    ...answer.map((line) => `< ${line}`),
    '<',
  ].join('\n');
const switched = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
const what = (text: string) => reading('handshake', text).findings.map((finding) => finding.what);

test('curl over HTTP/2 proves nothing, and its status is no fact', () => {
  const text = verbose('2', ['HTTP/2 400', 'server: envoy']);
  assert.deepEqual(facts('handshake', text), { reach: 'answers' });
  assert.match(what(text).join(), /HTTP\/2 that proves nothing/);
});

test('a 101 whose accept fits the key is verified', () => {
  const text = verbose('1.1', [...switched, `Sec-WebSocket-Accept: ${sampleAccept}`]);
  assert.deepEqual(facts('handshake', text), { status: 101 });
  assert.ok(reading('handshake', text).findings.some(({ means }) => means.includes('fits the key')));
});

for (const [name, answer, pattern] of [
  [
    'of another key',
    [...switched, `Sec-WebSocket-Accept: ${acceptAtOnce('x')}`],
    /^wrong Sec-WebSocket-Accept$/,
  ],
  ['of an empty key', [...switched, `Sec-WebSocket-Accept: ${acceptAtOnce('')}`], /of an empty key/],
  ['that is missing', switched, /101 without Sec-WebSocket-Accept/],
  [
    'without Upgrade beside it',
    [switched[0] ?? '', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${sampleAccept}`],
    /101 without “Upgrade: websocket”/,
  ],
] as const)
  test(`an accept ${name} is named`, () => {
    const text = verbose('1.1', answer);
    assert.deepEqual(facts('handshake', text), { status: 101, 'after-101': 'accept', words: 'accept' });
    assert.ok(
      what(text).some((each) => pattern.test(each)),
      what(text).join(),
    );
  });

test('a subprotocol that was not offered is named', () => {
  const text = verbose('1.1', [
    ...switched,
    `Sec-WebSocket-Accept: ${sampleAccept}`,
    'Sec-WebSocket-Protocol: graphql-ws',
  ]);
  assert.equal(facts('handshake', text)['after-101'], 'subprotocol');
});

test('a refusal with its headers, as curl -i prints it', () => {
  const text =
    "curl -i --http1.1 -H 'Upgrade: websocket' -H 'Connection: Upgrade' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' https://a.example/ws\nHTTP/1.1 403 Forbidden\nserver: istio-envoy\ncontent-length: 0\n";
  assert.deepEqual(facts('handshake', text), {
    symptom: 'never-opens',
    status: 403,
    'refuser-403': 'gateway',
  });
});

test('a 400 whose body repeats the status says so, and one with a reason does not', () => {
  const refused = (body: string) =>
    facts(
      'handshake',
      `curl -i --http1.1 -H 'Upgrade: websocket' -H 'Connection: Upgrade' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' https://a.example/ws\nHTTP/1.1 400 Bad Request\nconnection: close\ncontent-length: ${body.length}\n\n${body}`,
    )['body-400'];
  assert.equal(refused('Bad Request'), 'bare');
  assert.equal(refused('Invalid room'), undefined);
});

test('a 400 with nothing but “Connection: close” is that of a parser, and one with more headers or a body is not', () => {
  const refused = (head: string, body = '') =>
    facts('handshake', `HTTP/1.1 400 Bad Request\n${head}\n\n${body}`);
  assert.equal(refused('Connection: close')['body-400'], 'unreadable');
  assert.equal(refused('Connection: close\nContent-Length: 0')['body-400'], 'empty');
  assert.equal(refused('Connection: close\nDate: Sat, 28 Nov 2026 10:00:00 GMT')['body-400'], undefined);
  assert.equal(refused('Connection: close', 'Invalid room')['body-400'], undefined);
});

test('a 400 that names the version it was asked for lacked another part of the handshake', () => {
  const refused = (asked: string) =>
    facts(
      'handshake',
      `GET /ws HTTP/1.1\nHost: a.example\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Key: ${sample}\nSec-WebSocket-Version: ${asked}\n\nHTTP/1.1 400 Bad Request\nSec-Websocket-Version: 13\n\nBad Request`,
    );
  assert.equal(refused('13')['words'], 'upgrade');
  assert.equal(refused('8')['words'], undefined);
});

test('an answer with Node’s own Keep-Alive is that of a server without a listener for upgrades', () => {
  const answered = (head: string) =>
    facts('handshake', `HTTP/1.1 404 Not Found\n${head}\n\nNot Found`)['config'];
  assert.equal(answered('Connection: keep-alive\nKeep-Alive: timeout=5'), 'no-endpoint');
  assert.equal(answered('Server: Apache\nKeep-Alive: timeout=5'), undefined);
  assert.equal(answered('Keep-Alive: timeout=5, max=100'), undefined);
});

test('a refusal that a server of applications signs did arrive there', () => {
  const refusedBy = (server: string) =>
    facts('handshake', `HTTP/1.1 403 Forbidden\nServer: ${server}\n\n`)['arrives'];
  for (const server of [
    'uvicorn',
    'daphne',
    'Kestrel',
    'TornadoServer/6.4',
    'Python/3.13 aiohttp/3.12',
    'Jetty(12.0.9)',
  ])
    assert.equal(refusedBy(server), 'arrives', server);
  for (const server of ['nginx/1.28.0', 'Apache/2.4.65 (Debian)', 'cloudflare', 'pythonic'])
    assert.equal(refusedBy(server), undefined, server);
});

test('a request that reached the server without its upgrade is named', () => {
  const text = `GET /ws HTTP/1.0\nHost: app\nConnection: close\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: ${sample}\n`;
  assert.deepEqual(facts('handshake', text), { words: 'upgrade' });
});

test('an answer to an ordinary request counts for nothing', () => {
  assert.deepEqual(
    facts(
      'handshake',
      '$ curl -i http://127.0.0.1:8080/health\nHTTP/1.1 200 OK\ncontent-type: text/plain\n\nok',
    ),
    {},
  );
});

test('the headers that DevTools copy are a request and its answer', () => {
  const text = `Request URL: wss://a.example/ws\nRequest Method: GET\nStatus Code: 404 Not Found\nResponse Headers\nserver: nginx\nRequest Headers\nUpgrade: websocket\nSec-WebSocket-Key: ${sample}`;
  assert.deepEqual(facts('handshake', text), { symptom: 'never-opens', status: 404 });
  const newer =
    'Request URL:\nwss://a.example/ws\nRequest Method:\nGET\nStatus Code:\n502 Bad Gateway\nserver:\nnginx';
  assert.deepEqual(facts('handshake', newer), { symptom: 'never-opens', status: 502 });
});

/** A HAR with one entry. */
const har = (entry: object, title = 'https://app.example/') =>
  JSON.stringify({
    log: { version: '1.2', pages: [{ id: 'page_1', title }], entries: [{ pageref: 'page_1', ...entry }] },
  });
const headers = (fields: Record<string, string>) =>
  Object.entries(fields).map(([name, value]) => ({ name, value }));

test('a HAR has the status that a page cannot see', () => {
  const text = har({
    _resourceType: 'websocket',
    request: {
      method: 'GET',
      url: 'wss://app.example/ws?token=abc',
      httpVersion: 'HTTP/1.1',
      headers: headers({ Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Key': sample }),
    },
    response: {
      status: 400,
      httpVersion: 'HTTP/1.1',
      headers: headers({ 'Content-Length': '0' }),
      content: {},
    },
  });
  assert.deepEqual(facts('har', text), {
    client: 'browser',
    symptom: 'never-opens',
    status: 400,
    'body-400': 'empty',
  });
  const [finding] = reading('har', text).findings;
  assert.equal(text.slice(...(finding?.span ?? [0, 0])), 'wss://app.example/ws?token=abc');
});

test('a HAR shows a ws:// address on a page of https, and the browser’s own error', () => {
  const text = har({
    _resourceType: 'websocket',
    request: { url: 'ws://app.example/ws', headers: [] },
    response: { status: 0, _error: 'net::ERR_BLOCKED_BY_CLIENT' },
  });
  assert.deepEqual(facts('har', text), { symptom: 'never-opens', schemes: 'mixed' });
  assert.ok(reading('har', text).findings.some(({ holds }) => holds === 'net::ERR_BLOCKED_BY_CLIENT'));
});

test('a HAR without a socket, and one that is cut off, get a sentence', () => {
  assert.match(
    reading('har', har({ request: { url: 'https://a.example/' }, response: { status: 200 } })).unread[0]
      ?.why ?? '',
    /none is of a WebSocket/,
  );
  const cut = har({ request: { url: 'wss://a.example/' } }).slice(0, -5);
  assert.match(reading('har', cut).unread[0]?.why ?? '', /cut off/);
});

/** A net-export with these events. */
const netExport = (events: readonly object[]) =>
  `{"constants":{"logEventTypes":{"URL_REQUEST_START_JOB":2,"HTTP2_SESSION_INITIALIZED":210,"HTTP2_SESSION_RECV_SETTING":215,"WEBSOCKET_UPGRADE_FAILURE":401,"FAILED":5},"netError":{"ERR_CONNECTION_REFUSED":-102}},\n"events": [\n${events.map((event) => JSON.stringify(event)).join(',\n')}]}\n`;
const opened = { type: 2, source: { id: 88 }, params: { url: 'wss://app.example/ws' } };

test('a net-export has the answer to the handshake, and what the HTTP/2 session allows', () => {
  const text = netExport([
    { type: 210, source: { id: 51 }, params: { host: 'app.example:443' } },
    { type: 215, source: { id: 51 }, params: { id: '3 (SETTINGS_MAX_CONCURRENT_STREAMS)', value: 128 } },
    opened,
    {
      type: 401,
      source: { id: 88 },
      params: { headers: ['HTTP/1.1 426 Upgrade Required', 'Server: gw'], net_error: -320 },
    },
  ]);
  assert.deepEqual(facts('net-export', text), { client: 'browser', symptom: 'never-opens', status: 426 });
  assert.ok(
    reading('net-export', text).findings.some(({ means }) => means.includes('HTTP/2 is not the fault')),
  );
});

test('a net-export that was not ended is read as far as it goes', () => {
  const whole = netExport([
    opened,
    { type: 5, source: { id: 88 }, params: { net_error: -102 } },
    { type: 5, source: { id: 89 } },
  ]);
  const text = whole.slice(0, whole.lastIndexOf('"source"'));
  const { findings, unread } = reading('net-export', text);
  assert.ok(findings.some(({ holds }) => holds === 'net::ERR_CONNECTION_REFUSED'));
  assert.match(unread[0]?.why ?? '', /cut off/);
});

test('a report of the doctor says where it was made, and has the facts of its steps', () => {
  const report = (outcome: string, step = 'Handshake') =>
    JSON.stringify({
      schema: 'not101-report-1',
      made: '2026-11-28T10:00:00.000Z',
      from: 'terminal',
      origin: 'https://a.example',
      browser: 'Node v22 on linux x64',
      runs: [
        {
          endpoint: 'wss://a.example/ws',
          steps: [],
          facts: [],
          trace: [
            { id: 'started', at: 0, endpoint: 'wss://a.example/ws', secure: true, plan: handshakePlan },
            { id: 'checked', at: 5, step, outcome, text: '426 Upgrade Required' },
            { id: 'established', at: 5, question: 'status', answer: '426', value: 426 },
            { id: 'finished', at: 9 },
          ],
        },
      ],
    });
  const [finding] = reading('report', report('failed')).findings;
  assert.equal(finding?.what, 'a test of wss://a.example/ws, from the doctor in a terminal');
  assert.equal(finding.means, 'Handshake: failed');
  assert.equal(facts('report', report('failed'))['status'], 426);
  // A step of older doctors, which readers may still have.
  assert.equal(reading('report', report('failed', 'Origin')).findings[0]?.means, 'Origin: failed');
  assert.match(reading('report', report('exploded')).unread[0]?.why ?? '', /Event 2 of the report’s trace/);
});

test('a report that is damaged gets the sentence of its own reader', () => {
  assert.match(reading('report', '{"schema":"not101-report-1","runs":[]}').unread[0]?.why ?? '', /no "runs"/);
});

test('sockets that lived equally long show a limit, and those that end in one moment what they share', () => {
  const line = (accepted: string, age: number) =>
    `192.0.2.9:40112 [22/Nov/2026:${accepted}] fe~ be/srv1 0/0/1/3/${age} 101 9312 - - CD-- 12/11/3/3/0 0/0 "GET /ws HTTP/1.1"`;
  const equal = facts('haproxy-log', [line('10:00:00.000', 45_010), line('10:05:00.000', 45_200)].join('\n'));
  assert.equal(equal['drop'], 45);
  const together = facts(
    'haproxy-log',
    [line('10:00:00.000', 600_000), line('10:05:00.000', 300_300)].join('\n'),
  );
  assert.equal(together['together'], 'together');
  assert.equal(together['drop'], undefined);
});
