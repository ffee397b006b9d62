import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Script, runInNewContext } from 'node:vm';
import { toolCommands } from '../../src/probe/commands.ts';
import { shells } from '../../src/probe/shell.ts';
import type { Shell } from '../../src/probe/shell.ts';
import {
  compareSharedSteps,
  compareSteps,
  factsOfPair,
  factsOfPlaces,
  layerOf,
  placeOf,
  testPageRun,
} from '../../src/probe/compare.ts';
import type { Run } from '../../src/probe/report.ts';
import { readReport, reportJson, reportMarkdown, reportVersion, runOf } from '../../src/probe/report.ts';
import type { Report } from '../../src/probe/report.ts';
import { stepLimits } from '../../src/probe/machine.ts';
import { allPassed } from '../../src/probe/outcome.ts';
import { publicPlan } from '../../src/probe/plan.ts';
import { reportSchema } from '../../src/probe/report-schema.ts';
import { secretsOf, withoutSecrets } from '../../src/probe/secrets.ts';
import { snippetBody } from '../../src/probe/snippet-body.ts';
import { snippetArguments } from '../../src/probe/snippet.ts';
import { HandSocket, flush, quietPlan, startProbe } from './support/probe.ts';
import type { Options } from './support/probe.ts';

const reportOf = (...runs: Run[]): Report => ({
  schema: reportVersion,
  made: new Date(0).toISOString(),
  from: 'page',
  origin: 'http://localhost:4321',
  browser: 'test',
  runs,
});

/** A run of everything: a silence has ended the socket, and neither the one with a heartbeat nor the control after it. */
async function wholeRun() {
  const probe = await startProbe({
    url: 'ws://app.test/ws?token=hunter2',
    subprotocols: ['chat', 'bearer-s3cret'],
    binary: true,
    burst: 3,
    largest: 4000,
    heartbeat: true,
    reconnect: true,
  });
  probe.last().protocol = 'bearer-s3cret';
  probe.last().open();
  probe.last().message('secret message');
  probe.last().echo();
  probe.last().echo();
  for (const text of probe.last().sent.slice(2, 5)) probe.last().message(text);
  probe.last().echo();
  probe.last().echo();
  probe.clock.increment(60_000);
  probe.last().end(1006, 'bad token hunter2');
  probe.last().open();
  probe.last().open();
  probe.clock.increment(200_000);
  probe.sockets.at(-2)?.end(1000);
  return runOf(probe.trace(), ['hunter2', 'bearer-s3cret']);
}

async function runWith(options: Options, drive: (probe: Awaited<ReturnType<typeof startProbe>>) => void) {
  const probe = await startProbe(options);
  drive(probe);
  return runOf(probe.trace());
}

test('the report has no query, no message text and no secret, not even in a reason that repeats one', async () => {
  const run = await wholeRun();
  for (const text of [reportJson(reportOf(run)), reportMarkdown(reportOf(run))]) {
    for (const secret of ['hunter2', 'secret message', 'nonce-1234', 'token=', 's3cret', 'not101 nonce'])
      assert.ok(!text.includes(secret), secret);
    assert.match(text, /bad token …/);
    assert.ok(text.includes('ws://app.test/ws'));
  }
});

/** Query, what the server gives as its reason, and what of that may be reported. */
const reflected: readonly (readonly [query: string, reason: string, reported: string])[] = [
  ['?token=hunter2', 'bad token hunter2', 'bad token …'],
  ['?token=AB%2FCD%2BEF%3D', 'bad AB%2FCD%2BEF%3D', 'bad …'],
  ['?token=AB%2FCD%2BEF%3D', 'bad AB/CD+EF=.', 'bad ….'],
  ['?name=Ada+Lovelace', 'no Ada Lovelace', 'no …'],
  ['?eyJhbGciOiJIUzI1NiJ9', 'expired: eyJhbGciOiJIUzI1NiJ9', 'expired: …'],
  ['?token=eyJhbGciOiJIUzI1NiJ9', 'expired: eyJhbGci', 'expired: …'],
  ['?token=eyJhbGciOiJIUzI1NiJ9', 'EYJHBGCIOI!', '…!'],
  ['?pin=739', 'pin 739 is wrong, 7390 too', 'pin … is wrong, 7390 too'],
  ['?pin=7391', 'pin7391', 'pin…'],
  ['?a=1', 'no', 'no'],
  ['', 'going away', 'going away'],
];
for (const [query, reason, reported] of reflected)
  test(`the reason “${reason}” for ${query || 'no query'} is reported as “${reported}”, by the snippet too`, async () => {
    const url = `ws://app.test/ws${query}`;
    const probe = await startProbe({ url });
    probe.last().open();
    probe.last().end(4001, reason);
    const run = runOf(probe.trace(), secretsOf([url], { subprotocols: [], message: '' }));
    assert.equal(run.trace.find((event) => event.id === 'closed')?.reason, reported);
    const printed = await runSnippet(url, (socket) => {
      socket.open();
      socket.end(4001, reason);
    });
    assert.equal(printed.trace.find((event) => event.id === 'closed')?.reason, reported);
  });

