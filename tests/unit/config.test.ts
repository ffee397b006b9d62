import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { commentsOf } from '../../src/explain/config/asked.ts';
import type { Asked } from '../../src/explain/config/asked.ts';
import { configReaders } from '../../src/explain/config/index.ts';
import { matches } from '../../src/explain/config/pattern.ts';
import { longestConfig } from '../../src/explain/config/rule.ts';
import type { ConfigReader } from '../../src/explain/config/rule.ts';
import type { Change, Finding } from '../../src/explain/finding.ts';
import { factWeights } from '../../src/diagnosis/fact-weights.ts';
import { joinFacts } from '../../src/diagnosis/facts.ts';
import { questions } from '../../src/diagnosis/questions.ts';
import { rank } from '../../src/diagnosis/rank.ts';
import { wordModel } from '../../src/diagnosis/word-weights.ts';
import type { Knowledge } from '../../src/knowledge/graph.ts';
import { knowledge, packedFacts, packedWords } from './support/knowledge.ts';
import { assertNone } from './support/none.ts';

const fixtures = 'tests/explain/config';
const rules = configReaders.flatMap((reader) => reader.rules.map((rule) => ({ ...rule, reader })));
const faults = new Set(rules.filter(({ gives }) => gives.length > 0).map(({ id }) => id));

/** The reader that is surest of a text. */
function surest(text: string): ConfigReader | undefined {
  const [best] = configReaders
    .map((reader) => ({ reader, sure: reader.recognise(text) }))
    .sort((a, b) => b.sure - a.sure);
  return best && best.sure >= 0.3 ? best.reader : undefined;
}

const findingsIn = (text: string, asked?: Asked): readonly Finding[] =>
  surest(text)?.read(text, asked).findings ?? [];
const faultsIn = (text: string, asked?: Asked): string[] => [
  ...new Set(
    findingsIn(text, asked)
      .map(({ by }) => by)
      .filter((by) => faults.has(by)),
  ),
];
const lineOf = (text: string, { span }: Pick<Finding, 'span'>) => text.slice(0, span[0]).split('\n').length;

function changed(text: string, { line, removed, added }: Change): string {
  const lines = text.split('\n');
  assert.deepEqual(
    lines.slice(line - 1, line - 1 + removed.length),
    removed,
    'a change names lines as they are',
  );
  return lines.toSpliced(line - 1, removed.length, ...added).join('\n');
}

/** The text in which a rule must fire, and the one in which it must not. */
function filesOf(rule: string): { fires: string; quiet: string } {
  const folder = join(fixtures, rule);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  assert.deepEqual(
    names.map((name) => name.replace(/\.\w+$/, '')),
    ['fires', 'quiet'],
    `${folder} must hold two files: fires.* where the rule fires, and quiet.* where it does not`,
  );
  const [fires = '', quiet = ''] = names.map((name) => readFileSync(join(folder, name), 'utf8'));
  return { fires, quiet };
}

test('each rule has a file in which it fires and one in which it does not, and no file is left over', () => {
  const ids = rules.map(({ id }) => id);
  assert.deepEqual([...new Set(ids)], ids, 'each rule has an id of its own');
  assert.deepEqual(readdirSync(fixtures).sort(), [...ids].sort());
  for (const { id, reader } of rules) {
    const { fires, quiet } = filesOf(id);
    assert.equal(surest(fires)?.id, reader.id, `${id}: fires.* is taken for another language`);
    assert.equal(surest(quiet)?.id, reader.id, `${id}: quiet.* is taken for another language`);
    const found = findingsIn(fires).map(({ by }) => by);
    assert.ok(found.includes(id), `${id} does not fire in fires.*; what does: ${found.join(', ')}`);
    const others = findingsIn(quiet).filter(({ by }) => by === id || faults.has(by));
    assert.deepEqual(
      others.map(({ by }) => by),
      [],
      `${id}: something fires in quiet.*`,
    );
  }
});

