import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getShortestPaths } from 'xstate/graph';
import { CANNOT_TELL, answerText, isOnlyRead, questions } from '../../src/diagnosis/questions.ts';
import type { Question, QuestionId } from '../../src/diagnosis/questions.ts';
import { choices, settle, settleFrom, stateThatAsks } from '../../src/diagnosis/replay.ts';
import { isStateId, stateIds, stateMeta, tree } from '../../src/diagnosis/tree.ts';
import type { StateId } from '../../src/diagnosis/tree.ts';
import { factWeights } from '../../src/diagnosis/fact-weights.ts';
import { resultsOfWays } from '../../src/diagnosis/ways.ts';
import { rank, sharesByFacts } from '../../src/diagnosis/rank.ts';
import { knowledge, packedFacts } from './support/knowledge.ts';
import { assertNone } from './support/none.ts';

const deepest = 6;

/** The machine is flat, so its value is the id of a state. */
const stateOf = (value: unknown) => value as StateId;

/** The states that ask and that some way reaches with fewer than two answers to choose from. */
const withoutChoice = new Set<StateId>();

/** Every way through the tree, as xstate/graph enumerates it: in each state, each of its answers. */
const paths = getShortestPaths(tree, {
  input: { facts: [] },
  events: (snapshot) => {
    const state = stateOf(snapshot.value);
    const offered = choices(state, snapshot.context.facts);
    if (stateMeta(state).kind === 'question' && offered.length < 2) withoutChoice.add(state);
    return offered.flatMap(({ facts }) => {
      const fact = facts.at(-1);
      return fact ? [{ type: 'fact' as const, fact }] : [];
    });
  },
  serializeState: (snapshot) => JSON.stringify([snapshot.value, snapshot.context.facts]),
});
const ends = paths.map((path) => ({
  state: stateOf(path.state.value),
  length: path.state.context.facts.length,
  facts: path.state.context.facts,
}));

test('the enumeration found real paths', () => {
  assert.ok(ends.length > 500, `only ${ends.length} paths`);
});

test('every path ends in a result: no dead end', () => {
  const stuck = stateIds.filter(
    (id) => stateMeta(id).kind === 'question' && choices(id, []).some(({ target }) => target === id),
  );
  assert.deepEqual(stuck, []);
  assert.deepEqual([...withoutChoice], []);
});

test('every state is reached from the start', () => {
  const reached = new Set<string>(ends.map(({ state }) => state));
  assert.deepEqual(
    stateIds.filter((id) => id !== 'start' && !reached.has(id)),
    [],
  );
});

const table = factWeights(packedFacts());

/** The way through the questions after which a cause comes nearest to being first, and what then stands before it. */
function nearestWay(slug: string): string {
  const ways = ends.map(({ facts }) => {
    const { causes } = rank(facts, new Map(), table);
    return { facts, causes, place: causes.findIndex((cause) => cause.slug === slug) + 1 };
  });
  const [nearest] = ways.toSorted((a, b) => a.place - b.place);
  const answers = nearest?.facts.map(({ question, answer }) => `${question}: ${answer}`).join(', ');
  return `After ${answers} it is number ${nearest?.place}, and "${nearest?.causes[0]?.slug}" comes first.`;
}

test('each of the causes comes first for some way through the tree', () => {
  const first = new Set(
    ends
      .filter(({ state }) => stateMeta(state).kind === 'result')
      .map(({ facts }) => {
        const shares = sharesByFacts(facts, table);
        return table.causes[shares.indexOf(Math.max(...shares))];
      }),
  );
  assertNone(
    [...knowledge.causes.keys()]
      .filter((slug) => !first.has(slug))
      .map(
        (slug) =>
          `Found no way through the questions after which "${slug}" comes first. ${nearestWay(slug)} Expected at least one way: make the answers that tell it typical in content/causes/${slug}.yaml, or add the question that does (CONTRIBUTING.md, “Add a question”).`,
      ),
  );
});

test('every result has a ranking for readers without script', () => {
  const results = resultsOfWays(table);
  for (const id of stateIds) {
    if (stateMeta(id).kind === 'question') continue;
    const { causes } = results.get(id) ?? { causes: [] };
    assert.equal(causes.length, knowledge.causes.size, id);
    const sum = causes.reduce((total, { share }) => total + share, 0);
    assert.ok(Math.abs(sum - 1) < 1e-6, `${id}: the shares sum to ${sum}`);
  }
});

