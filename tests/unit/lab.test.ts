/** The parts of the lab that need no program to run. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Script } from 'node:vm';
import { outcomes, sentFrames } from '../../src/present/observer-outcomes.ts';
import { replaceShownPart, shownPart } from '../../src/knowledge/shown-part.ts';
import type { Evidence, Observation } from '../../src/knowledge/schemas.ts';
import { clientFrame, closeCodeOf, FrameReader, ofEither, opcodes } from '../../src/wire/frames.ts';
import { header, readHead, shortened, statusOf } from '../../src/wire/http-head.ts';
import { requestLineOf, statusLineOf } from '../../src/wire/start-line.ts';
import { conventionalPort, withConventionalPorts, withSubstitutes, type Ports } from '../lab/addresses.ts';
import { complaints } from '../lab/backends/complaints.ts';
import { backends } from '../lab/backends/index.ts';
import { drift, unmetExpectations, versionChanges, withRecordedSeconds } from '../lab/compare.ts';
import { alertIn } from '../lab/ladder.ts';
import { curlAsEvidence, withoutUrls } from '../lab/observation.ts';
import { cookiesOf } from '../lab/observers/cookies.ts';
import { preparation, reportExpression } from '../lab/observers/page-script.ts';
import { observationStatements } from '../lab/observers/webkit.ts';
import { readApacheLog } from '../lab/programs/apache.ts';
import { caddyPorts, readCaddyLog } from '../lab/programs/caddy.ts';
import { lighttpdPort, readLighttpdLog } from '../lab/programs/lighttpd.ts';
import { h2oPorts } from '../lab/programs/h2o.ts';
import { readHaproxyLog } from '../lab/programs/haproxy.ts';
import { proxies } from '../lab/programs/index.ts';
import { hitchPorts, readHitchLog } from '../lab/programs/hitch.ts';
import { readProxyHeader } from '../lab/proxy-protocol.ts';
import { readNginxLog } from '../lab/programs/nginx.ts';
import { listenedPorts } from '../lab/programs/program.ts';
import type { TappedConnection } from '../lab/tap.ts';
import { oneAtATime } from '../lab/wait.ts';
import { readAnswer } from '../lab/webdriver.ts';
import { knowledge } from './support/knowledge.ts';

const config = `server {
    listen 127.0.0.1:8080;

    # not101: show
    location /ws {
        proxy_pass http://app;

        proxy_read_timeout 1h;
    }
    # not101: end
}
`;

describe('shownPart', () => {
  it('returns the lines between the markers without their common indentation', () => {
    assert.equal(
      shownPart(config),
      'location /ws {\n    proxy_pass http://app;\n\n    proxy_read_timeout 1h;\n}',
    );
  });

  it('knows the comments of JavaScript and HTML', () => {
    assert.equal(shownPart('// not101: show\nfoo();\n// not101: end'), 'foo();');
    assert.equal(shownPart('<!-- not101: show -->\n<p>\n<!-- not101: end -->\n'), '<p>');
  });

  it('says which markers it found where it cannot tell the part', () => {
    assert.throws(() => shownPart('location / {}'), /Found these markers: none\. Expected one comment line/);
    assert.throws(
      () => shownPart('# not101: end\na\n# not101: show'),
      /"not101: end" in line 1, "not101: show" in line 3/,
    );
    assert.throws(() => shownPart(config + config), /in line 15/);
    assert.throws(
      () => shownPart('# not101: show\n\n# not101: end'),
      /nothing between the markers in lines 1 and 3/,
    );
  });
});

describe('replaceShownPart', () => {
  it('puts a pasted part between the markers and indents it as they are', () => {
    const pasted = replaceShownPart(config, 'location /ws {\n    return 204;\n}');
    assert.equal(shownPart(pasted), 'location /ws {\n    return 204;\n}');
    assert.ok(pasted.includes('\n    location /ws {\n        return 204;\n    }\n    # not101: end\n}\n'));
  });

  it('changes nothing if the part is the same', () => {
    assert.equal(replaceShownPart(config, shownPart(config)), config);
  });
});

const ports: Ports = {
  proxy: 20001,
  tls: 20002,
  backend: 20003,
  second: 20004,
  broker: 20007,
  nobody: 20005,
  page: 20006,
};

describe('withSubstitutes', () => {
  const run = (text: string): string => withSubstitutes(text, { ports, paths: { '/srv/app': '/tmp/x' } });

  it('replaces conventional ports where they are addresses', () => {
    assert.equal(
      run('listen 127.0.0.1:8080; server 127.0.0.1:3000;'),
      'listen 127.0.0.1:20001; server 127.0.0.1:20003;',
    );
    assert.equal(run("server.listen(3000, '127.0.0.1');"), "server.listen(20003, '127.0.0.1');");
    assert.equal(run('"wss://app.example:8443/ws"'), '"wss://app.example:20002/ws"');
    assert.equal(run("'ws://app.example/ws'"), "'ws://app.example:20001/ws'");
    assert.equal(run('server.port = 8080; "port" => 3000'), 'server.port = 20001; "port" => 20003');
    assert.equal(run('.port = "3000";'), '.port = "20003";');
    assert.equal(run('serve(echo, "127.0.0.1", 3000)'), 'serve(echo, "127.0.0.1", 20003)');
    assert.equal(
      run('uvicorn.run(app, host="127.0.0.1", port=3000)'),
      'uvicorn.run(app, host="127.0.0.1", port=20003)',
    );
    assert.equal(run('tomcat.setPort(3000);'), 'tomcat.setPort(20003);');
    assert.equal(run('["http://127.0.0.1:4000"]'), '["http://127.0.0.1:20006"]');
    assert.equal(run('cache_peer 127.0.0.1 parent 3000 0'), 'cache_peer 127.0.0.1 parent 20003 0');
  });

  it('leaves the same number alone where it is none', () => {
    assert.equal(
      run('setInterval(ping, 3000); timeout server 3000'),
      'setInterval(ping, 3000); timeout server 3000',
    );
    assert.equal(run('listen 127.0.0.1:80800;'), 'listen 127.0.0.1:80800;');
  });

  it('replaces paths', () => {
    assert.equal(run('root /srv/app;'), 'root /tmp/x;');
  });

  it('is undone by withConventionalPorts', () => {
    const text = 'listen 127.0.0.1:8443; server 127.0.0.1:3001; server 127.0.0.1:3999;';
    assert.equal(withConventionalPorts(run(text), ports), text);
    assert.equal(conventionalPort(ports.second, ports), 3001);
    assert.equal(conventionalPort(1, ports), 1);
  });
});

function observation(changes: Partial<Observation> = {}): Observation {
  const browser = {
    socket: 'held',
    closeCode: null,
    wasClean: null,
    seconds: null,
    echoed: 11,
  } as const;
  return {
    status: 101,
    backendSaw: { method: 'GET', target: '/ws', version: '1.1', headers: { Connection: 'upgrade' } },
    chromium: { ...browser, console: [] },
    firefox: { ...browser, console: [] },
    webkit: { ...browser, console: null },
    curl: { status: 101, exitCode: null, seconds: null, error: null, body: null },
    proxyLog: [],
    steps: [{ from: 'server', to: 'client', outcome: 'passed', kind: 'open', after: 70, isSilent: true }],
    ...changes,
  };
}

const evidence: Evidence = {
  recorded: '2026-11-21',
  versions: { nginx: '1.22.1' },
  broken: observation({ status: 426 }),
  fixed: observation(),
};

describe('drift', () => {
  it('is empty where day and versions alone differ', () => {
    const now = { ...structuredClone(evidence), recorded: '2027-01-01', versions: { nginx: '1.28.0' } };
    assert.deepEqual(drift(evidence, now), []);
    assert.deepEqual(versionChanges(evidence, now), ['nginx was recorded as "1.22.1" and is now "1.28.0".']);
  });

  it('names the field, what was recorded and what is', () => {
    const now = { ...evidence, broken: observation({ status: 404 }) };
    assert.deepEqual(drift(evidence, now), ['broken.status was recorded as 426 and is now 404.']);
  });

  it('reaches into lists and records, and says absent where a value has gone or come', () => {
    const now = {
      ...evidence,
      fixed: observation({
        backendSaw: { method: 'GET', target: '/ws', version: '1.0', headers: {} },
        proxyLog: ['[error] refused'],
      }),
    };
    assert.deepEqual(drift(evidence, now), [
      'fixed.backendSaw.version was recorded as "1.1" and is now "1.0".',
      'fixed.backendSaw.headers.Connection was recorded as "upgrade" and is now absent.',
      'fixed.proxyLog.0 was recorded as absent and is now "[error] refused".',
    ]);
  });

  it('tells null from a record', () => {
    const now = { ...evidence, fixed: observation({ backendSaw: null }) };
    assert.deepEqual(drift(evidence, now), [
      'fixed.backendSaw was recorded as {"method":"GET","target":"/ws","version":"1.1","headers":{"Connection":"upgrade"}} and is now null.',
    ]);
  });

  it('compares the fields of two steps of one kind, and steps of two kinds as a whole', () => {
    const held = { from: 'server', to: 'client', outcome: 'passed', kind: 'open', after: 70 } as const;
    const closed = { from: 'server', to: 'client', outcome: 'failed', kind: 'close', code: 1001 } as const;
    const fixed = (step: Observation['steps'][number]): Evidence => ({
      ...evidence,
      fixed: observation({ steps: [step] }),
    });
    assert.deepEqual(drift(evidence, fixed({ ...held, isSilent: false })), [
      'fixed.steps.0.isSilent was recorded as true and is now false.',
    ]);
    assert.deepEqual(drift(evidence, fixed(closed)), [
      `fixed.steps.0 was recorded as ${JSON.stringify(evidence.fixed.steps[0])} and is now ${JSON.stringify(closed)}.`,
    ]);
    assert.deepEqual(drift(evidence, fixed({ ...held, after: 71, isSilent: true })), []);
  });
});

describe('measured seconds', () => {
  const dropped = (seconds: number): Evidence => ({
    ...evidence,
    broken: observation({ chromium: { ...observation().chromium, socket: 'dropped', seconds } }),
  });

  it('may be a little less and somewhat more, as on a busy machine', () => {
    for (const seconds of [57, 60, 61, 75]) assert.deepEqual(drift(dropped(60), dropped(seconds)), []);
    for (const seconds of [0, 30, 56, 76]) assert.equal(drift(dropped(60), dropped(seconds)).length, 1);
    assert.deepEqual(drift(dropped(0), dropped(1)), []);
  });

  it('stay as they were recorded if they are of the same timer', () => {
    assert.equal(withRecordedSeconds(dropped(60), dropped(61)).broken.chromium.seconds, 60);
    assert.equal(withRecordedSeconds(dropped(60), dropped(30)).broken.chromium.seconds, 30);
    assert.deepEqual(withRecordedSeconds(null, dropped(61)), dropped(61));
    assert.deepEqual(withRecordedSeconds(dropped(60), evidence), evidence);
  });
});

describe('unmetExpectations', () => {
  const data: Parameters<typeof unmetExpectations>[0] = {
    observe: {
      client: 'websocket',
      page: 'another origin',
      addressSpace: 'loopback',
      forwardProxy: false,
      console: 'recorded',
      wasClean: 'recorded',
      origin: 'own',
      subprotocols: [],
      headers: [],
      silence: 0,
      reload: false,
      terminate: false,
      reconnects: 0,
      earlierHandshakes: 0,
      heldSockets: 0,
      certificate: 'any',
      peer: false,
      echo: 11,
      requests: 0,
    },
    broken: { status: 426, socket: 'never opens', closeCode: 1006 },
    fixed: { status: 101, socket: 'held' },
  };

  it('is empty where the run shows what is expected', () => {
    assert.deepEqual(unmetExpectations(data, 'fixed', observation()), []);
  });

  it('is red where the expectation changes', () => {
    const changed: typeof data = { ...data, fixed: { status: 101, socket: 'dropped' } };
    assert.deepEqual(unmetExpectations(changed, 'fixed', observation()), [
      'fixed: case.yaml expects socket "dropped", and chromium observed "held".',
      'fixed: case.yaml expects socket "dropped", and firefox observed "held".',
      'fixed: case.yaml expects socket "dropped", and webkit observed "held".',
    ]);
  });

  it('is red where a broken side works', () => {
    assert.equal(unmetExpectations(data, 'broken', observation()).length, 7);
  });

  it('wants the echo back from a socket that is held', () => {
    const silent = observation({ chromium: { ...observation().chromium, echoed: null } });
    assert.deepEqual(unmetExpectations(data, 'fixed', silent), [
      'fixed: case.yaml expects echo 11, and chromium observed null.',
    ]);
  });

  it('wants none where the case says that none comes', () => {
    const fixed = { ...data.fixed, echo: 'none' } as const;
    const { chromium } = observation();
    const silent = { ...chromium, echoed: null };
    const seen = observation({ chromium: silent, firefox: silent, webkit: silent });
    assert.deepEqual(unmetExpectations({ ...data, fixed }, 'fixed', seen), []);
    assert.deepEqual(unmetExpectations({ ...data, fixed }, 'fixed', { ...seen, chromium }), [
      'fixed: case.yaml expects echo null, and chromium observed 11.',
    ]);
  });

  it('wants a binary message where the case says that the text comes back as one, and only there', () => {
    const broken = { ...data.fixed, echo: 'binary' } as const;
    const { chromium } = observation();
    const blob = { ...chromium, isBinary: true } as const;
    const seen = observation({ chromium: blob, firefox: blob, webkit: blob });
    assert.deepEqual(unmetExpectations({ ...data, broken }, 'broken', seen), []);
    assert.deepEqual(unmetExpectations({ ...data, broken }, 'broken', { ...seen, chromium }), [
      'broken: case.yaml expects echo "binary", and chromium observed 11.',
    ]);
    assert.deepEqual(unmetExpectations(data, 'fixed', observation({ chromium: blob })), [
      'fixed: case.yaml expects echo 11, and chromium observed "binary".',
    ]);
  });

  it('compares what was counted at the backend', () => {
    const fixed = {
      ...data.fixed,
      requestConnections: 1,
      nodesUsed: 2,
    };
    const seen = observation({ requestConnections: 1, nodesUsed: 2 });
    assert.deepEqual(unmetExpectations({ ...data, fixed }, 'fixed', seen), []);
    const others = observation({ requestConnections: 3, nodesUsed: 1 });
    assert.deepEqual(unmetExpectations({ ...data, fixed }, 'fixed', others), [
      'fixed: case.yaml expects requestConnections 1, and the tap observed 3.',
      'fixed: case.yaml expects nodesUsed 2, and the taps observed 1.',
    ]);
  });

  it('is what the other engines must show too, unless the case names how one differs', () => {
    const browser = observation().chromium;
    const seen = observation({
      status: 426,
      chromium: { ...browser, socket: 'never opens', closeCode: 1006 },
      firefox: { ...browser, socket: 'never opens', closeCode: 1015 },
      webkit: { ...browser, socket: 'never opens', closeCode: null },
    });
    assert.deepEqual(unmetExpectations(data, 'broken', seen), [
      'broken: case.yaml expects closeCode 1006, and firefox observed 1015.',
      'broken: case.yaml expects closeCode 1006, and webkit observed null.',
    ]);
    const except = { firefox: { closeCode: 1015 }, webkit: { closeCode: null } };
    assert.deepEqual(unmetExpectations({ ...data, broken: { ...data.broken, except } }, 'broken', seen), []);
    assert.deepEqual(
      unmetExpectations({ ...data, broken: { ...data.broken, except } }, 'broken', {
        ...seen,
        firefox: seen.chromium,
      }),
      ['broken: case.yaml expects closeCode 1015, and firefox observed 1006.'],
    );
  });
});

describe('the end of curl', () => {
  const curl = {
    ...{ status: 101, exitCode: 52, error: 'curl: (52) Empty reply from server', body: null },
    seconds: 0,
  };
  /** A socket that a server with one clock for all sockets opened some seconds after that clock had begun. */
  const endedBy = (clock: number, phase: number): [typeof curl, TappedConnection] => {
    const [ping, end] = [clock - phase, 2 * clock - phase];
    const connection: TappedConnection = {
      ...{ port: 3000, proxyProtocol: null, request: null, answer: null, opening: '', openedAt: 0 },
      frames: [
        { from: 'client', opcode: opcodes.ping, length: 0, closeCode: null, at: 1 },
        { from: 'server', opcode: opcodes.ping, length: 0, closeCode: null, at: ping },
      ],
      endedBy: 'server',
      endedAfter: end,
    };
    return [{ ...curl, seconds: Math.round(end) }, connection];
  };

  it('is timed from the first Ping of the server, whenever that came', () => {
    for (const phase of [0, 1.2, 7, 24.9])
      assert.deepEqual(curlAsEvidence(...endedBy(25, phase)), { ...curl, seconds: null, sincePing: 25 });
  });

  it('is timed from the 101 where the server sent no Ping', () => {
    const [seen, connection] = endedBy(25, 1);
    const unpinged = { ...connection, frames: connection.frames.slice(0, 1) };
    assert.deepEqual(curlAsEvidence(seen, unpinged), { ...curl, seconds: 49 });
    assert.deepEqual(curlAsEvidence(seen, undefined), { ...curl, seconds: 49 });
  });

  it('is no end where curl still held the socket', () => {
    const [, connection] = endedBy(25, 1);
    const held = { ...curl, exitCode: null, seconds: null, error: null };
    assert.deepEqual(curlAsEvidence(held, connection), held);
  });

  it('may be somewhat late, as on a busy machine, and is another one half an interval off', () => {
    const since = (sincePing: number): Evidence => ({
      ...evidence,
      broken: observation({ curl: { ...curl, seconds: null, sincePing } }),
    });
    assert.deepEqual(drift(since(25), since(29)), []);
    assert.deepEqual(drift(since(25), since(12)), [
      'broken.curl.sincePing was recorded as 25 and is now 12.',
    ]);
  });
});

