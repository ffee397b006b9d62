/** Pieces of texts as people paste them, for tests that make many texts of them. */

/** A line of Chrome's console. */
export const consoleLine =
  "chat.js:7 WebSocket connection to 'wss://app.example/ws' failed: Error during WebSocket handshake: Unexpected response code: 400";
/** A line of nginx's error log. */
export const nginxLine =
  '2026/11/20 10:14:02 [error] 18#18: *12 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.3, server: _, request: "GET /ws HTTP/1.1", upstream: "http://172.18.0.6:5001/ws", host: "app.example"';
/** A line of an access log, of a handshake that passed. */
export const switchedLine =
  '10.0.0.1 - - [12/May/2026:08:00:31 +0000] "GET /ws HTTP/1.1" 101 157 "-" "Mozilla/5.0"';

/** Beginnings and pieces of every format, for texts that come close to one. */
export const pieces = [
  consoleLine,
  nginxLine,
  switchedLine,
  '$ curl -v https://a.example/ws',
  '> GET /ws HTTP/1.1',
  '< HTTP/1.1 101 Switching Protocols',
  '< Sec-WebSocket-Accept: x',
  'HTTP/2 400',
  'Request URL: wss://a/',
  'Status Code: 101',
  '{"log":{"entries":[{"request":{"url":"wss://a"},"response":{"status":101}}]}}',
  '{"log":{"entries":[',
  '{"constants":{"logEventTypes":{}},"events":[',
  '{"schema":"not101-report-1","runs":[]}',
  '{"logger":"http.log.access","status":101,"duration":"x"}',
  '{"response_flags":"UF","response_code":503}',
  '{"DownstreamStatus":null}',
  'wss 2026-02-03T12:01:10.412345Z a b c 1 1 1 101 101 1 1 "GET https://a/ HTTP/1.1" "x"',
  'at=error code=H15 dyno=web.1 path="/ws" status=503',
  '2026-07-05T16:08:17Z ERR x connIndex=1 type=ws',
  'rawPacket: <Buffer 16 03 01',
  'malformed HTTP response "\\x',
  'verify error:num=21:x',
  '1006, clean: false',
  '[2026-11-20T10:00:00.123Z] "GET /ws HTTP/1.1" 503 UF 0 91 10 -',
  'fe be/s 0/0/1/3/60002 101 1 - - cD-- 1/1/1/1/0 0/0 "GET /ws',
  'Request finished HTTP/1.1 GET https://a/ws - 101 - - 60004.1234ms',
  'WebSocket closed with status code: 1006 (',
  'Error Domain=NSURLErrorDomain Code=-1011 "',
  'WSError(type: a.b.c.d, message: "',
  "Connection to 'https://a:0/ws#' was not upgraded to websocket, HTTP status code: ",
  'OS Error: x, errno = 111), address = localhost, port = ',
  'REFUSED CONNECTION TO A.B in 1ms',
  'Buffer size: [8,192], Message size: [',
  '20-Nov-2026 10:14:02.123 SEVERE [a] org.apache.tomcat.websocket.A b',
  'failed        Handshake         426',
  'https://a/diagnose/#status=m.426&x=%',
  'http {\n include a;\n}',
  '<img src=x onerror=alert(1)>',
  '\u0000',
  '"__proto__":{"x":1}',
];
