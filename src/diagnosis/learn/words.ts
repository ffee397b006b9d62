/**
 * Learns the model of words from examples: a softmax regression over terms, which is a linear classifier. On reports
 * that it had not seen it placed the cause first more often than BM25 over the same texts (docs/decisions/0012). Runs
 * at the build and in the field measure; nothing of it ships. Deterministic: the same examples give the same model.
 */
import type { PackedModel } from '../word-weights.ts';
import { firstCharacter, pairBase, rarityStep, weightStep, zeroWeight } from '../word-weights.ts';
import type { TextExample } from './examples.ts';
import { withPairs, wordsOf } from '../terms.ts';
import { shuffled } from './shuffled.ts';

/** How it learns. Chosen by five folds (`npm run field`). */
const settings = {
  /** In how many texts a word, and a pair, must stand to be a term. */
  fewestTexts: { word: 2, pair: 6 },
  /** Rounds over all examples: first with all weights, then with those that are kept. */
  rounds: { first: 10, second: 6 },
  rate: { first: 0.5, second: 0.3 },
  /** How much each step pulls the weights of a text's terms towards zero. */
  decay: 1e-3,
  /** How many weights ship. */
  kept: 18_900,
  /** The largest weight, in steps. */
  most: 40,
} as const;

interface Prepared {
  causes: readonly string[];
  terms: readonly string[];
  /** The inverse document frequency, as it is written: in whole steps. */
  rarity: Float64Array;
  /** In how many texts each term stands. */
  texts: Float64Array;
  /** For each example: its terms, their parts of a unit vector, its cause and its weight. */
  rows: { terms: Int32Array; parts: Float64Array; cause: number; weight: number }[];
  /** For each example: its cause and its text. */
  keys: readonly string[];
}

/** Text → its terms. Each fold of the field measure learns from nearly the same texts as the others. */
const termsOfTexts = new Map<string, readonly string[]>();

function termsOfText(text: string): readonly string[] {
  const known = termsOfTexts.get(text);
  if (known) return known;
  const terms = [...new Set(withPairs(wordsOf(text)).map(({ term }) => term))];
  termsOfTexts.set(text, terms);
  return terms;
}

function prepare(examples: readonly TextExample[]): Prepared {
  const causes = [...new Set(examples.map(({ cause }) => cause))].sort();
  const termsOf = examples.map(({ text }) => termsOfText(text));
  const counts = new Map<string, number>();
  for (const term of termsOf.flat()) counts.set(term, (counts.get(term) ?? 0) + 1);
  const isPair = (term: string) => term.includes(' ');
  const { word, pair } = settings.fewestTexts;
  const often = [...counts]
    .filter(([term, count]) => count >= (isPair(term) ? pair : word))
    .map(([term]) => term);
  const words = often.filter((term) => !isPair(term)).sort();
  const number = new Map(words.map((term, index) => [term, index]));
  const halves = (term: string) => term.split(' ').map((half) => number.get(half) ?? -1) as [number, number];
  const pairs = often
    .filter((term) => isPair(term) && halves(term).every((half) => half >= 0))
    .sort((a, b) => halves(a)[0] - halves(b)[0] || halves(a)[1] - halves(b)[1]);
  const terms = [...words, ...pairs];
  const indexOf = new Map(terms.map((term, index) => [term, index]));
  const rarity = Float64Array.from(
    terms,
    (term) => Math.round(Math.log(examples.length / (counts.get(term) ?? 1)) / rarityStep) * rarityStep,
  );
  const rows = examples.map(({ cause, weight }, index) => {
    const own = Int32Array.from((termsOf[index] ?? []).flatMap((term) => indexOf.get(term) ?? []));
    const length = Math.sqrt(own.reduce((sum, term) => sum + (rarity[term] ?? 0) ** 2, 0)) || 1;
    return {
      terms: own,
      parts: Float64Array.from(own, (term) => (rarity[term] ?? 0) / length),
      cause: causes.indexOf(cause),
      weight,
    };
  });
  const keys = examples.map(({ cause, text }) => `${cause} ${text}`);
  const texts = Float64Array.from(terms, (term) => counts.get(term) ?? 0);
  return { causes, terms, rarity, texts, rows, keys };
}

/**
 * Steps down the gradient of the log loss, one example at a time. Changes `weights`, where those of a term lie side by side:
 * each is gone through in that order, which is what makes this fast.
 * @param kept for each term the causes whose weight may change, all others being zero; without it every weight may
 */
