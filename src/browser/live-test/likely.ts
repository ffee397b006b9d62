/** What a test makes likely: the causes with their fix, and a place for the line that the browser keeps from script. */
import type { Carried } from '../../diagnosis/carried.ts';
import type { Facts } from '../../diagnosis/facts.ts';
import { titlesFor, weightsOfMessages } from '../../diagnosis/meanings.ts';
import type { Meanings } from '../../diagnosis/meanings.ts';
import { rank, withoutTried } from '../../diagnosis/rank.ts';
import type { CauseWeights } from '../../diagnosis/rank.ts';
import { element, link } from '../dom.ts';
import { drawCheck, drawRanking } from '../draw-ranking.ts';
import { loadCauses, loadFacts, loadMeanings } from '../load-ranking.ts';
import { withPasted } from '../../explain/pasted.ts';
import type { Pasted } from '../../explain/pasted.ts';
import { drawPasteBox } from '../paste-answer.ts';

/** A run, as far as causes are drawn from it. */
interface Measured {
  measured: Facts;
  endpoint: string | undefined;
  /** Whether the socket opened; if not, what the browser hides decides. */
  isOpen: boolean;
  /** What the server said as it closed the socket; empty where it said nothing. */
  reason: string;
  /** Is called with all that is known, each time that the reader adds to it. */
  learnt: (facts: Facts, messages: readonly string[]) => void;
}

const noWords: CauseWeights = new Map();

/**
 * Draws what a test makes likely.
 * @throws {Error} if what ranks cannot be loaded
 */
export async function showLikely(
  place: HTMLElement,
  { measured, endpoint, isOpen, reason, learnt }: Measured,
) {
  const [table, causes] = await Promise.all([loadFacts(), loadCauses()]);
  const ranking = element('div');
  let tried: readonly string[] = [];
  let facts = measured;
  let words = noWords;
  let messages: readonly string[] = [];
  let meanings: Meanings = {};
  const draw = () => {
    const { causes: ranked, isClear } = withoutTried(
      rank(facts, words, table, weightsOfMessages(messages, meanings)),
      tried,
    );
    const carried: Carried = { facts, messages, tried, ...(endpoint && { endpoint }) };
    ranking.replaceChildren(
      ...(isClear ? [] : drawCheck(ranked, causes, facts)),
      ...drawRanking({
        ranked,
        causes,
        carried,
        messages: (slug) => titlesFor(slug, messages, meanings),
        onTried: (all) => {
          tried = all;
          draw();
        },
      }),
    );
  };
  if (isOpen) {
    // Without the words the measured facts still rank.
    words = await wordsOf(reason).catch(() => noWords);
    draw();
    place.replaceChildren(ranking);
    return;
  }
  place.replaceChildren(
    askForLine((told) => {
      facts = withPasted(measured, told.facts);
      messages = told.messages;
      learnt(facts, messages);
      if (told.facts.length === 0) ranking.replaceChildren();
      else
        void loadMeanings(messages)
          // Without the meanings the facts still rank.
          .catch(() => ({}))
          .then((loaded) => {
            meanings = loaded;
            draw();
          });
    }),
    ranking,
  );
}

/** Asks for the line that the browser shows to the reader alone. */
const askForLine = (read: (told: Pasted) => void): HTMLElement =>
  drawPasteBox({
    label: [
      'Paste the red line of the Console, or what ',
      element('code', '', 'curl'),
      ' printed, and what the server and the proxy log: it has the status that this page cannot see',
    ],
    placeholder: 'WebSocket connection to … failed: …',
    unknown: 'No status and no known message is in this. Paste the whole line.',
    read,
    below: [
      element(
        'p',
        'quiet',
        'It stays in this page. ',
        link('Where to find the line', '#beyond'),
        ' in this browser.',
      ),
    ],
  });

/** The words with which the server closed the socket. */
async function wordsOf(reason: string): Promise<CauseWeights> {
  if (reason.trim().length < 2) return noWords;
  const { loadWords } = await import('../load-texts.ts');
  return (await loadWords()).read(reason).weights;
}