test('no path asks more than six questions', () => {
  const longest = ends.reduce((worst, end) => (end.length > worst.length ? end : worst));
  assert.ok(
    longest.length <= deepest,
    `${longest.length} questions: ${longest.facts.map(({ question, answer }) => `${question}=${answer}`).join(', ')}`,
  );
});

test('no state is named that is not there', () => {
  assert.ok(isStateId('start'));
  assert.ok(!isStateId('nonsense'));
});

test('every question leads somewhere with every answer, "I can’t tell" included', () => {
  for (const id of stateIds) {
    const meta = stateMeta(id);
    if (meta.kind === 'result') continue;
    const offered = choices(id, []);
    assert.deepEqual(
      offered.map(({ answer }) => answer),
      [...questions[meta.question].answers.map(([answer]) => answer), CANNOT_TELL],
    );
    for (const { answer, target } of offered) assert.notEqual(target, id, `${id}: ${answer} leads nowhere`);
  }
});

test('every question is asked by a state, but for those that only a text can tell', () => {
  const asked = new Set(
    stateIds.flatMap((id) => {
      const meta = stateMeta(id);
      return meta.kind === 'question' ? [meta.question] : [];
    }),
  );
  assert.deepEqual(
    (Object.keys(questions) as QuestionId[]).filter((id) => !asked.has(id)),
    (Object.keys(questions) as QuestionId[]).filter(isOnlyRead),
  );
  assert.equal(stateThatAsks('config', []), 'start');
});

test('a known question is passed without being asked', () => {
  const facts = [
    { question: 'symptom', answer: 'never-opens', source: 'measured' },
    { question: 'reach', answer: 'answers', source: 'measured' },
  ] as const;
  assert.equal(settle(facts), 'status');
  const unanswered = [...facts, { question: 'status', answer: 'none', source: 'measured' }] as const;
  assert.equal(settle(unanswered), 'schemes');
  assert.equal(
    settle([...unanswered, { question: 'schemes', answer: 'other', source: 'said' }]),
    'unanswered-for-whom',
  );
});

test('evidence for a later question leads past an earlier one', () => {
  const never = { question: 'symptom', answer: 'never-opens', source: 'said' } as const;
  const secure = { question: 'schemes', answer: 'other', source: 'said' } as const;
  assert.equal(
    settle([never, secure, { question: 'connect-error', answer: 'tls-alert', source: 'paste' }]),
    'tls-alert',
  );
  const unreachable = { question: 'reach', answer: 'no-answer', source: 'measured' } as const;
  assert.equal(settle([never, unreachable]), 'schemes');
  assert.equal(settle([never, secure, unreachable]), 'unreachable-late');
  assert.equal(
    settle([never, secure, { question: 'reach', answer: 'answers', source: 'measured' }]),
    'status',
  );
});

test('a fact that names the fault decides in every branch', () => {
  for (const symptom of ['never-opens', 'drops', 'messages', 'one-place', 'crowd', 'message'] as const) {
    const begun = { question: 'symptom', answer: symptom, source: 'said' } as const;
    assert.equal(
      settle([begun, { question: 'after-101', answer: 'subprotocol', source: 'paste' }]),
      'subprotocol',
    );
    assert.equal(
      settle([begun, { question: 'words', answer: 'session', source: 'paste' }]),
      'session-unknown',
    );
    assert.equal(
      settle([{ question: 'dev-server', answer: 'refused', source: 'said' }, begun]),
      'dev-server-host',
    );
  }
});

test('what the live test measures of a drop decides it', () => {
  const drops = [
    { question: 'symptom', answer: 'drops', source: 'measured' },
    { question: 'seconds', answer: '60', source: 'measured' },
  ] as const;
  assert.equal(settle(drops), 'busy');
  const silence = settle([...drops, { question: 'busy', answer: 'stays', source: 'measured' }]);
  assert.equal(silence, 'silent-drop');
  const age = settle([...drops, { question: 'busy', answer: 'drops-anyway', source: 'measured' }]);
  assert.equal(age, 'age');
});

