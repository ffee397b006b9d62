/** What each option of the doctor adds, what it prints, and what it contacts. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { exitStatus } from '../../src/doctor/main.ts';
import { serverTexts } from '../../src/doctor/said.ts';
import { encodeFrame, opcodes } from '../../src/wire/frames.ts';
import { answersOf } from '../lab/live/expected-facts.ts';
import {
  application,
  examined,
  httpAnswer,
  opened,
  parts,
  printed,
  printedIn,
  withServer,
} from './support/doctor.ts';

const folder = mkdtempSync(join(tmpdir(), 'not101-doctor-'));
after(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const hostOf = (url: string) => new URL(url).host;
const httpOf = (url: string) => `http://${hostOf(url)}`;
const isHandshake = (request: string) => /^upgrade: websocket\r$/im.test(request);
const takesAll = application(() => undefined);

describe('--past', { concurrency: true }, () => {
  const noUpgrade = httpAnswer('426 Upgrade Required', 'Upgrade Required');

  it('names that a handshake arrives at the application without its Upgrade header', async () => {
    const plainly = application((request) => (isHandshake(request) ? undefined : noUpgrade));
    await withServer(plainly, async (past) => {
      const proxy = application(() => noUpgrade);
      const { run } = await withServer(proxy, (url) => examined(url, '--past', httpOf(past)));
      const { direct, arrives, words } = answersOf(run.facts);
      assert.deepEqual({ direct, arrives, words }, { direct: '101', arrives: 'arrives', words: 'upgrade' });
    });
  });

  it('names that a handshake arrives at another path', async () => {
    const unknown = httpAnswer('404 Not Found', 'no such path');
    const onlyWs = application((request) => (request.startsWith('GET /ws ') ? undefined : unknown));
    await withServer(onlyWs, async (past) => {
      const proxy = application(() => unknown);
      const { run } = await withServer(proxy, (url) => examined(url, '--past', httpOf(past)));
      const { direct, address } = answersOf(run.facts);
      assert.deepEqual({ direct, address }, { direct: '101', address: 'unexpected' });
    });
  });

  it('names that the application refuses it too', async () => {
    const refuses = application(() => httpAnswer('403 Forbidden', 'not you'));
    const { run } = await withServer(refuses, (url) => examined(url, '--past', httpOf(url)));
    const { direct, arrives } = answersOf(run.facts);
    assert.deepEqual({ direct, arrives }, { direct: 'same', arrives: 'arrives' });
  });

  it('names that the proxy sends a header of the PROXY protocol, which the application does not expect', async () => {
    const refusal = httpAnswer('400 Bad Request');
    const plainly = application((request) => (request.startsWith('PROXY ') ? refusal : undefined));
    await withServer(plainly, async (past) => {
      const { run } = await withServer(
        application(() => refusal),
        (url) => examined(url, '--past', httpOf(past)),
      );
      const { direct, config } = answersOf(run.facts);
      assert.deepEqual({ direct, config }, { direct: '101', config: 'proxy-protocol' });
    });
  });

  it('names a proxy that leaves every Upgrade header without an answer, and no other that answers no handshake', async () => {
    const silentTo = (pattern: RegExp) => (socket: Socket) => {
      socket.once('data', (bytes) => {
        if (!pattern.test(bytes.toString('latin1'))) socket.end(httpAnswer('404 Not Found'));
      });
    };
    await withServer(takesAll, async (past) => {
      const wordsBehind = async (proxy: (socket: Socket) => void) => {
        const given = ['--timeout', '1', '--past', httpOf(past)];
        const { run } = await withServer(proxy, (url) => examined(url, ...given));
        return answersOf(run.facts).words;
      };
      assert.equal(await wordsBehind(silentTo(/^upgrade: /im)), 'upgrade');
      assert.equal(await wordsBehind(silentTo(/^upgrade: websocket/im)), undefined);
    });
  });

  it('names that nothing answers there', async () => {
    const past = await withServer(takesAll, (url) => Promise.resolve(httpOf(url)));
    const { run } = await withServer(
      application(() => httpAnswer('502 Bad Gateway')),
      (url) => examined(url, '--past', past),
    );
    assert.equal(answersOf(run.facts).direct, 'no-answer');
  });
});

describe('--log', { concurrency: true }, () => {
  const before = 'limiting requests, excess: 1.5 by zone "connects"\n';
  const line = 'websocket: response does not implement http.Hijacker\n';

  it('reads after a fault what a log has gained, quotes nothing of it, and leaves out what stood there before', async () => {
    const log = fileOf('gains.log', before);
    const refuses = application(() => {
      appendFileSync(log, line);
      return httpAnswer('500 Internal Server Error');
    });
    const { run } = await withServer(refuses, (url) => examined(url, '--log', log));
    const step = run.steps.find(({ name }) => name === 'Log');
    assert.equal(answersOf(run.facts).words, 'code-error');
    assert.equal(step?.outcome, 'failed');
    assert.doesNotMatch(step.text, /Hijacker/);
  });

  it('reads a log that was begun anew from its beginning', async () => {
    const log = fileOf('anew.log', before.repeat(9));
    const refuses = application(() => {
      writeFileSync(log, line);
      return httpAnswer('500 Internal Server Error');
    });
    const { run } = await withServer(refuses, (url) => examined(url, '--log', log));
    assert.equal(answersOf(run.facts).words, 'code-error');
  });

  it('reads all that it has gained, and not its beginning alone', async () => {
    const log = fileOf('long.log', '');
    const refuses = application(() => {
      appendFileSync(log, `${'GET / HTTP/1.1 200\n'.repeat(500)}${line}`);
      return httpAnswer('500 Internal Server Error');
    });
    const { run } = await withServer(refuses, (url) => examined(url, '--log', log));
    assert.equal(answersOf(run.facts).words, 'code-error');
  });

  it('knows what a server throws', async () => {
    const log = fileOf('thrown.log', '');
    const refuses = application(() => {
      appendFileSync(log, "Protocol 'chat.v1' not in the request's protocol list (non negotiable)\n");
      return httpAnswer('500 Internal Server Error');
    });
    const { run } = await withServer(refuses, (url) => examined(url, '--log', log));
    assert.equal(answersOf(run.facts).words, 'subprotocol');
  });

  it('knows what a log says of the path, of a required parameter and of a library that cannot unmask', () => {
    const { logs } = serverTexts(parts.knowledge.texts);
    const said = (text: string) => logs(text).map(({ question, answer }) => `${question} ${answer}`);
    assert.deepEqual(said("ValueError: No route found for path 'ws/chat/'."), [
      'server python',
      'words route',
    ]);
    for (const [line, server] of [
      ['fastapi.exceptions.WebSocketRequestValidationError: 1 validation error for WebSocket', 'python'],
      ['TypeError: t.unmask is not a function', 'node'],
    ] as const)
      assert.deepEqual(said(line), [`server ${server}`, 'words code-error'], line);
  });

  it('takes no part of a time for a status', () => {
    const { logs } = serverTexts(parts.knowledge.texts);
    const line = (milliseconds: string, status: number) =>
      `192.0.2.1:5000 [28/Nov/2026:18:48:03.${milliseconds}] web web/<NOSRV> -1/-1/-1/-1/0 ${status} 187 - - PR-- 1/1/0/0/0 0/0`;
    const saidOf = (text: string) => logs(text).find(({ question }) => question === 'proxy-log')?.answer;
    assert.equal(saidOf(line('429', 400)), undefined);
    for (const milliseconds of ['112', '429']) assert.equal(saidOf(line(milliseconds, 429)), 'limited');
  });

  it('knows a line by no less of it than tells it from lines about files and other faults', () => {
    const { logs } = serverTexts(parts.knowledge.texts);
    assert.deepEqual(
      logs('open() "/srv/www/ws" failed (2: No such file or directory), client: 192.0.2.1'),
      [],
    );
    assert.deepEqual(logs('open() "/srv/www/ws" failed (13: Permission denied), client: 192.0.2.1'), []);
    const nats = logs("websocket handshake error: invalid value for header 'Upgrade'");
    assert.ok(nats.every(({ answer }) => answer !== 'origin'));
  });

  it('says that no line is a known one', async () => {
    const refuses = application(() => httpAnswer('403 Forbidden'));
    const given = ['--log', fileOf('quiet.log', before)];
    const { run } = await withServer(refuses, (url) => examined(url, ...given));
    const step = run.steps.find(({ name }) => name === 'Log');
    assert.deepEqual([step?.outcome, step?.text.endsWith('None is a known one.')], ['passed', true]);
  });

  it('does not read it where nothing is wrong', async () => {
    const log = fileOf('works.log', '');
    const logs = application(() => {
      appendFileSync(log, line);
      return undefined;
    });
    const { run, status } = await withServer(logs, (url) => examined(url, '--no-messages', '--log', log));
    assert.equal(status, exitStatus.works);
    assert.ok(run.steps.every(({ name }) => name !== 'Log'));
  });

  it('takes a line that stands in logs for one in no body and in no reason of a Close frame', async () => {
    const reason = line.trim();
    const refuses = application(() => httpAnswer('500 Internal Server Error', line));
    const closes = opened((socket) => {
      const payload = Buffer.concat([Buffer.from([0x03, 0xf0]), Buffer.from(reason)]);
      socket.end(Buffer.concat([Buffer.from([0x88, payload.length]), payload]));
    });
    for (const serve of [refuses, closes]) {
      const { run } = await withServer(serve, (url) => examined(url));
      assert.equal(answersOf(run.facts).words, undefined);
    }
  });

  it('is a wrong use with what is no file', async () => {
    for (const file of [join(folder, 'missing.log'), folder]) {
      const { text, status } = await printed('ws://a.test/ws', '--log', file);
      assert.equal(status, exitStatus.wrongUse);
      assert.match(text, /^The file of --log cannot be read \([^)]+\)\./);
    }
  });
});

describe('--origin, --cookie-file and --header', { concurrency: true }, () => {
  it('send what the reader’s page sends, and then it works', async () => {
    const wanted = [/^origin: https:\/\/app\.example\r$/im, /^cookie: a=1; b=2\r$/im, /^x-tenant: blue\r$/im];
    const checks = application((request) =>
      wanted.every((line) => line.test(request)) ? undefined : httpAnswer('401 Unauthorized'),
    );
    const cookies = fileOf('netscape', '# Netscape\napp.example\tFALSE\t/\tTRUE\t0\ta\t1\nb=2\n');
    const given = [
      '--origin',
      'https://app.example/page',
      '--cookie-file',
      cookies,
      '--header',
      'X-Tenant: blue',
    ];
    await withServer(checks, async (url) => {
      assert.equal((await examined(url, '--no-messages', ...given)).status, exitStatus.works);
      assert.equal(answersOf((await examined(url)).run.facts).status, '401');
    });
  });

  it('name an Origin that alone is refused', async () => {
    const checks = application((request) =>
      /^origin: https:\/\/other\.example\r$/im.test(request) ? httpAnswer('403 Forbidden') : undefined,
    );
    const { run } = await withServer(checks, (url) => examined(url, '--origin', 'https://other.example'));
    assert.equal(answersOf(run.facts).origin, 'passes');
  });

  it('name cookies that alone are refused', async () => {
    const checks = application((request) =>
      /^cookie: /im.test(request) ? httpAnswer('431 Request Header Fields Too Large') : undefined,
    );
    const cookies = fileOf('long', `session=${'x'.repeat(9000)}\n`);
    const { run } = await withServer(checks, (url) => examined(url, '--cookie-file', cookies));
    assert.equal(answersOf(run.facts)['for-whom'], 'logged-in');
  });
});

describe('a refused handshake with one thing changed', { concurrency: true }, () => {
  /** What is found at an address of a server that takes only some requests. */
  async function foundAt(path: string, takes: (request: string, handshakes: number) => boolean) {
    const lines: string[] = [];
    const server = application((request) => {
      if (!isHandshake(request)) return undefined;
      lines.push(request.slice(0, request.indexOf('\r\n')));
      return takes(request, lines.length) ? undefined : httpAnswer('400 Bad Request', 'Bad Request');
    });
    const { run } = await withServer(server, (url) => examined(`ws://${hostOf(url)}${path}`));
    const step = run.steps.find(({ name }) => name === 'Variations');
    return { ...answersOf(run.facts), step, lines };
  }
  const asksFor = (path: string) => (request: string) => request.startsWith(`GET ${path} `);

  it('names a slash at the end of the path that is missing, or too much', async () => {
    for (const [asked, taken] of [
      ['/ws', '/ws/'],
      ['/ws/', '/ws'],
    ] as const) {
      const { address, origin, step } = await foundAt(asked, asksFor(taken));
      assert.deepEqual([address, origin, step?.outcome], ['unexpected', 'refused', 'failed'], asked);
      assert.match(step?.text ?? '', /slash at its end/);
    }
  });

  it('names a server that takes the query for a part of the path', async () => {
    const { address } = await foundAt('/ws?token=abc', asksFor('/ws'));
    assert.equal(address, 'unexpected');
  });

  it('leaves the query of Engine.IO as it is', async () => {
    const { address, lines } = await foundAt('/socket.io/?EIO=4', asksFor('/socket.io/'));
    assert.equal(address, undefined);
    assert.ok(
      lines.every((line) => line.includes('EIO=4')),
      lines.join(),
    );
  });

  it('takes for chance what passes the second time as it was', async () => {
    const found = await foundAt('/ws', (_, handshakes) => handshakes > 2);
    assert.deepEqual([found['for-whom'], found.address], ['some-attempts', undefined]);
  });

  it('says what was tried in vain', async () => {
    const { step } = await foundAt('/ws', () => false);
    assert.deepEqual(
      [step?.outcome, step?.text],
      ['passed', 'It is refused too without an Origin (400), with a slash at its end (400).'],
    );
  });
});