test('what a rule says has no sentence of more than 30 words', () => {
  for (const { id, what } of rules)
    for (const { means } of findingsIn(filesOf(id).fires).filter(({ by }) => by === id))
      for (const sentence of [what, ...means.split(/(?<=[.!?:;])\s+/)])
        assert.ok(sentence.split(/\s+/).length <= 30, `${id}: “${sentence}”`);
});

test('the change of a rule, made in the text, silences it and wakes no other', () => {
  let count = 0;
  for (const { id } of rules) {
    const { fires } = filesOf(id);
    const hits = findingsIn(fires).filter(({ by }) => by === id);
    const change = hits.find((each) => each.change)?.change;
    if (!change) continue;
    count += 1;
    const left = findingsIn(changed(fires, change)).filter(({ by }) => by === id);
    assert.ok(left.length < hits.length, `${id} still fires after its own change`);
    const before = new Set(faultsIn(fires));
    assert.deepEqual(
      faultsIn(changed(fires, change)).filter((each) => !before.has(each)),
      [],
      `${id}: its change makes another fault`,
    );
  }
  assert.ok(count >= 60, `only ${count} rules offer a change in their fires.* file`);
});

test('each answer of the question "config" is given by a rule', () => {
  // That the upgrade is passed on, the reader itself says.
  const given = new Set(['upgrade-passed', ...rules.flatMap(({ gives }) => gives as readonly string[])]);
  assertNone(
    questions.config.answers
      .filter(([answer]) => !given.has(answer))
      .map(
        ([answer]) =>
          `Found the answer "${answer}" of the question "config", which no rule gives. Expected a rule in src/explain/config/ with it in "gives"; write one, or take the answer out of src/diagnosis/questions.ts.`,
      ),
  );
});

test('each answer of the question "config" is typical of a cause', () => {
  for (const [answer] of questions.config.answers) {
    // It is typical of no fault: it speaks against the missing headers.
    if (answer === 'upgrade-passed') continue;
    assert.ok(
      causesOf([answer]).length > 0,
      `Found no cause of which the answer "${answer}" of "config" is typical. Expected one; add "config: { typical: [${answer}] }" to the signs in content/causes/<cause>.yaml.`,
    );
  }
});

/** Causes of which an answer of "config" is typical. */
const causesOf = (answers: readonly string[]) =>
  [...knowledge.causes.values()]
    .filter(({ found }) => found.signs['config']?.typical?.some((each) => answers.includes(each)))
    .map(({ slug }) => slug);

/**
 * Cases whose broken file no rule of its cause can tell, or whose fixed file has another fault, each with its reason. An
 * exemption that no longer holds fails.
 */
