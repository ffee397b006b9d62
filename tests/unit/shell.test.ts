import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tagsIn } from '../../src/knowledge/mdx.ts';
import { handshakeCommand, handshakeOptions } from '../../src/wire/handshake-command.ts';
import { questionHelp } from '../../src/diagnosis/question-help.ts';
import { knowledge } from './support/knowledge.ts';
import { forShell, isOwnCommand } from '../../src/probe/shell.ts';

const handshake = `${handshakeCommand} https://app.example/ws`;

test('bash stays as it is', () => {
  assert.equal(forShell('for i in 1 2; do echo $i; done', 'bash'), 'for i in 1 2; do echo $i; done');
});

for (const [command, powerShell, cmd] of [
  [
    "curl -i --http1.1 -H 'Connection: Upgrade' https://app.example/ws",
    "curl.exe -i --http1.1 -H 'Connection: Upgrade' https://app.example/ws",
    'curl -i --http1.1 -H "Connection: Upgrade" https://app.example/ws',
  ],
  [
    "curl -s -o /dev/null -w '%{http_code} after %{time_total} s' --connect-to ::127.0.0.1:3000 http://app.example/",
    "curl.exe -s -o NUL -w '%{http_code} after %{time_total} s' --connect-to ::127.0.0.1:3000 http://app.example/",
    'curl -s -o NUL -w "%{http_code} after %{time_total} s" --connect-to ::127.0.0.1:3000 http://app.example/',
  ],
  [
    "curl -i 'https://app.example/socket.io/?EIO=4&transport=polling'",
    "curl.exe -i 'https://app.example/socket.io/?EIO=4&transport=polling'",
    'curl -i "https://app.example/socket.io/?EIO=4&transport=polling"',
  ],
  [
    'openssl s_client -connect app.example:443 -servername app.example </dev/null',
    "'' | openssl s_client -connect app.example:443 -servername app.example",
    'openssl s_client -connect app.example:443 -servername app.example <NUL',
  ],
  [
    "curl -kvs -o /dev/null https://app.example/ws 2>&1 | grep -E 'subject|issuer|date'",
    "curl.exe -kvs -o NUL https://app.example/ws 2>&1 | Select-String -CaseSensitive 'subject|issuer|date'",
    'curl -kvs -o NUL https://app.example/ws 2>&1 | findstr /c:"subject" /c:"issuer" /c:"date"',
  ],
  [
    "curl -sI https://app.example/ | grep -i '^server'",
    "curl.exe -sI https://app.example/ | Select-String '^server'",
    'curl -sI https://app.example/ | findstr /i /b /c:"server"',
  ],
  [`node -e "console.log('it''s')"`, `node -e 'console.log(''it''''s'')'`, `node -e "console.log('it''s')"`],
] as const)
  test(`${command.slice(0, 60)} in PowerShell and in cmd`, () => {
    assert.equal(forShell(command, 'PowerShell'), powerShell);
    assert.equal(forShell(command, 'cmd'), cmd);
  });

for (const command of [
  'for proto in http https; do curl "$proto://app.example"; done',
  'curl "$u"',
  'curl -H "Cookie: big=$(printf x)" https://app.example/ws',
  'curl https://app.example/ws; rm -rf x',
  'curl https://app.example/ws && echo yes',
  'curl https://app.example/ws > file',
  `node -p 'process.version + " " + typeof WebSocket'`,
  'nginx -t',
  'curl -s https://app.example/ | wc -c',
  "curl 'unterminated",
  'setInterval(() => console.log(1), 20000)',
  '',
])
  test(`“${command.slice(0, 50)}” cannot be said in PowerShell or cmd`, () => {
    assert.equal(forShell(command, 'PowerShell'), undefined);
    assert.equal(forShell(command, 'cmd'), undefined);
  });

test('an address that a page fills in is one word in every shell', () => {
  assert.equal(
    forShell("curl -H 'Origin: https://chat.test:8443' https://chat.test:8443/a~b/c.d_e-f", 'cmd'),
    'curl -H "Origin: https://chat.test:8443" "https://chat.test:8443/a~b/c.d_e-f"',
  );
});

const { bodies } = knowledge;
const allCommands = [
  handshake,
  ...Object.values(questionHelp).flatMap(({ command }) => command ?? []),
  ...[...bodies.values()].flatMap(({ parts }) =>
    tagsIn(parts).flatMap(({ name, attributes: { run } }) =>
      name === 'Command' && run !== undefined ? [run] : [],
    ),
  ),
];

test('every handshake by curl sends the same headers, on all pages', () => {
  const handshakes = allCommands.filter((command) => command.includes('Sec-WebSocket-Key: dGhl'));
  assert.ok(handshakes.length > 60);
  assert.deepEqual(
    handshakes.filter((command) => !command.includes(handshakeOptions)),
    [],
  );
});

test('nearly all commands of the content for the reader’s own machine can be said in both shells', () => {
  const commands = allCommands.filter(isOwnCommand);
  assert.ok(commands.length > 60);
  for (const shell of ['PowerShell', 'cmd'] as const) {
    const left = commands.filter((command) => forShell(command, shell) === undefined);
    console.log(`${shell}: ${left.length} of ${commands.length} commands need bash`);
    assert.ok(left.length / commands.length < 0.25, left.join('\n'));
  }
});

test('a long text takes no long time', () => {
  const before = performance.now();
  for (const text of [
    `curl ${"'a'".repeat(50_000)}`,
    `curl ${'|'.repeat(100_000)}`,
    `for ${'; '.repeat(50_000)}`,
  ]) {
    forShell(text, 'cmd');
    isOwnCommand(text);
  }
  assert.ok(performance.now() - before < 2000);
});
