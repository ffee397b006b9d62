/** What a text says that answers a question: which of its facts join what is known, and which of them stand back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestText } from '../../src/diagnosis/longest-text.ts';
import { fact, type Facts } from '../../src/diagnosis/facts.ts';
import { pasteLabels, questionHelp } from '../../src/diagnosis/question-help.ts';
import { allReaders } from '../../src/explain/all-readers.ts';
import { explainer } from '../../src/explain/explain.ts';
import { pastedIn, withPasted } from '../../src/explain/pasted.ts';
import { knowledge } from './support/knowledge.ts';

const explain = explainer(
  { messages: [...knowledge.messages.values()], stacks: [...knowledge.stacks.values()] },
  allReaders,
);
const tell = (text: string) => pastedIn(explain([{ name: '', text }]));
const read = (text: string) => tell(text).facts;
const answers = (facts: Facts) => Object.fromEntries(facts.map(({ question, answer }) => [question, answer]));

const printed =
  'HTTP/1.1 403 Forbidden\nServer: nginx\n\nFailed to open a WebSocket connection: missing Origin header.';
const logged = '[error] connect() failed (111: Connection refused) while connecting to upstream';

test('what a command printed gives its status, its body and the name of the proxy at once', () => {
  const said = answers(read(printed));
  assert.equal(said['status'], '403');
  assert.equal(said['refuser-403'], 'origin');
  assert.equal(said['front'], 'nginx');
});

test('who ran the command is not the client that fails, and the kind of the text is no fact of the case', () => {
  const said = answers(read('curl: (35) Recv failure: Connection reset by peer'));
  assert.equal(said['connect-error'], 'reset');
  assert.ok(!('client' in said) && !('message-kind' in said));
});

test('what a command printed and the log of that second are read as one', () => {
  const said = answers(read(`HTTP/1.1 502 Bad Gateway\n\n${logged}`));
  assert.equal(said['status'], 'gateway');
  assert.equal(said['proxy-log'], 'refused');
});

test('the answer to the question that was asked is the reader’s; the other facts are those of a text', () => {
  const facts = withPasted([fact('symptom', 'never-opens', 'measured')], read(printed), 'status');
  const sources = Object.fromEntries(facts.map(({ question, source }) => [question, source]));
  assert.deepEqual(
    [sources['symptom'], sources['status'], sources['refuser-403']],
    ['measured', 'said', 'paste'],
  );
});

test('what was measured or said stands against a text, but not against the answer to the question; “I can’t tell” gives way', () => {
  const known = [
    fact('symptom', 'drops', 'measured'),
    fact('status', '400', 'said'),
    fact('front', 'apache', 'said'),
    fact('refuser-403', 'cannot-tell', 'said'),
  ];
  const beside = answers(withPasted(known, read(printed)));
  assert.deepEqual(
    [beside['symptom'], beside['status'], beside['front'], beside['refuser-403']],
    ['drops', '400', 'apache', 'origin'],
  );
  assert.equal(answers(withPasted(known, read(printed), 'status'))['status'], '403');
});

test('a text in which nothing is known changes nothing', () => {
  const known = [fact('symptom', 'drops', 'measured'), fact('words', 'cannot-tell', 'said')];
  for (const text of ['', 'a', '<img src=x onerror=alert(1)>', '\0'.repeat(longestText), '\ud800'.repeat(9)])
    assert.deepEqual(withPasted(known, read(text), 'words'), known, JSON.stringify(text.slice(0, 30)));
});

test('each question that can be answered by pasting says which text it takes, and those by a command show the command', () => {
  const help = Object.entries(questionHelp);
  assert.ok(help.some(([, { paste }]) => paste === 'log'));
  for (const [question, { paste, command }] of help) {
    if (paste === undefined) continue;
    assert.ok(pasteLabels[paste], question);
    if (paste === 'answer') assert.match(command ?? '', /^curl -(?:i|v) /, question);
  }
});