test('a reason that repeats the message or a subprotocol is reported without it', () => {
  const secrets = secretsOf([], { subprotocols: ['chat', 'bearer-s3cret'], message: '{"login":"hunter2"}' });
  assert.equal(withoutSecrets('no chat with bearer-s3cret', secrets), 'no … with …');
  assert.equal(withoutSecrets('cannot read "hunter2"}', secrets), 'cannot read …');
});

/** Runs the console snippet beside a hand-driven socket, and gives the run that it prints. */
async function runSnippet(address: string, drive: (socket: HandSocket) => void): Promise<Run> {
  const printed: string[] = [];
  const requests: string[] = [];
  const document = { addEventListener: () => undefined, removeEventListener: () => undefined };
  runInNewContext(snippetBody + snippetArguments(address, [], 0), {
    ...{ URL, AbortController, performance, setTimeout, clearTimeout, document },
    fetch: (requested: string) => {
      requests.push(requested);
      return Promise.resolve();
    },
    location: { origin: 'https://app.test' },
    navigator: { userAgent: 'test' },
    console: { log: (text: string) => printed.push(text) },
    WebSocket: class extends HandSocket {
      constructor() {
        super();
        queueMicrotask(() => drive(this));
      }
    },
  });
  await flush();
  assert.deepEqual(requests, [address.replace(/^ws/, 'http').replace(/[?].*/, '')]);
  const read = readReport(printed.at(-1) ?? '');
  if ('problem' in read || !read.report.runs[0]) throw new Error('The snippet printed no report.');
  return read.report.runs[0];
}

test('what was reported can be read back, with the same steps and facts', async () => {
  const report = reportOf(await wholeRun());
  assert.deepEqual(readReport(`Look at this:\n\n${reportJson(report)}\n\nThanks`), { report });
});

test('every report follows the published schema, and what it does not name is not read back', async () => {
  const report = reportOf(await wholeRun());
  const json = JSON.parse(reportJson(report)) as Record<string, unknown>;
  assert.ok(reportSchema.safeParse(json).success, reportSchema.safeParse(json).error?.message);
  const [run] = json['runs'] as { trace: object[] }[];
  Object.assign(json, { cookie: 'c' });
  Object.assign(run?.trace[0] ?? {}, { token: 't' });
  assert.ok(!reportSchema.safeParse(json).success);
  assert.deepEqual(readReport(JSON.stringify(json)), { report });
});

test('steps and facts of a pasted report are worked out anew', async () => {
  const report = reportOf(await wholeRun());
  const forged = {
    ...report,
    runs: report.runs.map((run) => ({ ...run, facts: [{ question: 'x' }], steps: [] })),
  };
  assert.deepEqual(readReport(JSON.stringify(forged)), { report });
});

for (const address of [
  'ws://my_app:3000/ws',
  'wss://app.test./ws',
  'ws://[::ffff:127.0.0.1]:3000/ws',
  "ws://app.test/%20%40;@:,+='()!*&$/a b",
  `wss://app.test/${'a'.repeat(1500)}`,
  `wss://app.test/${'漢'.repeat(1500)}`,
])
  test(`a report of an address that can be tested can be read back: ${address.slice(0, 40)}`, async () => {
    const report = reportOf(await runWith({ url: `${address}?token=hunter2` }, refuses));
    assert.deepEqual(readReport(reportJson(report)), { report });
  });

for (const endpoint of [
  'https://app.test/ws',
  'ws://me:hunter2@app.test/ws',
  'ws://app.test/ws?token=hunter2',
  'ws://app.test/ws#x',
  'ws://',
  'app.test/ws',
  ` ws://app.test/\n# heading`,
  `ws://app.test/${'a'.repeat(30_000)}`,
])
  test(`a report of what is no plain address is refused: ${endpoint.slice(0, 40)}`, async () => {
    const report = reportOf(await runWith({}, refuses));
    const forged = reportJson(report).replaceAll('"ws://app.test/ws"', JSON.stringify(endpoint));
    const read = readReport(forged);
    assert.match(
      'problem' in read ? read.problem : 'was read',
      /The address in the report is not one that this test can open|damaged/,
    );
  });

