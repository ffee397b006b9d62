import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { factWeights } from '../../src/diagnosis/fact-weights.ts';
import { fact, factOf, joinFacts, valueInWords, withFact } from '../../src/diagnosis/facts.ts';
import type { Facts } from '../../src/diagnosis/facts.ts';
import { learnFacts } from '../../src/diagnosis/learn/facts.ts';
import type { AnswerId, QuestionId } from '../../src/diagnosis/questions.ts';
import { CANNOT_TELL, questionIds, questions } from '../../src/diagnosis/questions.ts';
import { titlesFor, weightsOfMessages } from '../../src/diagnosis/meanings.ts';
import { openQuestions, rank, sharesByFacts, withoutTried } from '../../src/diagnosis/rank.ts';
import type { CauseWeights } from '../../src/diagnosis/rank.ts';
import { keepKnowledge } from '../../src/knowledge/kept.ts';
import type { Knowledge } from '../../src/knowledge/graph.ts';
import { wordModel } from '../../src/diagnosis/word-weights.ts';
import { knowledge, packedFacts as learntFacts, packedWords as learntWords } from './support/knowledge.ts';

const packedFacts = learntFacts();
const table = factWeights(packedFacts);
const packedWords = learntWords();
const words = wordModel(packedWords);

const said = <Id extends QuestionId>(question: Id, ...answers: AnswerId<Id>[]): Facts =>
  answers.map((answer) => fact(question, answer, 'said'));
const noWords = new Map<string, number>();
const first = (facts: Facts, text = '') =>
  rank(facts, text === '' ? noWords : words.read(text).weights, table).causes[0]?.slug;

