import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkedKnowledge } from '../../src/diagnosis/check.ts';
import { pageAsMarkdown } from '../../src/present/markdown.ts';
import { pageFolders, type PageFolder } from '../../src/knowledge/kinds.ts';
import { readContent } from '../../src/knowledge/read.ts';
import type { ContentFiles } from '../../src/knowledge/read-case.ts';

const content = readContent(process.cwd());
const knowledge = checkedKnowledge(content);

const cause = 'content/causes/proxy-idle-timeout.mdx';
const signs = 'content/causes/proxy-idle-timeout.yaml';
const message = 'content/messages/connection-refused.mdx';

const textOf = (file: string): string => content.get(file) ?? assert.fail(`${file} is not there`);

/** The content with some files replaced, or left out where there is no text. */
function replaced(changes: Readonly<Record<string, string | null>>): ContentFiles {
  const files = new Map(content);
  for (const [file, text] of Object.entries(changes))
    if (text !== null) files.set(file, text);
    else assert.ok(files.delete(file), `${file} is not there`);
  return files;
}

function edited(file: string, change: (text: string) => string): ContentFiles {
  const before = textOf(file);
  const text = change(before);
  assert.notEqual(text, before, 'the test changed nothing');
  return replaced({ [file]: text });
}

const broken: [name: string, files: () => ContentFiles, sentence: RegExp][] = [
  [
    'a dangling slug',
    () => edited(cause, (text) => text.replace('message: code-1006', 'message: code-1066')),
    /^content\/causes\/proxy-idle-timeout\.mdx: "seeing\.\d+\.message" names the message "code-1066", which does not exist; the nearest of the \d+ that do are code-1006, .* or /,
  ],
  [
    'a dangling link in the text',
    () => edited(cause, (text) => `${text}\n<See cause="no-such-cause" />\n`),
    /<See> names the cause "no-such-cause", which does not exist; the nearest of the /,
  ],
  [
    'an unknown stack',
    () => edited(cause, (text) => text.replace('stack: chromium', 'stack: chromuim')),
    /names the stack "chromuim", which does not exist; the nearest .* are chromium, /,
  ],
  [
    'an unknown stack of a fix',
    () => edited(cause, (text) => text.replace('<Fix stack="nginx"', '<Fix stack="nginxx"')),
    /<Fix> names the stack "nginxx"/,
  ],
  [
    'a cause without a source',
    () => edited(cause, (text) => text.replace(/^sources:\n[^]*?\n---/m, 'sources: []\n---')),
    /^content\/causes\/proxy-idle-timeout\.mdx: "sources" is \[\]; it must name at least one source\.$/,
  ],
  [
    'a duplicate id',
    () => replaced({ 'content/causes/second.mdx': textOf(cause) }),
    /second\.mdx: slug "proxy-idle-timeout" is already used by content\/causes\/proxy-idle-timeout\.mdx/,
  ],
  [
    'a file that is not named as its slug',
    () => replaced({ [cause]: null, 'content/causes/idle.mdx': textOf(cause) }),
    /idle\.mdx: slug is "proxy-idle-timeout"; expected "idle", the name of the file/,
  ],
  [
    'a slug that two pages answer',
    () =>
      edited(cause, (text) =>
        text.replace('  - cdn-idle-timeout', '  - cdn-idle-timeout\n  - backend-unreachable'),
      ),
    /"covers" names "backend-unreachable", which content\/causes\/backend-unreachable\.mdx answers already|"covers" names "backend-unreachable"/,
  ],
  [
    'a field with a value that is not allowed',
    () => edited(cause, (text) => text.replace(/^layer: .*$/m, 'layer: cloud')),
    /"layer" is "cloud"; expected browser, client, tls, network, proxy, platform or server\.$/,
  ],
  [
    'a missing field',
    () => edited(cause, (text) => text.replace(/^title: .*\n/m, '')),
    /"title" is missing; expected a value of type string\.$/,
  ],
  [
    'an unknown field',
    () => edited(cause, (text) => text.replace(/^layer:/m, 'colour: red\nlayer:')),
    /it has the unknown field "colour"/,
  ],
  [
    'a missing heading',
    () => edited(cause, (text) => text.replace('## Why it works', '## Background')),
    /its headings are Confirm it, Fix it, Background; expected Confirm it, Fix it, Why it works, in that order\.$/,
  ],
  [
    'a config that did not run',
    () => edited(cause, (text) => `${text}\n\`\`\`nginx\nproxy_buffering off;\n\`\`\`\n`),
    /it has a fenced code block; a config comes from a case/,
  ],
  [
    'a fix with neither case nor source',
    () =>
      edited(cause, (text) => text.replace(/<Fix stack="aws-alb" source="[^"]+">/, '<Fix stack="aws-alb">')),
    /the fix for "aws-alb" has neither a case nor a source of this page/,
  ],
  [
    'a fix that names a source of another page',
    () => edited(cause, (text) => text.replace(/source="aws-idle-timeout"/, 'source="no-such-source"')),
    /the fix for "aws-alb" has neither a case nor a source of this page; .*\(.*aws-idle-timeout.*\)/,
  ],
  [
    'a limit that names a source of another page',
    () =>
      edited('content/stacks/aws-alb.mdx', (text) =>
        text.replace(/^ {4}source: .*$/m, '    source: no-such-source'),
      ),
    /"limits\.0\.source" is "no-such-source"; expected the id of one of the sources \(.+\)/,
  ],
  [
    'a quoted limit of a stack that has none of that kind',
    () =>
      edited(cause, (text) =>
        text.replace('<Limit stack="heroku" kind="idle" />', '<Limit stack="heroku" kind="header" />'),
      ),
    /^content\/causes\/proxy-idle-timeout\.mdx: <Limit> means 0 limits of "heroku"; expected one, by "kind" or "name" of idle “Idle connection \(H15\)”, /,
  ],
  [
    'a quoted limit where the kind leaves a choice',
    () =>
      edited(cause, (text) =>
        text.replace('<Limit stack="heroku" kind="idle" />', '<Limit stack="aws-nlb" kind="idle" />'),
      ),
    /<Limit> means 2 limits of "aws-nlb"; expected one, .* idle “Idle timeout of a TLS listener”\.$/,
  ],
  [
    'a quoted limit without a number',
    () =>
      edited(cause, (text) =>
        text.replace('<Limit stack="heroku" kind="idle" />', '<Limit stack="caddy" kind="idle" />'),
      ),
    /<Limit> means “Silence” of "caddy", which has no number; say in words that there is none\.$/,
  ],
  [
    'a quoted limit in a unit that does not fit',
    () =>
      edited(cause, (text) =>
        text.replace(
          '<Limit stack="heroku" kind="idle" />',
          '<Limit stack="heroku" kind="idle" in="minutes" />',
        ),
      ),
    /<Limit> wants “Idle connection \(H15\)” of "heroku" in minutes, and it is 55 s; expected number, or /,
  ],
  [
    'two sources with one id',
    () => edited(cause, (text) => text.replace('id: aws-tcp-idle-timeout', 'id: aws-idle-timeout')),
    /has two sources with the same id/,
  ],
  [
    'YAML that cannot be read',
    () => edited(cause, (text) => text.replace(/^title: .*$/m, 'title: a: b: c')),
    /it cannot be read: .*expected valid YAML/,
  ],
  [
    'a case without evidence',
    () => replaced({ 'content/cases/nginx-idle-timeout/evidence.json': null }),
    /nginx-idle-timeout\/evidence\.json: the file is missing; record it with "npm run lab -- nginx-idle-timeout --record"/,
  ],
  [
    'a case whose file has no shown part',
    () => edited('content/cases/nginx-idle-timeout/fixed.conf', (text) => text.replace('# not101: end', '')),
    /nginx-idle-timeout\/fixed\.conf: .*not101: end/,
  ],
  [
    'a case that contradicts itself',
    () =>
      edited('content/cases/nginx-idle-timeout/case.yaml', (text) =>
        text.replace(/^proxy: .*$/m, 'proxy: nginx\nruntime: go'),
      ),
    /nginx-idle-timeout\/case\.yaml: runtime is go, but the files are not the backend; write "backend: case"\.$/,
  ],
  [
    'a case whose proxy is configured by a case that does not exist',
    () =>
      edited('content/cases/node-ws-subprotocol/case.yaml', (text) =>
        text.replace(/^backend: .*$/m, 'backend: case\nproxy: nginx\nproxyFrom: nginx-idle-timeouts'),
      ),
    /"proxyFrom" names the case "nginx-idle-timeouts", which does not exist/,
  ],
  [
    'a cause with neither a case nor a reason',
    () =>
      edited('content/causes/max-connection-duration.mdx', (text) =>
        text.replace(/^notReproduced: .*\n/m, ''),
      ),
    /max-connection-duration\.mdx: it has neither a case nor "notReproduced"; add a case whose "cause" is this slug/,
  ],
  [
    'a cause with a case and a reason',
    () => edited(cause, (text) => text.replace(/^keywords:/m, 'notReproduced: cloud service\nkeywords:')),
    /proxy-idle-timeout\.mdx: "notReproduced" is given although the case "[a-z0-9-]+" reproduces this cause; remove/,
  ],
  [
    'a claim with neither a case nor a reason',
    () => edited('content/claims/cloudflare-paid-plan.mdx', (text) => text.replace(/^notRun: .*\n/m, '')),
    /cloudflare-paid-plan\.mdx: it has neither "cases" nor "notRun"; name the cases that decide it/,
  ],
  [
    'a claim with a case and a reason',
    () =>
      edited('content/claims/400-is-nginx.mdx', (text) =>
        text.replace(/^cases:/m, 'notRun: cloud service\ncases:'),
      ),
    /400-is-nginx\.mdx: "cases" and "notRun" are both given/,
  ],
  [
    'a claim with a dangling case',
    () =>
      edited('content/claims/400-is-nginx.mdx', (text) =>
        text.replace('  - nginx-no-upgrade-headers', '  - nginx-no-such-case'),
      ),
    /400-is-nginx\.mdx: "cases" names the case "nginx-no-such-case", which does not exist/,
  ],
  [
    'signs that leave out a question that every cause mentions',
    () => edited(signs, (text) => text.replace(/^ {2}since: .*\n/m, '')),
    /^content\/causes\/proxy-idle-timeout\.yaml: "signs" says nothing of since; expected answers of each /,
  ],
  [
    'a cause without signs',
    () => replaced({ [signs]: null }),
    /^content\/causes\/proxy-idle-timeout\.yaml: the file is missing; each cause has one beside its page/,
  ],
  [
    'too few wordings',
    () => edited(signs, (text) => text.replace(/^wordings:\n( {2}- .*\n)+/m, 'wordings:\n  - just one\n')),
    /^content\/causes\/proxy-idle-timeout\.yaml: "wordings" has 1 of at least 25 ways in which people write about it\.$/,
  ],
  [
    'a sign that names an unknown question',
    () => edited(signs, (text) => text.replace(/^signs:\n/m, 'signs:\n  weather: { typical: [rains] }\n')),
    /"signs\.weather\.\w+" names the question "weather", which does not exist; the nearest of the /,
  ],
  [
    'a sign that names an unknown answer',
    () => edited(signs, (text) => text.replace(/^ {2}symptom: .*$/m, '  symptom: { typical: [rains] }')),
    /"signs\.symptom\.typical" answers "symptom" with "rains", which is no answer to it; allowed are never-opens, /,
  ],
  [
    'an answer at two levels',
    () =>
      edited(signs, (text) =>
        text.replace(/^ {2}symptom: .*$/m, '  symptom: { typical: [drops], possible: [drops] }'),
      ),
    /"signs\.symptom" names "drops" more than once; an answer is either typical, possible or impossible/,
  ],
  [
    'a look-alike that is no cause',
    () => edited(signs, (text) => text.replace(/^ {2}- cause: .*$/m, '  - cause: no-such-cause')),
    /"apart\.0\.cause" names the cause "no-such-cause", which does not exist/,
  ],
  [
    'a message that says an unknown answer',
    () => edited(message, (text) => text.replace(/^says:\n/m, 'says:\n  reach: perhaps\n')),
    /^content\/messages\/connection-refused\.mdx: "says" answers "reach" with "perhaps", which is no answer to it/,
  ],
  [
    'a message that names a placeholder that its text does not have',
    () => edited(message, (text) => text.replace(/^says:\n/m, "says:\n  status: '<status>'\n")),
    /"says" names the placeholder <status>, which "texts\.\d+\.text" does not have/,
  ],
  [
    'a message that contradicts a cause that it names',
    () => edited(message, (text) => text.replace(/^says:\n/m, 'says:\n  drop: background\n')),
    /it says drop: background, which content\/causes\/[a-z-]+\.yaml calls impossible, and still names that cause/,
  ],
  [
    'a message that asks for an unknown answer',
    () =>
      edited('content/messages/code-1006.mdx', (text) =>
        text.replace('    - never-opens\n', '    - opens\n'),
      ),
    /^content\/messages\/code-1006\.mdx: "asks" answers "symptom" with "opens", which is no answer to it/,
  ],
  [
    'a message that asks what it says',
    () =>
      edited('content/messages/code-1006.mdx', (text) =>
        text.replace(/^says:\n/m, 'says:\n  symptom: drops\n'),
      ),
    /^content\/messages\/code-1006\.mdx: "asks" asks "symptom", which "says" answers already/,
  ],
  [
    'a report that answers what is not asked',
    () =>
      edited('content/reports/first.jsonl', (text) =>
        text.replace('"answers":{', '"answers":{"weather":"rain",'),
      ),
    /^content\/reports, report fc-001: "answers" names the question "weather", which does not exist/,
  ],
  [
    'a guide that helps with an unknown cause',
    () =>
      edited('content/guides/heartbeat.mdx', (text) =>
        text.replace('  - proxy-idle-timeout', '  - proxy-idle-timeouts'),
      ),
    /^content\/guides\/heartbeat\.mdx: "causes" names the cause "proxy-idle-timeouts", which does not exist/,
  ],
  [
    'a tag that is not closed',
    () => edited(cause, (text) => text.replace('</Fix>', '')),
    /proxy-idle-timeout\.mdx: its body cannot be read: \d+:\d+: .*; expected MDX, with each tag closed/,
  ],
  [
    'a dangling link to a guide',
    () => edited(cause, (text) => `${text}\n<See guide="heart-beat" />\n`),
    /<See> names the guide "heart-beat", which does not exist; the nearest of the \d+ that do are heartbeat, /,
  ],
  [
    'a guide that leads to an unknown state',
    () =>
      edited('content/guides/heartbeat.mdx', (text) => text.replace(/^diagnose: .*$/m, 'diagnose: dropped')),
    /^content\/guides\/heartbeat\.mdx: "diagnose" names the state "dropped", which the tree does not have/,
  ],
];

for (const [name, files, sentence] of broken)
  test(`${name} stops the build with a sentence`, () => {
    assert.throws(
      () => checkedKnowledge(files()),
      (error: Error) => {
        for (const line of error.message.split('\n')) assert.match(line, sentence);
        return true;
      },
    );
  });

test('everything that is wrong is said in one go, and nothing that only follows from it', () => {
  const files = replaced({
    [cause]: textOf(cause)
      .replace(/^layer: .*$/m, 'layer: cloud')
      .replace(/^title: .*\n/m, ''),
    [message]: textOf(message).replace('## What it says', '## It says'),
    'content/cases/nginx-idle-timeout/evidence.json': null,
  });
  assert.throws(
    () => checkedKnowledge(files),
    (error: Error) => {
      const problems = error.message.split('\n');
      assert.deepEqual(problems.map((each) => each.replace(/:.*/, '')).toSorted(), [
        'content/cases/nginx-idle-timeout/evidence.json',
        cause,
        cause,
        message,
      ]);
      return true;
    },
  );
});

test('what is published holds together', () => {
  assert.ok(knowledge.causes.size >= 12);
});

test('every cause has a fix', () => {
  for (const cause of knowledge.causes.values())
    assert.ok(cause.fixes.length > 0, `${cause.slug} has no fix`);
});

/** Reason → the causes that no case shows. A list that may only become shorter, but for a new page about what cannot run here. */
const withoutCase = {
  'a fault of a test command, which opens no socket': ['test-over-http2-proves-nothing'],
  'a browser feature that the lab cannot set up': ['extension-worker-suspended'],
  'cloud service': [
    'interstitial-or-bot-challenge',
    'max-connection-duration',
    'platform-no-websocket-support',
    'port-forwarder-no-websocket',
    'stale-connection-id',
  ],
  'needs a defect of an old version': ['http2-socket-defect', 'library-version-defect', 'proxy-version-bug'],
  'needs a second machine': ['background-suspend', 'half-open-no-heartbeat', 'mtu-blackhole'],
  'software that the lab does not have': [
    'browser-extension-blocks',
    'client-runtime-lacks-websocket',
    'gateway-upgrade-not-enabled',
    'iis-websocket-feature-not-installed',
    'mobile-cleartext-blocked',
    'selinux-blocks-proxy-connect',
    'upgrade-to-another-protocol',
    'waf-breaks-upgraded-connection',
  ],
};

test('the causes without a case are known, each with its reason', () => {
  const reasons = new Map<string, string[]>();
  for (const { slug, notReproduced } of knowledge.causes.values())
    if (notReproduced !== undefined)
      reasons.set(notReproduced, [...(reasons.get(notReproduced) ?? []), slug].toSorted());
  assert.deepEqual(Object.fromEntries(reasons), withoutCase);
});

test('every claim has a case that decides it, or a named reason why none does', () => {
  for (const { slug, cases, notRun } of knowledge.claims.values())
    assert.notEqual(cases.length > 0, notRun !== undefined, `${slug}: ${cases.length} cases, ${notRun}`);
});

const markdownOf = (folder: PageFolder, slug: string): string =>
  pageAsMarkdown(folder, slug, knowledge) ?? assert.fail(`${folder}/${slug} has no Markdown`);

test('the Markdown twin has the config that ran and no component left', () => {
  for (const folder of Object.values(pageFolders))
    for (const slug of knowledge[folder].keys())
      assert.doesNotMatch(markdownOf(folder, slug), /<(Fix|See|Command)\b|<\/Fix>/, `${folder}/${slug}`);
  assert.match(
    markdownOf('causes', 'proxy-missing-upgrade-headers'),
    /```nginx\n[^`]*proxy_set_header Upgrade \$http_upgrade;/,
  );
});

test('the answers without Upgrade headers are a table in Markdown too, one row for each backend', () => {
  const rows = markdownOf('stacks', 'nginx')
    .split('\n')
    .filter((line) => / \| `\d{3}[ `]/.test(line));
  const statuses = rows.map((row) => /`(\d{3})[ `]/.exec(row)?.[1]);
  assert.deepEqual(statuses, [
    ...['400', '400', '400', '400', '404', '404', '404', '404', '404'],
    ...['405', '426', '502'],
  ]);
  assert.ok(rows.some((row) => row.startsWith('| ws with a port of its own (') && row.includes('426')));
  assert.equal(new Set(rows.map((row) => row.split(' (')[0])).size, rows.length);
});