for (const [text, sentence] of [
  ['', /Nothing was pasted/],
  ['hello', /There is no report in this text/],
  ['{"schema":"not101-report-1", "runs": [', /no report in this text|not complete/],
  ['{"schema":"not101-report-1", "runs": [}', /not complete/],
  ['{"schema":"har-1.2"}', /its "schema" is "har-1.2", and "not101-report-1" was expected/],
  [`{"schema":"${reportVersion}"}`, /has no "runs"/],
  [`{"schema":"${reportVersion}","runs":[{"trace":[{"at":0,"id":"no-such"}]}]}`, /Event 1 .* is damaged/],
  [`{"schema":"${reportVersion}","runs":[{"trace":[{"at":0,"id":"closed","code":"1006"}]}]}`, /Event 1/],
  [`{"schema":"${reportVersion}","runs":[{"trace":[]}]}`, /does not begin with the start/],
  ['x'.repeat(400_000), /has 400,000 characters/],
] as const)
  test(`a paste is refused with a sentence: ${sentence}`, () => {
    const read = readReport(text);
    assert.match('problem' in read ? read.problem : 'was read', sentence);
  });

/** Markdown without its code spans, as GitHub reads them: a run of backquotes up to the next run of the same length. */
const outsideCode = (text: string) => text.replace(/(`+)(?!`)[^]*?[^`]\1(?!`)/g, '');

/** A whole report with one event changed, or with other fields. */
const forged = (change: Record<string, unknown>, id = 'closed', more: Record<string, unknown> = {}) =>
  JSON.stringify({
    ...reportOf({ endpoint: '', steps: [], facts: [], trace: [] }),
    ...more,
    runs: [
      {
        trace: [
          { at: 0, id: 'started', endpoint: 'ws://app.test/ws', secure: false, plan: publicPlan(quietPlan) },
          { at: 1, id: 'local-network', permission: 'denied' },
          { at: 1, id: 'socket-opening', socket: 1 },
          { at: 2, id: 'socket-refused', socket: 1, name: 'SecurityError' },
          { at: 2, id: 'socket-open', socket: 1, protocol: '', extensions: 'permessage-deflate; a="1"' },
          { at: 3, id: 'step', socket: 1, step: 'messages' },
          { at: 4, id: 'binary-echoed', socket: 1, as: 'text' },
          { at: 9, id: 'closed', socket: 1, code: 1006, reason: '', wasClean: false, age: 1, silence: 1 },
          { at: 9, id: 'finished' },
        ].map((event) => (event.id === id ? { ...event, ...change } : event)),
      },
    ],
  });

test('every field of a pasted report has a closed list or a bound', () => {
  assert.ok('report' in readReport(forged({})));
  for (const word of ['x', 'toString', '__proto__', 'constructor', '']) {
    assert.match(problemOf(forged({ step: word }, 'step')), /Event 6 .* is damaged/);
    assert.match(problemOf(forged({ permission: word }, 'local-network')), /Event 2/);
    assert.match(problemOf(forged({ as: word }, 'binary-echoed')), /Event 7/);
  }
  assert.match(problemOf(forged({ name: '@team' }, 'socket-refused')), /Event 4/);
  assert.match(problemOf(forged({ extensions: 'https://evil.test' }, 'socket-open')), /Event 5/);
  for (const change of [{ code: -7 }, { age: -5 }, { at: 1 }])
    assert.match(problemOf(forged(change)), /Event 8/);
});

function problemOf(text: string): string {
  const read = readReport(text);
  return 'problem' in read ? read.problem : 'was read';
}

test('a trace that was cut is refused, and one in which nothing happened is not called good', () => {
  assert.match(problemOf(forged({ id: 'stopped' }, 'finished')), /has no end/);
  const run = runOf([
    { at: 0, id: 'started', endpoint: 'ws://app.test/ws', secure: false, plan: publicPlan(quietPlan) },
    { at: 1, id: 'finished' },
  ]);
  assert.ok(!allPassed(run.trace));
});

test('deep JSON gets a sentence', () => {
  const deep = '['.repeat(5000) + ']'.repeat(5000);
  assert.match(problemOf(`{"schema":${deep}}`), /its "schema" is/);
  assert.match(problemOf(`{"schema":"${reportVersion}","runs":[{"trace":[${deep}]}]}`), /Event 1/);
});