describe('outcomes', () => {
  it('name every observer, with code and seconds', () => {
    const dropped = { ...observation().chromium, socket: 'dropped', closeCode: 1006, seconds: 60 } as const;
    const broken = observation({
      chromium: dropped,
      firefox: null,
      curl: {
        status: 101,
        exitCode: 52,
        seconds: 60,
        error: 'curl: (52) Empty reply from server',
        body: null,
      },
    });
    const seen = outcomes({ recorded: '2026-11-21', versions: {}, broken, fixed: observation() });
    assert.deepEqual(seen, [
      { who: 'Handshake', broken: '101', fixed: '101' },
      { who: 'Chromium', broken: 'dropped after 60 s, 1006', fixed: 'held' },
      { who: 'Firefox', broken: 'not run', fixed: 'held' },
      { who: 'WebKitGTK', broken: 'held', fixed: 'held' },
      { who: 'curl', broken: '101, ended after 60 s', fixed: '101, held' },
    ]);
  });

  it('say how long after a Ping curl was ended', () => {
    const curl = { ...observation().curl, exitCode: 0, seconds: null, sincePing: 25 };
    const [seen] = outcomes({ ...evidence, broken: observation({ curl }), fixed: observation() }).slice(-1);
    assert.deepEqual(seen, {
      who: 'curl',
      broken: '101, ended 25 s after an unanswered Ping',
      fixed: '101, held',
    });
  });

  it('say where one held socket got its message and the other did not', () => {
    const broken = observation({ chromium: { ...observation().chromium, echoed: null } });
    const [, seen] = outcomes({ recorded: '2026-11-21', versions: {}, broken, fixed: observation() });
    assert.deepEqual(seen, { who: 'Chromium', broken: 'held, no message came', fixed: 'held' });
  });

  it('say why there is no status', () => {
    const curl = { status: null, exitCode: 7, seconds: null, body: null };
    const broken = observation({ status: null, curl: { ...curl, error: 'curl: (7) Failed to connect' } });
    const fixed = observation({ status: 426, curl: { ...curl, status: 426, exitCode: 0, error: null } });
    const seen = outcomes({ recorded: '2026-11-21', versions: {}, broken, fixed });
    assert.deepEqual(
      seen.filter(({ who }) => who === 'Handshake' || who === 'curl'),
      [
        { who: 'Handshake', broken: 'no answer', fixed: '426' },
        { who: 'curl', broken: 'curl: (7)', fixed: '426' },
      ],
    );
  });
});