describe('a drop after a message', { concurrency: true }, () => {
  /** When a server drops a socket that ends it at some kinds of frames, by the first byte of them. */
  async function dropOf(...ending: number[]) {
    const server = opened((socket) => {
      socket.on('data', ([first = 0]) => {
        if (ending.includes(first)) socket.destroy();
        else if (first === 0x89) socket.write(Buffer.from([0x8a, 0x00]));
      });
    });
    const { run } = await withServer(server, (url) => examined(url));
    return answersOf(run.facts).drop;
  }

  it('is one of certain messages where text ends the socket and binary data does not', async () => {
    assert.equal(await dropOf(0x81), 'content');
  });

  it('is none of certain messages where the socket ends at an age', async () => {
    const ages = [1000, 1000, 3000];
    const server = opened((socket) => {
      const timer = setTimeout(() => socket.destroy(), ages.shift() ?? 0);
      socket.on('close', () => clearTimeout(timer));
    });
    const { run } = await withServer(server, (url) => examined(url));
    assert.notEqual(answersOf(run.facts).drop, 'content');
  });

  it('is one at once where either ends it', async () => {
    assert.equal(await dropOf(0x81, 0x82), 'at-once');
  });
});

describe('a redirect', { concurrency: true }, () => {
  /** What an examination says of a redirect, and the requests that its target got. */
  async function redirected(...options: string[]) {
    const got: string[] = [];
    const target = application((request) => {
      got.push(request);
      return undefined;
    });
    return withServer(target, async (to) => {
      const from = application(() =>
        httpAnswer('301 Moved Permanently', '', `Location: ${httpOf(to)}/ws\r\n`),
      );
      const { run } = await withServer(from, (url) => examined(url, ...options));
      return { step: run.steps.find(({ name }) => name === 'Redirect'), got };
    });
  }

  it('is named, and not followed unless that is asked for', async () => {
    const { step, got } = await redirected();
    assert.equal(step?.outcome, 'skipped');
    assert.deepEqual(got, []);
  });

  it('is followed once with --follow, without what the reader gave for the first address', async () => {
    const given = ['--header', 'Authorization: Bearer of-the-reader', '--cookie-file', fileOf('one', 'a=1')];
    const { step, got } = await redirected('--follow', ...given);
    assert.equal(step?.outcome, 'passed');
    assert.equal(got.length, 1);
    assert.doesNotMatch(got.join(), /authorization|cookie/i);
  });
});