for (const made of [
  '1970-01-01T00:00:00.000Z\n# heading',
  '<img src=x>',
  '@everyone',
  '2026-99-99T99:99:99.000Z',
  7,
])
  test(`a time that is none is not taken over: ${String(made).slice(-12)}`, () => {
    const read = readReport(forged({}, 'closed', { made }));
    assert.ok('report' in read);
    assert.equal(read.report.made, '');
    assert.match(reportMarkdown(read.report), /^## WebSocket test\n/);
  });

test('what a server or a page sent stands in the Markdown as code, and its directions are visible', async () => {
  const reason = '@team #12 https://evil.test `a``b` | \u202egnp.exe';
  const run = await runWith({ url: 'ws://app.test/@team' }, ({ last }) => {
    last().open();
    last().end(4000, reason);
  });
  const report = { ...reportOf(run), origin: 'https://@team', browser: '@team `x`' };
  const text = reportMarkdown(report);
  assert.doesNotMatch(outsideCode(text), /@team|#12|evil/);
  assert.doesNotMatch(text, /\u202e/);
  assert.match(text, /U\+202E/);
});

test('Markdown cannot be broken out of by what a server sends', async () => {
  const run = await runWith({}, ({ last }) => {
    last().open();
    last().end(4000, '| <img src=x> `x` [a](b) *b*');
  });
  const text = reportMarkdown(reportOf(run));
  assert.match(text, /<img/);
  assert.doesNotMatch(outsideCode(text), /<img|\[a|\*b/);
});

const refused: Options = { hold: 0 };
const opens = (probe: Awaited<ReturnType<typeof startProbe>>) => {
  probe.last().open();
  probe.last().echo();
  probe.clock.increment(65_000);
  probe.last().end(1000);
};
const refuses = (probe: Awaited<ReturnType<typeof startProbe>>) => probe.last().end(1006);

test('refused through the proxy and open directly: the proxy, and the tree knows it', async () => {
  const [through, direct] = [await runWith(refused, refuses), await runWith({}, opens)];
  assert.match(layerOf(through, direct), /what stands in front of it/);
  assert.deepEqual(factsOfPair(through, direct).at(-1), {
    question: 'direct',
    answer: '101',
    source: 'measured',
    detail: 'ws://app.test/ws',
  });
  const handshake = compareSteps(through, direct).find(({ name }) => name === 'Handshake');
  assert.equal(handshake?.differs, true);
});

test('refused both ways: the application; a wait in vain directly: it is not there', async () => {
  const through = await runWith(refused, refuses);
  const same = await runWith(refused, refuses);
  assert.match(layerOf(through, same), /Both refuse/);
  assert.equal(factsOfPair(through, same).at(-1)?.answer, 'same');
  const gone = await runWith({ request: 'hangs' }, ({ clock }) => {
    clock.increment(stepLimits.request);
    clock.increment(stepLimits.handshake);
  });
  assert.match(layerOf(through, gone), /not running there/);
  assert.equal(factsOfPair(through, gone).at(-1)?.answer, 'no-answer');
});

test('where the browser hides whether the second address answers, nothing is said of it', async () => {
  const through = await runWith(refused, refuses);
  const hidden = await runWith({ request: 'fails' }, refuses);
  assert.match(layerOf(through, hidden), /the browser hides whether anything answers at the second one/);
  assert.deepEqual(factsOfPair(through, hidden), through.facts);
});

test('a drop only through the proxy points to the proxy; the same drop on both points to neither', async () => {
  const drops = await runWith({}, ({ last, clock }) => {
    last().open();
    last().echo();
    clock.increment(60_000);
    last().end(1006);
  });
  const holds = await runWith({}, opens);
  assert.match(layerOf(drops, holds), /^Silence: it fails through the proxy and not directly/);
  assert.match(layerOf(holds, drops), /^Silence: it fails directly/);
  assert.match(layerOf(holds, holds), /Both behave alike/);
  assert.deepEqual(factsOfPair(drops, holds).at(-1), {
    question: 'works-where',
    answer: 'past-proxy',
    source: 'measured',
    detail: 'ws://app.test/ws',
  });
  assert.deepEqual(factsOfPair(drops, drops), drops.facts);
});

test('a code of an application points to the application, also where only the way through the proxy gets it', async () => {
  const closed = await runWith({}, ({ last, clock }) => {
    last().open();
    last().echo();
    clock.increment(20_000);
    last().end(4401);
  });
  const holds = await runWith({}, opens);
  assert.match(layerOf(closed, holds), /^The application closed it with 4401/);
  assert.deepEqual(factsOfPair(closed, holds), closed.facts);
});

/** The same run, stopped before anything was sent, as a policy of the page does it. */
const byPolicy = ({ trace }: Run) =>
  runOf([...trace.slice(0, 1), { at: 1, id: 'policy-blocked' }, ...trace.slice(1)]);

test('an address that opens on the test page alone: the page differs, and the tree knows it', async () => {
  const [own, here] = [await runWith(refused, refuses), await runWith({}, opens)];
  assert.match(placeOf(own, here), /what differs is the page: its cookies/);
  assert.deepEqual(factsOfPlaces(own, here), [
    ...own.facts,
    { question: 'works-where', answer: 'other-page', source: 'measured' },
  ]);
  assert.deepEqual(
    compareSharedSteps(own, here).map(({ name, differs }) => [name, differs]),
    [
      ['HTTP', false],
      ['Handshake', true],
    ],
  );
  const elsewhere = await runWith({ url: 'ws://app.test/other' }, opens);
  assert.deepEqual(factsOfPlaces(own, elsewhere), own.facts);
});

test('a policy of the page says more than the place does', async () => {
  const [own, here] = [byPolicy(await runWith(refused, refuses)), await runWith({}, opens)];
  assert.match(placeOf(own, here), /On your page the browser blocks it/);
  assert.deepEqual(
    factsOfPlaces(own, here).map(({ answer }) => answer),
    ['never-opens', 'csp'],
  );
});

test('an address that opens on the reader’s page alone is no fault of that page; alike, the page makes no difference', async () => {
  const [refusal, holds] = [await runWith(refused, refuses), await runWith({}, opens)];
  const gone = await runWith({ ...refused, request: 'fails' }, refuses);
  for (const [own, here, words] of [
    [holds, refusal, /lacks your Origin and your cookies: no fault of your page/],
    [holds, holds, /Both pages open it/],
    [
      refusal,
      refusal,
      /Neither page opens it: the page makes no difference, unless the server refuses both origins/,
    ],
    [gone, refusal, /^Neither page opens it\.$/],
  ] as const) {
    assert.match(placeOf(own, here), words);
    assert.deepEqual(factsOfPlaces(own, here), own.facts);
  }
});

test('only two reports of one address, browser and hour, from two pages, are laid side by side', async () => {
  const [refusal, holds] = [await runWith(refused, refuses), await runWith({}, opens)];
  const own: Report = { ...reportOf(refusal), from: 'console', origin: 'https://app.test' };
  const here = reportOf(holds);
  assert.equal(testPageRun(own, here), holds);
  // Past the proxy is an address that the test page has tested, too.
  assert.equal(
    testPageRun(own, reportOf(await runWith({ url: 'ws://proxy.test/ws' }, refuses), holds)),
    holds,
  );
  const stopped = await runWith({}, ({ actor }) => actor.send({ type: 'stop' }));
  const apart: readonly (readonly [why: string, own: Report, here: Report | undefined])[] = [
    ['nothing is kept', own, undefined],
    ['another address', own, reportOf(await runWith({ url: 'ws://app.test/other' }, opens))],
    ['a report of a test page', { ...own, from: 'page' }, here],
    ['a snippet’s report was kept', own, { ...here, from: 'console' }],
    ['another browser', { ...own, browser: 'other' }, here],
    ['the test page’s own console', { ...own, origin: here.origin }, here],
    ['another day', { ...own, made: '1970-01-02T00:00:00.000Z' }, here],
    ['no time', { ...own, made: '' }, here],
    ['the test was stopped', own, reportOf(stopped)],
    ['the snippet was cut short', { ...own, runs: [stopped] }, here],
  ];
  for (const [why, one, other] of apart) assert.equal(testPageRun(one, other), undefined, why);
});

test('commands for every shell name the example endpoint alone, in a form that the page can fill', () => {
  for (const shell of shells)
    for (const { run, tool } of toolCommands(shell, 'https://site.test/doctor.mjs')) {
      assert.match(run, /app\.example/, tool);
      assert.doesNotMatch(run.replaceAll('app.example', ''), /example/, tool);
    }
  const openssl = (shell: Shell) => toolCommands(shell, '').find(({ needsTls }) => needsTls)?.run ?? '';
  assert.match(openssl('bash'), /<\/dev\/null$/);
  assert.match(openssl('PowerShell'), /^'' \| openssl/);
  for (const { run, tool } of toolCommands('PowerShell', 'https://site.test/doctor.mjs').slice(0, 2))
    assert.match(run, /^curl\.exe /, tool);
});

test('the snippet is a script, and an address cannot break out of it', () => {
  const text = snippetBody + snippetArguments('wss://app.test/ws?a="</script>\u2028', ['a"b'], 5);
  assert.doesNotMatch(text, /<\/script>|\u2028/);
  assert.doesNotThrow(() => new Script(text));
});
