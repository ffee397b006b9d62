/**
 * What the words of a text say about the cause. The model is one number for each term and cause, learnt at the build
 * (`learn/words.ts`); here it is read and applied. Pure.
 */
import type { CauseWeights } from './rank.ts';
import type { Term } from './terms.ts';
import { withPairs, wordsOf } from './terms.ts';

/** The model as it ships: columns of characters, which compress better than numbers. `learn/words.ts` writes it. */
export interface PackedModel {
  /** Slugs of the causes, in the order of their numbers. */
  causes: readonly string[];
  /** Single words, sorted, each as the number of letters it shares with the one before and the rest. */
  words: string;
  /** Pairs, sorted: how far the number of the first word is from the pair before, and the number of the second in two characters. */
  pairs: string;
  /** For each term, how telling it is: its inverse document frequency, in steps. */
  rarity: string;
  /** For each term, how many causes it has a weight for. */
  counts: string;
  /** For each weight, how far its cause's number is from the one before. */
  steps: string;
  /** For each weight, its value. */
  weights: string;
}

/** A character stands for a number from here on; below it are control characters, quotes and the like. */
export const firstCharacter = 40;
/** The character of weight 0; weights go both ways from it. */
export const zeroWeight = 80;
/** A weight of the model is a whole number of these. */
export const weightStep = 0.25;
/** How telling a term is, is written as a whole number of these. */
export const rarityStep = 0.3;
/** Two characters are a number in this base. */
export const pairBase = 80;

interface TermWeights {
  rarity: number;
  /** Number of the cause and weight, by turns. */
  weights: readonly (readonly [cause: number, weight: number])[];
}

/** What a text says. */
export interface TextWeights {
  /** Cause → natural logarithm of how much likelier the words make it. */
  weights: CauseWeights;
  /** Where the text has words that speak for a cause, the most telling first. */
  marks(slug: string): Term['span'][];
}

/** A model that can be asked. */
export interface WordModel {
  /**
   * What a text says.
   * @param isTyped whether somebody is still typing: the last word may then be the beginning of one, and typing errors are forgiven
   */
  read(text: string, isTyped?: boolean): TextWeights;
}

/** Makes a packed model ready for use. */
export function wordModel(packed: PackedModel): WordModel {
  const { words, terms } = unpack(packed);
  const known = words.filter((word) => /^[a-z]{3,}$/.test(word));
  const corrected = new Map<string, string>();
  const correct = (word: string) => {
    let found = corrected.get(word);
    if (found === undefined) corrected.set(word, (found = nearest(word, known)));
    return found;
  };
  return {
    read(text, isTyped = false) {
      let single = wordsOf(text);
      if (isTyped)
        single = single.map(({ term, span }, index) => {
          if (terms.has(term)) return { term, span };
          const isLast = index === single.length - 1 && span[1] === text.length;
          const begun = isLast && term.length >= 3 ? known.find((word) => word.startsWith(term)) : undefined;
          return { term: begun ?? correct(term), span };
        });
      const seen = new Set<string>();
      const found = withPairs(single).flatMap(({ term, span }) => {
        const weights = terms.get(term);
        if (weights === undefined || seen.has(term)) return [];
        seen.add(term);
        return [{ span, weights }];
      });
      const length = Math.sqrt(found.reduce((sum, { weights }) => sum + weights.rarity ** 2, 0)) || 1;
      const sums = packed.causes.map(() => 0);
      for (const { weights } of found)
        for (const [cause, weight] of weights.weights)
          sums[cause] = (sums[cause] ?? 0) + (weight * weights.rarity) / length;
      return {
        weights: new Map(
          found.length === 0 ? [] : packed.causes.map((slug, index) => [slug, sums[index] ?? 0]),
        ),
        marks(slug) {
          const cause = packed.causes.indexOf(slug);
          return found
            .map(({ span, weights: { rarity, weights } }) => ({
              span,
              weight: (rarity / length) * (weights.find(([each]) => each === cause)?.[1] ?? 0),
            }))
            .filter(({ weight }) => weight > 0.2)
            .sort((a, b) => b.weight - a.weight)
            .map(({ span }) => span);
        },
      };
    },
  };
}

function unpack(packed: PackedModel): { words: string[]; terms: Map<string, TermWeights> } {
  const words: string[] = [];
  for (const line of packed.words.split('\n'))
    words.push((words.at(-1) ?? '').slice(0, Number.parseInt(line.charAt(0), 36)) + line.slice(1));
  const numberAt = (text: string, index: number) => text.charCodeAt(index) - firstCharacter;
  const names = [...words];
  let first = 0;
  for (let at = 0; at < packed.pairs.length; at += 3) {
    first += numberAt(packed.pairs, at);
    const second = numberAt(packed.pairs, at + 1) * pairBase + numberAt(packed.pairs, at + 2);
    names.push(`${words[first] ?? ''} ${words[second] ?? ''}`);
  }
  const terms = new Map<string, TermWeights>();
  let at = 0;
  names.forEach((name, index) => {
    let cause = 0;
    const weights = Array.from({ length: numberAt(packed.counts, index) }, () => {
      cause += numberAt(packed.steps, at);
      const weight = (packed.weights.charCodeAt(at) - zeroWeight) * weightStep;
      at += 1;
      return [cause, weight] as const;
    });
    terms.set(name, { rarity: numberAt(packed.rarity, index) * rarityStep, weights });
  });
  return { words, terms };
}

/** The known word that a mistyped one means, or the word itself: one change for five letters of its stem, two for seven. */
function nearest(word: string, known: readonly string[]): string {
  const most = word.length >= 7 ? 2 : word.length >= 5 ? 1 : 0;
  if (most === 0 || /\d/.test(word)) return word;
  let best = word;
  let distance = most + 1;
  for (const each of known) {
    if (Math.abs(each.length - word.length) > most) continue;
    const changes = editDistance(word, each, distance);
    if (changes < distance) [best, distance] = [each, changes];
  }
  return best;
}

/** Letters to add, drop, change or exchange with their neighbour (optimal string alignment); `limit` if it is that many or more. */
function editDistance(one: string, other: string, limit: number): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      let value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        value = Math.min(value, (before[j - 2] ?? 0) + 1);
      row.push(value);
      least = Math.min(least, value);
    }
    if (least >= limit) return limit;
    [before, last] = [last, row];
  }
  return last[other.length] ?? limit;
}