describe('protocols on top of the socket are spoken', { concurrency: true }, () => {
  const text = (message: string) => encodeFrame({ opcode: opcodes.text, payload: Buffer.from(message) });
  /** A server that says something first, and something else to whatever text comes. */
  const speaker = (first: string | undefined, then: string, more = '') =>
    opened((socket: Socket) => {
      if (first !== undefined) socket.write(text(first));
      let isAnswered = false;
      socket.on('data', (bytes) => {
        if (bytes[0] === 0x89) socket.write(Buffer.from([0x8a, 0x00]));
        else if (bytes[0] === 0x88) socket.end(Buffer.from([0x88, 0x00]));
        else if (!isAnswered) socket.write(text(then));
        isAnswered ||= bytes[0] === 0x81;
      });
    }, more);
  const protocolOf = async (serve: (socket: Socket) => void, ...options: string[]) => {
    const { run } = await withServer(serve, (url) => examined(url, ...options));
    return run.steps.find(({ name }) => name === 'Protocol')?.text ?? '';
  };
  const session = '0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';

  it('Engine.IO and Socket.IO', async () => {
    assert.match(
      await protocolOf(speaker(session, '40{"sid":"y"}')),
      /pingInterval 25000 ms, maxPayload 1000000/,
    );
    assert.match(await protocolOf(speaker(session, '44{"message":"no"}')), /refuses the main namespace/);
  });

  it('SockJS', async () => {
    assert.match(await protocolOf(speaker('o', 'h')), /SockJS/);
  });

  it('GraphQL', async () => {
    const chosen = 'Sec-WebSocket-Protocol: graphql-transport-ws\r\n';
    const serve = speaker(undefined, '{"type":"connection_ack"}', chosen);
    assert.match(await protocolOf(serve, '--subprotocol', 'graphql-transport-ws'), /acknowledged/);
  });
});