test('where only the reader’s own page fails, the status is asked next', () => {
  const facts = [
    { question: 'symptom', answer: 'never-opens', source: 'measured' },
    { question: 'schemes', answer: 'other', source: 'measured' },
    { question: 'reach', answer: 'answers', source: 'measured' },
    { question: 'works-where', answer: 'other-page', source: 'measured' },
  ] as const;
  assert.equal(settle(facts), 'status-of-own-page');
  const withStatus = (
    answer: '101' | '400' | '401' | '403' | '404' | '429' | '431' | 'none' | typeof CANNOT_TELL,
  ) => settle([...facts, { question: 'status', answer, source: 'said' }]);
  for (const answer of ['101', '400', 'none', CANNOT_TELL] as const)
    assert.equal(withStatus(answer), 'own-page-only', answer);
  assert.equal(withStatus('401'), 'credentials');
  assert.equal(withStatus('403'), 'refuser-403-deployed');
  assert.equal(withStatus('404'), 'origin-refused');
  assert.equal(withStatus('429'), 'rate-limit');
  assert.equal(withStatus('431'), 'headers-too-large');
  assert.equal(settle([...facts, { question: 'words', answer: 'csp', source: 'measured' }]), 'csp');
  assert.equal(
    settle([{ question: 'symptom', answer: 'one-place', source: 'said' }, facts[3]]),
    'status-of-own-page',
  );
});

test('when it drops outranks after how many seconds', () => {
  assert.equal(
    settle([
      { question: 'symptom', answer: 'drops', source: 'said' },
      { question: 'seconds', answer: '240', source: 'said' },
      { question: 'drop', answer: 'deploy', source: 'said' },
    ]),
    'reconnect',
  );
});

test('a connection that gets no answer is led by how it ends, and by what stands in front', () => {
  const unreachable = [
    { question: 'symptom', answer: 'never-opens', source: 'measured' },
    { question: 'schemes', answer: 'other', source: 'measured' },
    { question: 'reach', answer: 'no-answer', source: 'measured' },
  ] as const;
  const empty = [...unreachable, { question: 'connect-error', answer: 'empty', source: 'said' }] as const;
  assert.equal(settle(empty), 'front-closed');
  assert.equal(settle([...empty, { question: 'front', answer: 'nginx', source: 'said' }]), 'closed-by-proxy');
  assert.equal(
    settle([...empty, { question: 'front', answer: 'nothing', source: 'said' }]),
    'closed-by-port',
  );
  const silent = [...unreachable, { question: 'connect-error', answer: 'silent', source: 'said' }] as const;
  assert.equal(settle(silent), 'silent-for-whom');
});

test('a 404 that only the proxy gives is led by whether it reached the application, and where it did by what stands in front', () => {
  const notFound = [
    { question: 'symptom', answer: 'never-opens', source: 'said' },
    { question: 'status', answer: '404', source: 'said' },
    { question: 'direct', answer: '101', source: 'measured' },
  ] as const;
  assert.equal(settle(notFound), 'arrives');
  assert.equal(
    settle([...notFound, { question: 'arrives', answer: 'elsewhere', source: 'said' }]),
    'routed-elsewhere',
  );
  for (const answer of ['arrives', CANNOT_TELL] as const) {
    const asked = [...notFound, { question: 'arrives', answer, source: 'said' }] as const;
    assert.equal(settle(asked), 'front-404-behind');
    const behind = settle([...asked, { question: 'front', answer: 'nginx', source: 'said' }]);
    assert.equal(stateMeta(behind).kind, 'result');
  }
});

test('a 401 is led by whether it is for the origin, since some libraries refuse one with it', () => {
  const refused = [
    { question: 'symptom', answer: 'never-opens', source: 'said' },
    { question: 'status', answer: '401', source: 'paste' },
  ] as const;
  assert.equal(settle(refused), 'origin-of-401');
  const withOrigin = (answer: 'passes' | 'refused') =>
    settle([...refused, { question: 'origin', answer, source: 'said' }]);
  assert.equal(withOrigin('passes'), 'origin-refused');
  assert.equal(withOrigin('refused'), 'credentials');
});