const exempt: Readonly<Record<string, { side: 'broken' | 'fixed'; why: string }>> = {
  'nginx-backend-wrong-port': {
    side: 'broken',
    why: 'A config does not say whether somebody listens on a port.',
  },
  'haproxy-server-down': { side: 'broken', why: 'A config does not say whether somebody listens on a port.' },
  'nginx-certificate-self-signed': { side: 'broken', why: 'A path does not say who signed a certificate.' },
  'nginx-certificate-wrong-name': {
    side: 'broken',
    why: 'A path does not say which names a certificate has.',
  },
  'haproxy-header-case': {
    side: 'broken',
    why: 'Nothing in the file is wrong: the server insists on capitals, which only `h1-case-adjust` in the fixed file gives it.',
  },
  'nginx-http-to-tls-backend': { side: 'broken', why: 'The port 3000 does not say whether it speaks TLS.' },
  'nginx-https-to-plain-backend': {
    side: 'broken',
    why: 'The port 3000 does not say whether it speaks TLS.',
  },
  'nginx-idle-timeout': {
    side: 'broken',
    why: 'It is the default, which is right for a server that pings; a note tells it.',
  },
  'apache-idle-timeout': {
    side: 'broken',
    why: 'It is the default, which is right for a server that pings; a note tells it.',
  },
  'apache-host-rewritten': {
    side: 'broken',
    why: 'It is the default, which is right for a server that compares no Origin; a note tells it.',
  },
  'nginx-host-rewritten': {
    side: 'broken',
    why: 'It is the default, which is right for a server that compares no Origin; a note tells it.',
  },
  'nginx-host-without-port': {
    side: 'broken',
    why: 'Behind a mapped port or another proxy `$host` is right; no file says which port people type.',
  },
  'apache-forwarded-host-twice': {
    side: 'broken',
    why: 'It is the default, which is right where no other proxy stands in front.',
  },
  'nginx-no-forwarded-proto': {
    side: 'broken',
    why: 'Most servers do not ask for the scheme; a note tells it.',
  },
  'nginx-upstream-no-sni': {
    side: 'broken',
    why: 'Most backends have one certificate and need no name; a note tells it.',
  },
  'nginx-map-close': {
    side: 'broken',
    why: 'Both files carry sockets; a note tells what the broken one costs.',
  },
  'nginx-http-version-alone': {
    side: 'fixed',
    why: 'Its backend takes an upgrade over HTTP/1.0, which others refuse.',
  },
};

/** The languages of cases that have a parser here. */
const languages: Readonly<Record<string, string>> = {
  nginx: 'nginx-config',
  apache: 'apache-config',
  haproxy: 'haproxy-config',
  caddyfile: 'caddyfile',
};

const languageOf = ({ runtime, proxy, language }: Case) =>
  runtime === 'workerd' || proxy === 'workerd' ? 'worker' : languages[language];

type Case = Knowledge['cases'] extends ReadonlyMap<string, infer Each> ? Each : never;

/** The cases whose files a reader of configs knows. */
const casesWithParser = () => [...knowledge.cases.values()].filter((each) => languageOf(each) !== undefined);

const sidesOf = ({ slug, files }: { slug: string; files: { broken: string; fixed: string } }) => {
  const text = (file: string) => readFileSync(join('content/cases', slug, file), 'utf8');
  return { broken: text(files.broken), fixed: text(files.fixed) };
};

/** What the rules miss in the broken file of a case, or find in its fixed one. */
function problemsOfCase(each: Case): string[] {
  const { slug, cause, files, path } = each;
  const { broken, fixed } = sidesOf(each);
  const language = languageOf(each);
  const asked = { host: 'app.example', path };
  const found = surest(broken)?.id;
  if (found !== language)
    return [
      `Found that content/cases/${slug}/${files.broken} is read as ${found ?? 'no config'}. Expected ${language ?? 'another'}; look at "language" in its case.yaml, or at how the readers in src/explain/config/ know their own.`,
    ];
  const fired = rules.filter(({ id }) => faultsIn(broken, asked).includes(id));
  const inFixed = faultsIn(fixed, asked);
  const isTold = causesOf(fired.flatMap(({ gives }) => gives as readonly string[])).includes(cause);
  const exemption = exempt[slug];
  const notTold = `Found in content/cases/${slug}/${files.broken} ${fired.length === 0 ? 'no fault' : `the faults ${fired.map(({ id }) => id).join(', ')}, which are not of its cause`}. Expected a rule that tells "${cause}": write one in src/explain/config/ and make its answer of "config" typical in content/causes/${cause}.yaml; or add the case to "exempt" in tests/unit/config.test.ts, with why no rule can.`;
  const stillFires = `Found in content/cases/${slug}/${files.fixed} the faults ${inFixed.join(', ')}. Expected none in a fixed file; mend the file, or the rule in src/explain/config/ that takes it for broken.`;
  const needless = `Found the case "${slug}" in "exempt" of tests/unit/config.test.ts (“${exemption?.why ?? ''}”), and the rules no longer need that. Expected only cases that do; take it off the list.`;
  const isNeedless = exemption && (exemption.side === 'broken' ? isTold : inFixed.length === 0);
  return [
    ...(isNeedless ? [needless] : []),
    ...(!isTold && exemption?.side !== 'broken' ? [notTold] : []),
    ...(inFixed.length > 0 && exemption?.side !== 'fixed' ? [stillFires] : []),
  ];
}