describe('sentFrames', () => {
  const browser = observation().chromium;

  it('is nothing where that was not recorded', () => {
    assert.deepEqual(sentFrames(observation()), []);
  });

  it('names what each browser sent, also that it sent nothing', () => {
    const seen = observation({
      chromium: { ...browser, sent: [] },
      firefox: null,
      webkit: { ...browser, sent: ['pong', 'text'] },
    });
    assert.deepEqual(sentFrames(seen), [
      { who: 'Chromium', text: 'nothing' },
      { who: 'WebKitGTK', text: 'pong, text' },
    ]);
  });
});

describe('WebDriver', () => {
  it('the value of an answer is what was asked for', () => {
    assert.deepEqual(readAnswer('GET /x', 200, '{"value":{"handle":"1"}}'), { handle: '1' });
    assert.equal(readAnswer('GET /x', 200, '{"value":null}'), null);
  });

  it('a refusal is told in the driver’s words, and whatever is no JSON is shown', () => {
    const refusal = '{"value":{"error":"no such window","message":"it is closed"}}';
    assert.throws(
      () => readAnswer('POST /x', 404, refusal),
      /refused POST \/x: no such window, it is closed\./,
    );
    assert.throws(
      () => readAnswer('POST /x', 502, '<h1>Bad Gateway'),
      /status 502 and this text .* <h1>Bad Gateway/,
    );
  });

  it('what is queued runs one after the other, also after a failure', async () => {
    const alone = oneAtATime();
    const order: string[] = [];
    const first = alone(async () => {
      await Promise.resolve();
      order.push('first');
      throw new Error('first failed');
    });
    const second = alone(() => Promise.resolve(order.push('second')));
    await assert.rejects(first, /first failed/);
    await second;
    assert.deepEqual(order, ['first', 'second']);
  });
});