describe('what it contacts and prints', { concurrency: true }, () => {
  it('asks a server for fewer than five things a second', async () => {
    let count = 0;
    const refuses = application(() => {
      count += 1;
      return httpAnswer('403 Forbidden');
    });
    const startedAt = performance.now();
    await withServer(refuses, (url) => examined(url, '--origin', 'https://other.example'));
    const seconds = (performance.now() - startedAt) / 1000;
    assert.ok(count >= 4, `${count} requests`);
    assert.ok(count - 1 < 5 * seconds, `${count} requests in ${seconds} s`);
  });

  it('tries every address of localhost, and finds nothing wrong with one that nothing listens on', async () => {
    const { run } = await withServer(takesAll, (url) =>
      examined(`ws://localhost:${new URL(url).port}/ws`, '--no-messages'),
    );
    const step = run.steps.find(({ name }) => name === 'TCP');
    assert.match(
      step?.text ?? '',
      /127\.0\.0\.1:\d+ connects.*\[::1\]:\d+|\[::1\]:\d+.*127\.0\.0\.1:\d+ connects/,
    );
    assert.equal(step?.outcome, 'passed');
  });

  it('leaves out of everything what a server sends back of the reader’s own', async () => {
    const secret = 'tok3n-of-the-reader';
    const cookies = fileOf('secret', `session=c${secret}`);
    const echoes = [
      application((request) =>
        httpAnswer('401 Unauthorized', request, `Location: /${secret}\r\nServer: ${secret}\r\n`),
      ),
      application((request) => httpAnswer('302 Found', request, `Location: /login?next=${secret}\r\n`)),
      opened((socket) => {
        const reason = Buffer.concat([Buffer.from([0x0f, 0xa1]), Buffer.from(secret)]);
        socket.write(encodeFrame({ opcode: opcodes.close, payload: reason }));
      }),
    ];
    const given = ['--header', `Authorization: Bearer h${secret}`, '--cookie-file', cookies];
    for (const serve of echoes)
      await withServer(serve, async (url) => {
        for (const output of ['--json', '--markdown', '--quiet', '--no-messages']) {
          const { text } = await printed(`${url}?token=q${secret}`, ...given, output);
          assert.ok(!text.includes(secret), text);
        }
      });
  });

  it('names the proxy variables of the environment, and not what is in them', async () => {
    const environment = { HTTPS_PROXY: 'http://reader:pass@proxy.example:3128', NO_COLOR: '1' };
    const { text } = await withServer(takesAll, (url) => printedIn({ environment }, [url, '--no-messages']));
    assert.match(text, /HTTPS_PROXY is set/);
    assert.doesNotMatch(text, /reader|proxy\.example/);
  });

  it('has colours on a terminal alone, and none where NO_COLOR is set', async () => {
    await withServer(takesAll, async (url) => {
      const textWith = async (surroundings: Parameters<typeof printedIn>[0]) =>
        (await printedIn(surroundings, [url, '--no-messages'])).text;
      assert.ok((await textWith({ environment: {} })).includes('\u001b[32m'));
      assert.ok(!(await textWith({ environment: {}, isTerminal: false })).includes('\u001b'));
      assert.ok(!(await textWith({ environment: { NO_COLOR: '1' } })).includes('\u001b'));
    });
  });

  it('prints one line with --quiet, and no line but the report with --json', async () => {
    const refuses = application(() => httpAnswer('426 Upgrade Required', 'Upgrade Required'));
    await withServer(refuses, async (url) => {
      const quiet = await printed(url, '--quiet');
      assert.match(quiet.text, /^[^\n]+ https:\/\/site\.test\/causes\/proxy-missing-upgrade-headers\/$/);
      assert.equal(quiet.status, exitStatus.fault);
      const { text } = await printed(url, '--json');
      assert.doesNotThrow(() => void JSON.parse(text));
    });
  });

  it('says that it failed itself, with the exit status 3', async () => {
    const broken = { ...parts.knowledge, facts: undefined as never };
    const { text, status } = await withServer(takesAll, (url) =>
      printedIn({}, [url, '--no-messages', '--quiet'], broken),
    );
    assert.equal(status, exitStatus.couldNotRun);
    assert.match(text, /^The doctor itself failed: .*please report this line\.$/);
  });
});