test('a rule of its cause fires in the broken file of each case, and none in the fixed one', () => {
  const looked = casesWithParser();
  assertNone(looked.flatMap(problemsOfCase));
  assert.ok(looked.length >= 70, `only ${looked.length} cases were looked at`);
  assertNone(
    Object.keys(exempt)
      .filter((slug) => !knowledge.cases.has(slug))
      .map(
        (slug) =>
          `Found "${slug}" in "exempt" of tests/unit/config.test.ts. Expected the slug of a case; take it off the list, or correct it.`,
      ),
  );
});

test('the cause comes first, by what the rules found and the words of the comments', () => {
  const table = factWeights(packedFacts());
  const words = wordModel(packedWords());
  let count = 0;
  const problems: string[] = [];
  for (const each of casesWithParser()) {
    if (exempt[each.slug]?.side === 'broken') continue;
    count += 1;
    const { broken } = sidesOf(each);
    const found = findingsIn(broken, { host: 'app.example', path: each.path });
    const facts = joinFacts(...found.map((finding) => finding.facts));
    const [first] = rank(facts, words.read(commentsOf(broken)).weights, table).causes;
    if (first?.slug !== each.cause)
      problems.push(
        `Found that content/cases/${each.slug}/${each.files.broken} leads to "${first?.slug ?? 'no cause'}" first. Expected its own cause, "${each.cause}"; look at which answers of "config" are typical or impossible in content/causes/ of the two.`,
      );
  }
  assertNone(problems);
  assert.ok(count >= 57, `only ${count} cases were ranked`);
});

test('a program or a page is not taken for a config', () => {
  const programs = [...knowledge.cases.values()].filter(
    (each) => languageOf(each) === undefined && each.language !== 'text',
  );
  assert.ok(programs.length > 30);
  for (const each of programs) assert.equal(surest(sidesOf(each).broken)?.id, undefined, each.slug);
});

const withLines = (...lines: readonly string[]) => lines.join('\n');

test('a location that sets one header of its own does not inherit the others', () => {
  const text = readFileSync(join(fixtures, 'nginx-headers-not-inherited/fires.conf'), 'utf8');
  const [found] = findingsIn(text).filter(({ by }) => by === 'nginx-headers-not-inherited');
  assert.ok(found);
  assert.match(text.split('\n')[lineOf(text, found) - 1] ?? '', /X-Request-Id/);
});

test('an include brings its lines to the place where it stands, and the fault is marked in the included file', () => {
  const { fires } = filesOf('nginx-connection-cleared');
  const [found] = findingsIn(fires).filter(({ by }) => by === 'nginx-connection-cleared');
  assert.ok(found);
  assert.equal(lineOf(fires, found), fires.trimEnd().split('\n').length);
});

test('the address of the socket is read beside the config, and a target in the config is not one', () => {
  const config = withLines(
    '<VirtualHost *:80>',
    '    ProxyPass "/live" "ws://127.0.0.1:3000/live"',
    '</VirtualHost>',
  );
  const pathIn = (text: string) => /\((\/\S*)\)/.exec(findingsIn(text)[0]?.means ?? '')?.[1];
  assert.equal(pathIn(config), undefined);
  assert.equal(pathIn(withLines(config, '# wss://chat.example/live')), '/live');
  assert.equal(
    pathIn(withLines("WebSocket connection to 'wss://chat.example/live?token=1' failed:", config)),
    '/live',
  );
  assert.equal(pathIn(withLines(config, '# "GET /live?x=1 HTTP/1.1" 400')), '/live');
});