describe('cookies', () => {
  it('have the wanted size together, and each is one that browsers keep', () => {
    for (const bytes of [20, 4000, 4001, 10_000, 20_000]) {
      const cookies = cookiesOf(bytes);
      assert.equal(cookies.join('; ').length, bytes);
      assert.ok(cookies.every((cookie) => cookie.length <= 4096 && /^lab\d+=c+$/.test(cookie)));
    }
    assert.deepEqual(cookiesOf(0), []);
  });

  it('are named by their length in evidence', () => {
    assert.equal(shortened('c'.repeat(10_000)), '<10000 bytes>');
    assert.equal(shortened('keep-alive, Upgrade'), 'keep-alive, Upgrade');
  });
});

describe('the script in the page', () => {
  const options = {
    url: new URL('ws://127.0.0.1:20001/ws'),
    page: null,
    opener: 'websocket',
    subprotocols: ["it's"],
    silence: 70,
    echo: null,
    heartbeat: null,
    isCertificateChecked: false,
    isPagePublic: false,
    forwardProxy: null,
    cookies: [],
    socketIo: null,
    reconnects: 1,
  } as const;

  it('sets the cookies of a handshake for its path alone', () => {
    const text = reportExpression({ ...options, cookies: ['lab0=c'] });
    assert.doesNotThrow(() => new Script(text));
    assert.match(text, /\(\["lab0=c"\], "\/ws", \(\) => labWatch\(/);
  });

  for (const clientVersion of [2, 4] as const)
    it(`brings the Socket.IO client ${clientVersion} along and asks for the namespace`, () => {
      const socketIo = { namespace: '/chat', clientVersion };
      const changed = { ...options, opener: 'socket.io', socketIo } as const;
      assert.doesNotThrow(() => new Script(preparation(changed)));
      assert.match(reportExpression(changed), /"path":"\/ws","namespace":"\/chat"/);
    });

  for (const opener of ['websocket', 'socket.io', 'page'] as const) {
    it(`is JavaScript that drivers can take as text: ${opener}`, () => {
      const text = `${preparation({ ...options, opener })}\nreturn ${reportExpression({ ...options, opener })};`;
      assert.doesNotThrow(() => new Script(`(function () { ${text} })`));
      assert.doesNotThrow(
        () => new Script(`(function () { ${observationStatements({ ...options, opener })} })`),
      );
    });
  }

  it('carries the address, the subprotocols and what to wait for', () => {
    assert.equal(
      reportExpression(options),
      `labWatch(new WebSocket("ws://127.0.0.1:20001/ws", ["it's"]), {"silence":70,"echo":null,"heartbeat":null})`,
    );
  });
});

describe('what programs print', () => {
  it('nginx: level and message, without time, process, connection and addresses', () => {
    const prefix =
      '2026/11/21 04:16:01 [error] 12#12: *3 connect() failed (111: Connection refused) while connecting to upstream';
    const line = `${prefix}, client: 127.0.0.1, server: app.example, request: "GET /ws HTTP/1.1"`;
    const notice = '2026/11/21 04:16:01 [notice] 12#12: start worker process 13';
    const noise =
      '2026/11/21 04:16:02 [info] 13#13: *1 client closed connection while waiting for request, client: 127.0.0.1';
    assert.deepEqual(readNginxLog([notice, line, line, noise].join('\n')), [
      '[error] connect() failed (111: Connection refused) while connecting to upstream',
    ]);
  });

  it('Apache httpd: module, level and message', () => {
    const line =
      '[Sat Nov 21 04:16:01.000000 2026] [proxy:error] [pid 1:tid 2] (111)Connection refused: AH00957: failed';
    assert.deepEqual(readApacheLog(`${line}\n`), ['[proxy:error] AH00957: failed']);
  });

  it('Apache httpd: not that few workers are left, because whether it looks then is chance', () => {
    const lines = ['AH10159: server is within MinSpareThreads of MaxRequestWorkers', 'AH00484: reached'].map(
      (text) => `[Sat Nov 28 10:00:00.000001 2026] [mpm_event:error] [pid 7:tid 8] ${text}`,
    );
    assert.deepEqual(readApacheLog(lines.join('\n')), ['[mpm_event:error] AH00484: reached']);
  });

  it('HAProxy: names, status, how the session ended, request line', () => {
    const line =
      '127.0.0.1:45678 [21/Nov/2026:04:16:01.000] web app/app1 0/0/0/1/30002 101 129 - - cD-- 1/1/0/0/0 0/0 "GET /ws HTTP/1.1"';
    assert.deepEqual(readHaproxyLog(`[NOTICE] (1) : New worker\n${line}\n`), [
      'web app/app1 101 cD-- "GET /ws HTTP/1.1"',
    ]);
  });

  it('Caddy: level, logger and message of what is about requests', () => {
    const lines = [
      '{"level":"info","ts":1,"msg":"serving initial configuration"}',
      '{"level":"error","ts":1,"logger":"http.log.error","msg":"dial tcp 127.0.0.1:3999: connect: connection refused"}',
    ];
    assert.deepEqual(readCaddyLog(lines.join('\n')), [
      '[error] http.log.error: dial tcp 127.0.0.1:3999: connect: connection refused',
    ]);
  });

  it('lighttpd: the message, without starts and stops', () => {
    const lines = [
      '2026-11-21 04:16:01: (server.c.1588) server started (lighttpd/1.4.69)',
      '2026-11-21 04:16:02: (gw_backend.c.278) establishing connection failed: Connection refused',
    ];
    assert.deepEqual(readLighttpdLog(lines.join('\n')), [
      'establishing connection failed: Connection refused',
    ]);
  });

  it('addresses become <url>, the punctuation after them stays', () => {
    assert.equal(
      withoutUrls("connection to 'ws://127.0.0.1:20001/ws' failed: x"),
      "connection to '<url>' failed: x",
    );
    assert.equal(withoutUrls('The page at https://app.example:20002/.'), 'The page at <url>.');
  });
});

describe('listenedPorts', () => {
  it('reads the listeners of nginx, Apache httpd and HAProxy', () => {
    assert.deepEqual(listenedPorts('  listen 127.0.0.1:8443 ssl;\n'), [8443]);
    assert.deepEqual(listenedPorts('Listen 127.0.0.1:8080\n'), [8080]);
    assert.deepEqual(listenedPorts('frontend web\n    bind 127.0.0.1:8080\n'), [8080]);
  });

  it('reads those of Caddy and lighttpd in their own forms', () => {
    const caddy = (listen: string) => ({ apps: { http: { servers: { srv0: { listen: [listen] } } } } });
    assert.deepEqual(caddyPorts(caddy('tcp/127.0.0.1:8080')), [8080]);
    assert.throws(() => caddyPorts(caddy(':8080')), /write "bind 127\.0\.0\.1" in the site/);
    assert.throws(() => caddyPorts({}), /Found no listener in the Caddyfile/);
    assert.equal(lighttpdPort('server.bind = "127.0.0.1"\nserver.port = 8080\n'), 8080);
    assert.throws(() => lighttpdPort('server.port = 8080\n'), /Expected server\.bind = "127\.0\.0\.1"/);
  });

  it('refuses a listener that others can reach', () => {
    assert.throws(
      () => listenedPorts('listen 8080;'),
      /Found the listener "8080"\. Expected 127\.0\.0\.1 and a port/,
    );
    assert.throws(() => listenedPorts('http {}'), /Found no listener/);
  });
});

describe('bytes on the wire', () => {
  it('a head is read once it is complete, whatever the case of a header', () => {
    const bytes = Buffer.from(
      'HTTP/1.1 101 Switching Protocols\r\nUPGRADE: websocket\r\n\r\n\x81\x00',
      'latin1',
    );
    assert.equal(readHead(bytes.subarray(0, 40)), null);
    const read = readHead(bytes);
    assert.ok(read);
    assert.equal(statusOf(read.head), 101);
    assert.equal(header(read.head, 'Upgrade'), 'websocket');
    assert.equal(header(read.head, 'Origin'), undefined);
    assert.deepEqual([...read.rest], [0x81, 0x00]);
  });

  for (const size of [0, 125, 126, 65_535, 65_536]) {
    it(`a masked frame of ${size} bytes is read back, in pieces`, () => {
      const bytes = clientFrame(opcodes.text, Buffer.alloc(size, 'a'));
      const reader = new FrameReader(ofEither);
      const frames = [
        ...reader.read(bytes.subarray(0, 1)),
        ...reader.read(bytes.subarray(1, 9)),
        ...reader.read(bytes.subarray(9)),
      ];
      assert.equal(frames.length, 1);
      assert.equal(frames[0]?.payload.toString(), 'a'.repeat(size));
    });
  }

  it('a first line is taken apart, and one that is not HTTP/1.x is refused with what was expected', () => {
    const head = (line: string) => ({ line, headers: [] });
    assert.deepEqual(requestLineOf(head('GET /ws?a=b HTTP/1.0')), {
      method: 'GET',
      target: '/ws?a=b',
      version: '1.0',
    });
    assert.deepEqual(statusLineOf(head('HTTP/1.1 426 Upgrade Required')), {
      version: '1.1',
      status: 426,
      reason: 'Upgrade Required',
    });
    // A server may leave the reason out, with or without the space before it.
    for (const line of ['HTTP/1.1 400 ', 'HTTP/1.1 400'])
      assert.deepEqual(statusLineOf(head(line)), { version: '1.1', status: 400, reason: '' });
    assert.throws(() => requestLineOf(head('HTTP/1.1 200 OK')), /Expected a method, a target and HTTP\/1\.x/);
    assert.throws(() => statusLineOf(head('GET / HTTP/1.1')), /Expected HTTP\/1\.x and a status/);
  });

  it('a TLS alert is known by its code, and nothing else is taken for one', () => {
    assert.equal(alertIn('\x15\x03\x03\x00\x02\x02\x28'), 40);
    assert.equal(alertIn('\x15\x03\x01\x00\x02\x02\x46'), 70);
    // A warning, a handshake record, and an answer in plain text.
    for (const other of ['\x15\x03\x03\x00\x02\x01\x70', '\x16\x03\x03\x00\x02\x02\x28', 'HTTP/1.1 400', ''])
      assert.equal(alertIn(other), null);
  });

  it('a Close frame without a code means 1005', () => {
    const codes = new FrameReader(ofEither)
      .read(Buffer.from([0x88, 0x00, 0x88, 0x02, 0x03, 0xf1]))
      .map(closeCodeOf);
    assert.deepEqual(codes, [1005, 1009]);
  });

  it('an HTTP answer after a frame is no frame, and nothing is read from it', () => {
    const reader = new FrameReader(ofEither);
    assert.equal(reader.read(Buffer.from([0x81, 0x00])).length, 1);
    assert.equal(reader.error(), undefined);
    assert.deepEqual(reader.read(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')), []);
    assert.equal(reader.error()?.closeCode, 1002);
    assert.match(reader.unread().toString(), /^HTTP\/1\.1 400/);
  });

  it('a compressed message is a frame', () => {
    assert.equal(new FrameReader(ofEither).read(Buffer.from([0xc1, 0x01, 0x00])).length, 1);
  });
});

describe('the PROXY protocol', () => {
  const request = 'GET /ws HTTP/1.1\r\n';
  const signature = '\r\n\r\n\0\r\nQUIT\n';

  it('is read in both versions, and what follows is kept', () => {
    const v1 = readProxyHeader(Buffer.from(`PROXY TCP4 192.0.2.1 192.0.2.2 4711 443\r\n${request}`));
    const v2 = readProxyHeader(Buffer.from(`${signature}!\x11\0\x0c${'a'.repeat(12)}${request}`, 'latin1'));
    assert.deepEqual([v1?.version, v1?.rest.toString()], ['v1', request]);
    assert.deepEqual([v2?.version, v2?.rest.toString()], ['v2', request]);
  });

  it('is not seen where it is missing or not whole yet', () => {
    for (const bytes of [request, 'PROXY TCP4 192.0.2.1', signature, `${signature}!\x11\0\x0ca`])
      assert.equal(readProxyHeader(Buffer.from(bytes, 'latin1')), null);
  });
});

describe('listeners of H2O and Hitch', () => {
  it('are read where they are on 127.0.0.1, and refused elsewhere', () => {
    assert.deepEqual(h2oPorts('listen:\n  host: 127.0.0.1\n  port: 8080\n'), [8080]);
    assert.throws(() => h2oPorts('listen:\n  port: 8080\n'), /nothing of the lab may be reached/);
    assert.deepEqual(hitchPorts('frontend = "[127.0.0.1]:8443"\n'), [8443]);
    assert.throws(() => hitchPorts('frontend = "[*]:8443"\n'), /nothing of the lab may be reached/);
  });

  it('leave out of the log what only the observers cause', () => {
    const line = '20261121T122328.888036 [16342] 127.0.0.1:4711 :0 7:8 ';
    assert.deepEqual(readHitchLog(`${line}Handshake failure: error:0A:SSL routines::unexpected eof\n`), []);
    assert.deepEqual(readHitchLog(`${line}Handshake failure: no shared cipher\n`), [
      'Handshake failure: no shared cipher',
    ]);
  });
});

describe('what cases name', () => {
  it('is a proxy and a backend that the lab can start', () => {
    const unknown = [...knowledge.cases.values()].flatMap(({ slug, proxy, backend }) => [
      ...(proxy === undefined || proxy in proxies ? [] : [`${slug}: the proxy ${proxy}`]),
      ...(backend === 'case' || backend in backends ? [] : [`${slug}: the backend ${backend}`]),
    ]);
    assert.deepEqual(unknown, []);
  });
});

describe('what a program complains about', () => {
  const printed = [
    'Listening on http://127.0.0.1:3000/',
    'INFO:     connection open',
    'WARNING:  Unsupported upgrade request.',
    'ERROR:    Exception in ASGI application',
    'Traceback (most recent call last):',
    '  File "/usr/lib/python3/dist-packages/starlette/websockets.py", line 123, in receive_bytes',
    '    raise ValueError("no")',
    "KeyError: 'bytes'",
    "KeyError: 'bytes'",
    'fastapi.exceptions.WebSocketRequestValidationError: 1 validation error for WebSocket',
    'websockets.exceptions.ConnectionClosedError: no close frame received or sent',
    'TypeError: t.unmask is not a function',
    '    at e.exports.unmask (bundle.cjs:1:1417)',
    '',
  ].join('\n');

  it('is its warnings, its errors and the names of its exceptions, each once and without a stack', () => {
    assert.deepEqual(complaints(printed), [
      'WARNING:  Unsupported upgrade request.',
      "KeyError: 'bytes'",
      'fastapi.exceptions.WebSocketRequestValidationError: 1 validation error for WebSocket',
      'TypeError: t.unmask is not a function',
    ]);
  });

  it('is nothing where all is well', () => {
    assert.deepEqual(complaints('INFO:     Started server process [1]\nListening\n'), []);
  });
});