test('a socket that ends at once is led by what the client complains about, and then by the log', () => {
  const atOnce = [
    { question: 'symptom', answer: 'drops', source: 'measured' },
    { question: 'drop', answer: 'at-once', source: 'measured' },
    { question: 'close-code', answer: '1006', source: 'measured' },
  ] as const;
  assert.equal(settle(atOnce), 'early-complaint');
  const nothing = [...atOnce, { question: 'after-101', answer: 'nothing', source: 'said' }] as const;
  assert.equal(settle(nothing), 'uncomplained-words');
  const logged = (answer: 'code-error' | 'policy') =>
    settle([...nothing, { question: 'words', answer, source: 'said' }]);
  assert.equal(logged('code-error'), 'cut-without-complaint');
  assert.equal(logged('policy'), 'place-of-cut');
});

test('facts in another order lead to the same state', () => {
  const facts = [
    { question: 'status', answer: '426', source: 'said' },
    { question: 'schemes', answer: 'other', source: 'said' },
    { question: 'reach', answer: 'answers', source: 'measured' },
    { question: 'symptom', answer: 'never-opens', source: 'said' },
  ] as const;
  assert.equal(settle(facts), 'upgrade-dropped');
  assert.equal(settle([...facts].reverse()), 'upgrade-dropped');
});

test('a reader who comes straight to a state goes on from there', () => {
  assert.equal(
    settleFrom('status', [{ question: 'status', answer: 'redirect', source: 'said' }]),
    'redirect',
  );
  assert.equal(settleFrom('status', []), 'status');
  assert.equal(settleFrom('redirect', [{ question: 'status', answer: '400', source: 'said' }]), 'redirect');
});

test('the state that asked a question is found again from the facts', () => {
  const facts = [
    { question: 'symptom', answer: 'one-place', source: 'said' },
    { question: 'works-where', answer: 'deployed', source: 'said' },
    { question: 'status', answer: 'none', source: 'said' },
    { question: 'schemes', answer: 'other', source: 'said' },
  ] as const;
  assert.equal(stateThatAsks('schemes', facts), 'schemes-deployed');
  assert.equal(stateThatAsks('schemes', []), 'schemes');
});

test('questions and answers are worded for a reader', () => {
  for (const [id, question] of Object.entries(questions) as [QuestionId, Question][]) {
    assert.match(question.ask, /\?$/, id);
    for (const [answer] of question.answers) assert.ok(answerText(id, answer).length > 1);
  }
  assert.throws(() => answerText('symptom', 'nonsense'), /has no answer "nonsense"; it has never-opens/);
});

test('where the application takes the handshake past the proxy, a 200 leads to who answered it', () => {
  const refused = [
    { question: 'symptom', answer: 'never-opens', source: 'measured' },
    { question: 'schemes', answer: 'other', source: 'measured' },
    { question: 'reach', answer: 'answers', source: 'measured' },
    { question: 'status', answer: '200', source: 'said' },
  ] as const;
  assert.equal(settle(refused), 'body-200');
  const taken = [...refused, { question: 'direct', answer: '101', source: 'measured' }] as const;
  assert.equal(settle(taken), 'arrives-200');
  assert.equal(
    settle([...taken, { question: 'arrives', answer: 'elsewhere', source: 'said' }]),
    'routed-elsewhere',
  );
});

test('a 403 is tried with the right origin first, and one to every origin is asked for its sender', () => {
  const refused = [
    { question: 'symptom', answer: 'never-opens', source: 'said' },
    { question: 'status', answer: '403', source: 'said' },
  ] as const;
  assert.equal(settle(refused), 'origin');
  assert.equal(
    settle([...refused, { question: 'direct', answer: '101', source: 'measured' }]),
    'refuser-403',
    'past the proxy the origin passed',
  );
  const anyOrigin = [...refused, { question: 'origin', answer: 'refused', source: 'said' }] as const;
  assert.equal(settle(anyOrigin), 'refuser-403');
  assert.equal(
    settle([...anyOrigin, { question: 'refuser-403', answer: 'application', source: 'said' }]),
    'front-403-anyway',
  );
  assert.equal(
    settle([...refused, { question: 'origin', answer: 'passes', source: 'said' }]),
    'origin-refused',
  );
});

test('a 500 is asked for the line that the log has of it before what stands in front', () => {
  const failed = [
    { question: 'symptom', answer: 'never-opens', source: 'said' },
    { question: 'status', answer: '500', source: 'said' },
  ] as const;
  assert.equal(settle(failed), 'words-500');
  assert.equal(settle([...failed, { question: 'words', answer: 'code-error', source: 'said' }]), 'front-500');
});