test('of ProxyPass lines in Locations the most specific wins, wherever it stands', () => {
  const location = (path: string, target: string) => [
    `<Location "${path}">`,
    `    ProxyPass "${target}"`,
    '</Location>',
  ];
  const plain = location('/push/', 'http://127.0.0.1:3000/');
  const socket = location('/push/ws', 'ws://127.0.0.1:3000/ws');
  const asked = { path: '/push/ws' };
  assert.deepEqual(faultsIn(withLines(...plain, ...socket), asked), []);
  assert.deepEqual(faultsIn(withLines(...socket, ...plain), asked), []);
});

test('HTTP/1.0 is harmless from nginx 1.29.7 on, and $connection_upgrade never is a value for Upgrade', () => {
  const { fires } = filesOf('nginx-http-1-0');
  for (const [version, isFault] of [
    ['1.29.6', true],
    ['1.29.7', false],
    ['1.30.6', false],
    ['1.9.15', true],
  ] as const)
    assert.equal(faultsIn(fires.replace('1.28.1', version)).includes('nginx-http-1-0'), isFault, version);
  const value = filesOf('nginx-upgrade-value').fires;
  assert.deepEqual(faultsIn(value), ['nginx-upgrade-value']);
  const withoutMap = value.slice(value.indexOf('server {'));
  assert.deepEqual(faultsIn(withoutMap), ['nginx-upgrade-value'], 'the map need not be in the paste');
});

test('a slash at the end of a prefix changes nothing, in an Ingress and in the Gateway API alike', () => {
  const rules = [
    ['kubernetes-other-path', 'path: ', 'Prefix'],
    ['gateway-other-route', 'value: ', 'PathPrefix'],
  ] as const;
  for (const [rule, key, prefixType] of rules) {
    const { fires } = filesOf(rule);
    const isTaken = (wanted: string, asked: string, type: string) =>
      !faultsIn(
        fires.replace(`${key}/ws`, `${key}${wanted}`).replace('Exact', type).replace('/ws/room', asked),
      ).includes(rule);
    for (const wanted of ['/ws', '/ws/']) {
      for (const asked of ['/ws', '/ws/', '/ws/room'])
        assert.ok(isTaken(wanted, asked, prefixType), `${rule}: ${wanted} takes ${asked}`);
      assert.ok(!isTaken(wanted, '/wsx', prefixType), `${rule}: ${wanted} does not take /wsx`);
      assert.ok(!isTaken(wanted, `${wanted}x/`, 'Exact'), `${rule}: Exact is exact`);
    }
    assert.ok(!isTaken('/ws/', '/ws', 'Exact'), `${rule}: to Exact the slash matters`);
  }
});

test('annotations for nginx on an ingress of Google are told to be ignored', () => {
  const { fires } = filesOf('kubernetes-other-controller');
  const [found] = findingsIn(fires).filter(({ by }) => by === 'kubernetes-other-controller');
  assert.match(
    found?.means ?? '',
    /gce .* ignores “nginx\.ingress\.kubernetes\.io\/proxy-read-timeout”.*BackendConfig/,
  );
});

test('without a fault the reading does not say that all is well', () => {
  const { quiet } = filesOf('nginx-upgrade-missing');
  const [whole, ...others] = findingsIn(quiet, { path: '/ws' });
  const count = rules.filter(({ reader, gives }) => reader.id === 'nginx-config' && gives.length > 0).length;
  assert.equal(whole?.means, `None of our ${count} rules fires for this path (/ws).`);
  assert.deepEqual(whole.span, [0, quiet.length]);
  assert.ok(others.every(({ facts }) => facts.length === 0));
});