test('the shares of all causes sum to one, and nothing known is not clear', () => {
  const { causes, isClear } = rank([], noWords, table);
  assert.equal(causes.length, knowledge.causes.size);
  assert.ok(Math.abs(causes.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
  assert.ok(!isClear);
  assert.ok((causes[0]?.share ?? 1) < 0.15);
});

test('the order of the facts does not change the ranking', () => {
  const facts = [...said('symptom', 'never-opens'), ...said('status', '426'), ...said('front', 'nginx')];
  const shares = (order: Facts) =>
    rank(order, noWords, table).causes.map(({ slug, share }) => [slug, share.toFixed(9)]);
  assert.deepEqual(shares(facts), shares([...facts].reverse()));
});

test('“I can’t tell” changes nothing', () => {
  const facts = said('symptom', 'drops');
  const unsure = [...facts, ...said('front', CANNOT_TELL)];
  assert.deepEqual(rank(unsure, noWords, table), rank(facts, noWords, table));
});

test('a printed fact of a text counts like one that was said, a mentioned one half, and either less beside the words', () => {
  const facts = said('status', 'redirect');
  const asRead = (some: Facts) => some.map((each) => ({ ...each, source: 'paste' as const }));
  const read = asRead(facts);
  assert.deepEqual(rank(read, noWords, table), rank(facts, noWords, table));
  assert.equal(first(read), 'redirect-during-handshake');
  const weightOf = (some: Facts) =>
    rank(some, noWords, table)
      .causes.flatMap((cause) => cause.for)
      .reduce((most, { weight }) => Math.max(most, weight), 0);
  const about = said('words', 'origin');
  assert.ok(weightOf(about) > 0);
  assert.ok(Math.abs(weightOf(asRead(about)) - weightOf(about) / 2) < 1e-9);
  const shareBeside = (each: Facts) =>
    rank(each, words.read('it is slow').weights, table).causes.find(
      ({ slug }) => slug === 'redirect-during-handshake',
    )?.share ?? 0;
  assert.ok(words.read('it is slow').weights.size > 0);
  assert.ok(shareBeside(read) < shareBeside(facts));
});

test('a known message speaks for what it can mean, the likeliest first, and not beside the words that say it already', () => {
  const meanings = {
    few: ['Few', 'mtu-blackhole'],
    many: ['Many', 'mtu-blackhole', 'message-too-big'],
  } as const;
  const shareOf = (slug: string, messages: readonly string[], text = noWords as CauseWeights) =>
    rank(said('symptom', 'drops'), text, table, weightsOfMessages(messages, meanings)).causes.find(
      (cause) => cause.slug === slug,
    )?.share ?? 0;
  const alone = shareOf('mtu-blackhole', []);
  assert.ok(shareOf('mtu-blackhole', ['many']) > alone);
  assert.ok(shareOf('mtu-blackhole', ['few']) > shareOf('mtu-blackhole', ['many']));
  assert.ok(shareOf('message-too-big', ['many']) > shareOf('message-too-big', []));
  assert.equal(shareOf('mtu-blackhole', ['few', 'few']), shareOf('mtu-blackhole', ['few']));
  assert.equal(shareOf('mtu-blackhole', ['no-such-message']), alone);
  const text = words.read('upstream timed out').weights;
  assert.equal(shareOf('mtu-blackhole', ['few'], text), shareOf('mtu-blackhole', [], text));
  assert.deepEqual(titlesFor('message-too-big', ['few', 'many', 'other'], meanings), ['Many']);
});

test('a decisive answer is outweighed by others that contradict it', () => {
  const accept = said('after-101', 'accept');
  assert.equal(first(accept), 'handshake-answer-invalid');
  const others = [...said('front', 'iis'), ...said('server', 'dotnet'), ...said('words', 'frame')];
  assert.equal(first([...accept, ...others]), 'iis-websocket-feature-not-installed');
});

test('a cause that was tried is gone, and the others share the whole', () => {
  const ranking = rank([...said('status', '426'), ...said('front', 'nginx')], noWords, table);
  const [one, other] = ranking.causes;
  assert.ok(one && other);
  const left = withoutTried(ranking, [one.slug]);
  assert.equal(left.causes[0]?.slug, other.slug);
  assert.equal(left.causes.length, ranking.causes.length - 1);
  assert.ok(Math.abs(left.causes.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
  assert.deepEqual(withoutTried(ranking), ranking);
});

test('each cause says what speaks for it and what against it', () => {
  const { causes } = rank([...said('drop', 'background'), ...said('status', '404')], noWords, table);
  const suspended = causes.find(({ slug }) => slug === 'background-suspend');
  assert.deepEqual(
    suspended?.for.map(({ question }) => question),
    ['drop'],
  );
  assert.deepEqual(
    suspended.against.map(({ question }) => question),
    ['status'],
  );
});

test('of several things in front, the one that fits a cause counts', () => {
  const share = (facts: Facts, slug: string) =>
    rank(facts, noWords, table).causes.find((each) => each.slug === slug)?.share ?? 0;
  const both = said('front', 'nginx', 'iis');
  assert.ok(
    share(both, 'iis-websocket-feature-not-installed') >
      share(said('front', 'nginx'), 'iis-websocket-feature-not-installed'),
  );
  assert.equal(joinFacts(both).length, 2);
});

test('the next question is one that is open, and its answer is expected to lower the uncertainty', () => {
  const facts = said('symptom', 'never-opens');
  const { causes } = rank(facts, noWords, table);
  const open = openQuestions(facts, causes, table);
  assert.ok(open.length > 10);
  assert.ok(!open.includes('symptom'));
  assert.ok(['status', 'words', 'connect-error'].includes(open[0] ?? ''), open[0]);
});

test('the question that separates two causes is one to which they give different answers', () => {
  const two = [
    { slug: 'proxy-idle-timeout', share: 0.5 },
    { slug: 'max-connection-duration', share: 0.5 },
  ];
  const [best = 'symptom'] = openQuestions(said('symptom', 'drops'), two, table);
  assert.ok(['busy', 'quiet', 'seconds', 'drop', 'works-where', 'words'].includes(best), best);
});

for (const [text, slug] of [
  ['socket closes after 60 seconds nginx', 'proxy-idle-timeout'],
  [
    'site works but chat does not since we put nginx in front, 426 upgrade required',
    'proxy-missing-upgrade-headers',
  ],
  ['push notifications only reach users on the same pod', 'no-pubsub-backplane'],
  ['Invalid Host header when I open the dev server through ngrok', 'dev-server-host-check'],
  ['NET::ERR_CERT_AUTHORITY_INVALID self-signed certificate wss', 'tls-certificate-refused'],
  ['Session ID unknown with four gunicorn workers', 'no-sticky-sessions'],
] as const)
  test(`“${text}” leads to ${slug}`, () => assert.equal(first([], text), slug));

test('typing errors in known terms are forgiven, and the last word may be unfinished', () => {
  const rankOf = (text: string) =>
    rank([], words.read(text, true).weights, table).causes.findIndex(
      ({ slug }) => slug === 'proxy-missing-upgrade-headers',
    );
  assert.ok(rankOf('websoket nginx conection upgrade') < 3);
  assert.ok(rankOf('nginx websocket upgr') < 3);
});

test('words that nobody knows say nothing', () => {
  assert.equal(words.read('qwzx plonk').weights.size, 0);
  assert.equal(words.read('').weights.size, 0);
});

test('the words that speak for a cause are marked where they stand', () => {
  const text = 'It says 426 Upgrade Required behind nginx';
  const marks = words
    .read(text)
    .marks('proxy-missing-upgrade-headers')
    .map(([from, to]) => text.slice(from, to));
  assert.ok(
    marks.some((mark) => mark.includes('426')),
    marks.join(),
  );
});

test('a hostile text is read in linear time', () => {
  for (const text of [
    'a'.repeat(1_000_000),
    '_'.repeat(1_000_000),
    '1.'.repeat(500_000),
    'wss://'.repeat(200_000),
    '\ud800'.repeat(500_000),
  ]) {
    const began = process.cpuUsage();
    words.read(text, true);
    assert.ok(process.cpuUsage(began).user / 1000 < 200, text.slice(0, 10));
  }
});

test('2,000 characters and ten facts are ranked in 5 ms of the processor, as the mean of many', () => {
  const text = 'the websocket behind nginx closes with 1006 after sixty seconds of silence and reconnects '
    .repeat(23)
    .slice(0, 2000);
  const facts = questionIds.slice(0, 10).map((id) => fact(id, questions[id].answers[0][0], 'said'));
  // The time of the processor, which a busy machine does not change.
  const began = process.cpuUsage();
  const times = 50;
  for (let time = 0; time < times; time += 1) rank(facts, words.read(text).weights, table);
  const milliseconds = process.cpuUsage(began).user / 1000 / times;
  assert.ok(milliseconds < 5, `${milliseconds} ms`);
});

test('what a config shows speaks for a cause more than an answer would, and against one only as much', () => {
  const reasonsFrom = (source: 'config' | 'said') => {
    const { causes } = rank([fact('config', 'upgrade-passed', source)], noWords, table);
    return new Map(causes.map(({ slug, for: speaksFor, against }) => [slug, { speaksFor, against }]));
  };
  const [shown, told] = [reasonsFrom('config'), reasonsFrom('said')];
  const missing = 'proxy-missing-upgrade-headers';
  assert.equal(shown.get(missing)?.against.length, 1);
  assert.deepEqual(shown.get(missing)?.against, told.get(missing)?.against);
  const more = [...told].filter(([, { speaksFor }]) => speaksFor.length > 0);
  assert.ok(more.length > 0);
  for (const [slug, { speaksFor }] of more)
    assert.ok((shown.get(slug)?.speaksFor[0]?.weight ?? 0) > (speaksFor[0]?.weight ?? 0), slug);
});

test('a question that only a text can tell is never offered, and what a config shows decides', () => {
  const facts = said('symptom', 'never-opens');
  const { causes } = rank(facts, noWords, table);
  assert.ok(!openQuestions(facts, causes, table).includes('config'));
  const shown = fact('config', 'proxy-protocol', 'config');
  assert.equal(first([...facts, shown]), 'proxy-protocol-mismatch');
});

test('the shares by facts alone are those of the ranking', () => {
  for (const facts of [
    [],
    [fact('symptom', 'drops', 'said')],
    [fact('status', '403', 'said'), fact('front', 'nginx', 'paste')],
  ]) {
    const { causes } = rank(facts, new Map(), table);
    const shares = sharesByFacts(facts, table);
    assert.deepEqual(
      new Map(table.causes.map((slug, cause) => [slug, shares[cause]])),
      new Map(causes.map(({ slug, share }) => [slug, share])),
    );
  }
});

test('what a build learns is learnt once, for Astro’s config and for the pages, which have modules of their own', async () => {
  const learntIn = async (modules: string) =>
    ((await import(`../../src/build/learnt.ts?${modules}`)) as { runsOfMessages: (of: Knowledge) => unknown })
      .runsOfMessages;
  const [config, pages] = [await learntIn('config'), await learntIn('pages')];
  assert.notEqual(config(knowledge), pages(knowledge));
  keepKnowledge(knowledge);
  assert.equal(config(knowledge), pages(knowledge));
});

test('the same content gives the same model', () => {
  assert.deepEqual(learnFacts(knowledge, knowledge.reports), packedFacts);
});

test('what ships is small: 12 KiB for the facts, 50 KiB for the words', () => {
  const kibibytes = (data: unknown) => gzipSync(JSON.stringify(data), { level: 9 }).length / 1024;
  assert.ok(kibibytes(packedFacts) <= 12, `facts ${kibibytes(packedFacts)}`);
  assert.ok(kibibytes(packedWords) <= 50, `words ${kibibytes(packedWords)}`);
});

test('a newer answer takes the place of the old one, and its number is told with its unit', () => {
  const facts = withFact(said('symptom', 'drops'), fact('symptom', 'messages', 'said'));
  assert.deepEqual(
    facts.map(({ answer }) => answer),
    ['messages'],
  );
  assert.equal(factOf(facts, 'status'), undefined);
  assert.equal(valueInWords(fact('seconds', 'short', 'measured', { value: 11.9 })), '11.9 s');
  assert.equal(valueInWords(fact('status', 'gateway', 'paste', { value: 502 })), '502');
  assert.equal(valueInWords(fact('drop', 'large-message', 'measured', { value: 16_000 })), '16,000 bytes');
  assert.equal(valueInWords(fact('status', '404', 'paste', { value: 404 })), '');
});