function descend(
  { causes, rows, keys }: Prepared,
  weights: Float32Array,
  rounds: number,
  rate: number,
  kept?: readonly Int32Array[],
): void {
  const order = shuffled(keys);
  const many = causes.length;
  const sums = new Float64Array(many);
  const errors = new Float64Array(many);
  const every = Int32Array.from(causes.keys());
  /** The causes whose error is large enough to learn from: the first `count` of these. */
  const wrong = new Int32Array(many);
  for (let round = 0; round < rounds; round += 1) {
    const step = rate * (1 - round / rounds) + 0.02;
    const decay = step * settings.decay;
    for (const index of order()) {
      const row = rows[index];
      if (!row) continue;
      const { terms, parts } = row;
      sums.fill(0);
      for (let at = 0; at < terms.length; at += 1) {
        const term = terms[at] as number;
        const offset = term * many;
        const part = parts[at] as number;
        const own = kept ? (kept[term] as Int32Array) : every;
        for (let nth = 0; nth < own.length; nth += 1) {
          const cause = own[nth] as number;
          (sums[cause] as number) += (weights[offset + cause] as number) * part;
        }
      }
      let most = -Infinity;
      for (let cause = 0; cause < many; cause += 1) most = Math.max(most, sums[cause] as number);
      let total = 0;
      for (let cause = 0; cause < many; cause += 1)
        total += sums[cause] = Math.exp((sums[cause] as number) - most);
      let count = 0;
      for (let cause = 0; cause < many; cause += 1) {
        const error = ((sums[cause] as number) / total - (cause === row.cause ? 1 : 0)) * row.weight * step;
        errors[cause] = Math.abs(error) < 1e-5 ? 0 : error;
        if (errors[cause] !== 0) wrong[count++] = cause;
      }
      for (let at = 0; at < terms.length; at += 1) {
        const term = terms[at] as number;
        const offset = term * many;
        const part = parts[at] as number;
        const own = kept ? (kept[term] as Int32Array) : wrong;
        const length = kept ? own.length : count;
        for (let nth = 0; nth < length; nth += 1) {
          const cause = own[nth] as number;
          const error = errors[cause] as number;
          if (error === 0) continue;
          const weight = weights[offset + cause] as number;
          weights[offset + cause] = weight - error * part - decay * weight;
        }
      }
    }
  }
}

/** For each term the causes whose weights matter most: large, of telling terms that are met often. */
function keepLargest({ causes, terms, rarity, texts }: Prepared, weights: Float32Array): Int32Array[] {
  const importance = weights.map((weight, place) => {
    const term = Math.floor(place / causes.length);
    return Math.abs(weight) * (rarity[term] as number) * (texts[term] as number) ** 0.35;
  });
  const sorted = Float32Array.from(importance).sort();
  const least = sorted[Math.max(0, sorted.length - settings.kept)] as number;
  return terms.map((_, term) => {
    const own = importance.subarray(term * causes.length, (term + 1) * causes.length);
    return Int32Array.from(
      [...own.keys()].filter((cause) => {
        const each = own[cause] as number;
        return each >= least && each > 0;
      }),
    );
  });
}

/** Learns from examples, and packs what was learnt. */
export function learnWords(examples: readonly TextExample[]): PackedModel {
  const prepared = prepare(examples);
  const weights = new Float32Array(prepared.terms.length * prepared.causes.length);
  descend(prepared, weights, settings.rounds.first, settings.rate.first);
  const kept = keepLargest(prepared, weights);
  const left = new Float32Array(weights.length);
  for (const [term, own] of kept.entries())
    for (const cause of own) {
      const place = term * prepared.causes.length + cause;
      left[place] = weights[place] as number;
    }
  descend(prepared, left, settings.rounds.second, settings.rate.second, kept);
  return pack(prepared, left);
}

function pack({ causes, terms, rarity }: Prepared, weights: Float32Array): PackedModel {
  const character = (value: number) => String.fromCharCode(firstCharacter + value);
  const number = (value: number) => character(Math.floor(value / pairBase)) + character(value % pairBase);
  const rounded = (term: number) =>
    causes.flatMap((_, cause): [number, number][] => {
      const steps = Math.round((weights[term * causes.length + cause] as number) / weightStep);
      const value = Math.max(-settings.most, Math.min(settings.most, steps));
      return value === 0 ? [] : [[cause, value]];
    });
  const own = terms.map((term, index) => ({
    term,
    rarity: rarity[index] as number,
    weights: rounded(index),
  }));
  const isUsed = new Set(
    own.filter(({ weights: { length } }) => length > 0).flatMap(({ term }) => [term, ...term.split(' ')]),
  );
  // A pair is written by the numbers of its words, so these stay even if they say nothing alone.
  const used = own.filter(({ term }) => isUsed.has(term));
  const words = used.map(({ term }) => term).filter((term) => !term.includes(' '));
  const numberOf = new Map(words.map((word, index) => [word, index]));
  let before = '';
  const coded = words.map((word) => {
    let shared = 0;
    while (shared < 35 && shared < before.length && before[shared] === word[shared]) shared += 1;
    before = word;
    return shared.toString(36) + word.slice(shared);
  });
  let previous = 0;
  const pairs = used
    .filter(({ term }) => term.includes(' '))
    .map(({ term }) => {
      const [first = 0, second = 0] = term.split(' ').map((word) => numberOf.get(word) ?? 0);
      const step = first - previous;
      previous = first;
      return character(step) + number(second);
    });
  const all = used.flatMap(({ weights: each }) => {
    let last = 0;
    return each.map(([cause, value]) => {
      const step = cause - last;
      last = cause;
      return { step, value };
    });
  });
  return {
    causes,
    words: coded.join('\n'),
    pairs: pairs.join(''),
    rarity: used.map((each) => character(Math.round(each.rarity / rarityStep))).join(''),
    counts: used.map((each) => character(each.weights.length)).join(''),
    steps: all.map(({ step }) => character(step)).join(''),
    weights: all.map(({ value }) => String.fromCharCode(zeroWeight + value)).join(''),
  };
}