test('what cannot be read is told with its line and what was expected, and the rest is read', () => {
  const cases: readonly (readonly [text: string, why: RegExp])[] = [
    [
      withLines('server {', '    listen 80', '    location /ws { proxy_pass http://a; }'),
      /^Line 1: found a “server” block that is never closed; expected a “}”\.$/,
    ],
    [withLines('server {', '    listen 80;', '}', '}'), /^Line 4: found a “}” that closes nothing/],
    [
      withLines('server {', '    listen 80', '    location /ws { proxy_pass http://a; }', '}'),
      /^Line 2: found “listen 80” without an end; expected “;” or “{” after it\.$/,
    ],
    [
      withLines('server {', '    server_name a.example;', '}', '2026/11/01 10:00:00 [error] 1#1: refused'),
      /^Line 4: found “2026\/11\/01/,
    ],
    [
      withLines('<VirtualHost *:80>', '    ProxyPass "/" "http://127.0.0.1:3000/"', '</Location>'),
      /^Line 3: found <\/location>; expected <\/virtualhost>\.$/,
    ],
    [
      withLines('timeout client 5s', 'defaults', '    timeout client 5s', '    timeout server 5s'),
      /^Line 1: found “timeout” before any section/,
    ],
    [
      withLines('chat.example {', '\treverse_proxy app:80'),
      /^Line 1: found a block “chat\.example” that is never closed/,
    ],
    [
      withLines('apiVersion: v1', 'kind: Service', 'metadata: [', 'spec: {}'),
      /^Line \d: found something that is not YAML; expected/,
    ],
    [
      withLines('<configuration>', '  <system.webServer>', '</configuration>'),
      /^Line 3: found something that is not XML/,
    ],
  ];
  for (const [text, why] of cases) {
    const found =
      surest(text)
        ?.read(text)
        .unread.map((each) => each.why) ?? [];
    assert.ok(
      found.some((each) => why.test(each)),
      `${why} is not among: ${found.join(' | ')}`,
    );
  }
});

test('directives that no rule looks at are listed', () => {
  const text = withLines(
    'server {',
    '    gzip on;',
    '    location /ws { proxy_pass http://127.0.0.1:1; }',
    '}',
  );
  assert.deepEqual(surest(text)?.read(text).unread, [{ span: [13, 21], why: 'No rule looks at gzip.' }]);
});

test('an expression of a config is matched as nginx does, and a hostile one is given up', () => {
  const path = '/api/live';
  for (const [pattern, expected] of [
    ['^/api/', true],
    ['^/(?!api/)', false],
    [String.raw`\.(?:js|css)$`, false],
    ['^/(web|api)/[a-z]+$', true],
    ['/live{2}', false],
    ['^/API/', false],
    ['(?i)^/API/', true],
    ['(', undefined],
    [String.raw`\p{L}`, undefined],
  ] as const)
    assert.equal(matches(pattern, path), expected, pattern);
  assert.equal(matches('(a+)+$', `${'a'.repeat(200)}b`), undefined);
  assert.equal(matches('(.*)*(.*)*(.*)*x', 'a'.repeat(400)), undefined);
});

/** Pieces that the grammars are made of, so that a random text gets past the first line. */
const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      ...[
        'server',
        'location',
        'map',
        'upstream',
        'include',
        'proxy_pass',
        'proxy_set_header',
        'http://a:443',
        '$a',
        '${',
        '{',
        '}',
        ';',
        '"',
        "'",
      ],
      ...[
        '#',
        '\n',
        '\n',
        ' ',
        '\t',
        '<VirtualHost *>',
        '</VirtualHost>',
        'ProxyPass',
        'RewriteRule',
        '[P]',
        '\\\n',
        'defaults\n',
        'frontend a\n',
      ],
      ...[
        'backend a\n',
        ' acl a path /',
        ' use_backend a if',
        ' timeout client 1s',
        'handle',
        'reverse_proxy',
        '@a',
        '(a)',
        'import a',
        '<<X',
        '`',
      ],
      ...[
        'apiVersion: v1\n',
        'kind: Ingress\n',
        'metadata:\n',
        '  annotations:\n',
        '- ',
        '&a',
        '*a',
        '[',
        ']',
        'services:\n',
        'traefik.http.a=b',
      ],
      ...[
        'static_resources:\n',
        '<configuration>',
        '</configuration>',
        '<rule>',
        '<!--',
        '-->',
        'export default',
        'new Response(',
        'fetch(',
        '~',
        '^/(a+)+$',
        '/',
        '\0',
        '\ud800',
      ],
    ),
    fc.string({ maxLength: 8 }),
  ),
  { maxLength: 120 },
);

test('no reader throws, whatever the text and the address are', () => {
  fc.assert(
    fc.property(pieces, fc.option(fc.string({ maxLength: 20 }), { nil: undefined }), (parts, path) => {
      const text = parts.join('');
      for (const reader of configReaders) {
        reader.recognise(text);
        const { findings, unread } = reader.read(text, path === undefined ? undefined : { path });
        for (const { span } of [...findings, ...unread])
          assert.ok(
            0 <= span[0] && span[0] <= span[1] && span[1] <= text.length,
            `${reader.id}: ${span.join('–')}`,
          );
      }
    }),
    { numRuns: 400 },
  );
});

test('the time grows with the length of a text, and not faster', () => {
  const seeds = [
    'server { location /ws { proxy_pass http://a; proxy_set_header Upgrade $http_upgrade; } }\n',
    'location ~ ^/(a+)+$ { proxy_pass http://a; }\n',
    'include a.conf;\n',
    '# a.conf\ninclude a.conf;\n',
    '==> a.conf <==\ninclude *.conf;\n',
    '==> a.conf <==\ninclude b.conf;\n',
    'a "b\n',
    'a {\n',
    '}\n',
    '{',
    '"',
    '<a>\n',
    'ProxyPass /ws http://a:1/ws\n',
    'frontend a\n use_backend b if { path_beg /ws/ }\nbackend b\n server a a:1 maxconn 4\n timeout client 1s\n',
    'defaults\n timeout client 5s\n',
    'a.example {\n handle /ws/* {\n reverse_proxy a\n }\n}\n',
    'import a\n',
    '(a) {\nimport a\nimport a\n}\n',
    'apiVersion: v1\nkind: Ingress\nmetadata:\n  annotations:\n    nginx.ingress.kubernetes.io/proxy-read-timeout: 3600\n---\n',
    'apiVersion: a\nkind: HTTPRoute\nspec:\n  rules:\n  - matches: [{path: {value: /ws}}]\n    filters: [{type: URLRewrite}]\n    backendRefs: [{name: a, port: 1}]\n---\nkind: Service\nspec: {ports: [{port: 1}]}\n---\n',
    '- [',
    'a: &a [*a]\n',
    '<configuration>',
    'new Response(a.body, ',
    '\ud800',
  ];
  // The time of the processor, which a busy machine does not change.
  const time = (text: string, { read, recognise }: ConfigReader) => {
    const began = process.cpuUsage();
    recognise(text);
    read(text, { path: '/ws', host: 'a.example' });
    return process.cpuUsage(began).user / 1000;
  };
  const least = (text: string, reader: ConfigReader) => Math.min(time(text, reader), time(text, reader));
  for (const seed of seeds)
    for (const reader of configReaders) {
      const large = seed.repeat(Math.ceil(longestConfig / seed.length));
      if (time(large, reader) < 200) continue;
      const few = least(seed.repeat(Math.ceil(longestConfig / 8 / seed.length)), reader);
      const many = least(large, reader);
      assert.ok(
        many < Math.max(200, few * 24),
        `${reader.id} takes ${few.toFixed(0)} ms for an eighth and ${many.toFixed(0)} ms for ${JSON.stringify(seed.slice(0, 30))}`,
      );
    }
});
