/** What a test makes likely: the causes with their fix, and a place for the line that the browser keeps from script. */
import type { Carried } from '../../diagnosis/carried.ts';
import type { Facts } from '../../diagnosis/facts.ts';
import { joinFacts } from '../../diagnosis/facts.ts';
import { longestText } from '../../diagnosis/longest-text.ts';
import { rank, withoutTried } from '../../diagnosis/rank.ts';
import type { WordWeights } from '../../diagnosis/rank.ts';
import { element, link } from '../dom.ts';
import { drawCheck, drawRanking } from '../draw-ranking.ts';
import { inShort } from '../../diagnosis/fact-words.ts';
import { loadCauses, loadFacts } from '../load-ranking.ts';

/** A run, as far as causes are drawn from it. */
interface Measured {
  measured: Facts;
  endpoint: string | undefined;
  /** Whether the socket opened; if not, what the browser hides decides. */
  isOpen: boolean;
  /** What the server said as it closed the socket; empty where it said nothing. */
  reason: string;
  /** Is called with all that is known, each time that the reader adds to it. */
  learnt: (facts: Facts) => void;
}

const noWords: WordWeights = new Map();

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
  const draw = () => {
    const { causes: ranked, isClear } = withoutTried(rank(facts, words, table), tried);
    const carried: Carried = { facts, tried, ...(endpoint && { endpoint }) };
    ranking.replaceChildren(
      ...(isClear ? [] : drawCheck(ranked, causes, facts)),
      ...drawRanking({
        ranked,
        causes,
        carried,
        onTried: (all) => {
          tried = all;
          draw();
        },
      }),
    );
  };
  if (isOpen) {
    // Without the words the measured facts still rank.
    ({ words } = await readLine(reason).catch(() => ({ words: noWords })));
    draw();
    place.replaceChildren(ranking);
    return;
  }
  place.replaceChildren(
    askForLine((readFacts, readWords) => {
      facts = joinFacts(readFacts, measured);
      words = readWords;
      learnt(facts);
      if (readFacts.length === 0 && readWords.size === 0) ranking.replaceChildren();
      else draw();
    }),
    ranking,
  );
}

/** Asks for the line that the browser shows to the reader alone. */
function askForLine(read: (facts: Facts, words: WordWeights) => void): HTMLElement {
  const box = element('section', 'line-asked');
  const label = element('label', '', 'Paste the red line of the Console, or what ');
  label.append(element('code', '', 'curl'), ' printed: it has the status that this page cannot see');
  const text = element('textarea');
  text.id = 'hidden-line';
  label.htmlFor = text.id;
  text.rows = 2;
  text.maxLength = longestText;
  text.spellcheck = false;
  text.placeholder = 'WebSocket connection to … failed: …';
  const said = element('p', 'quiet');
  said.role = 'status';
  let turn = 0;
  text.addEventListener('input', () => {
    const mine = (turn += 1);
    const pasted = text.value.slice(0, longestText);
    void readLine(pasted).then(
      ({ facts, words }) => {
        if (mine !== turn) return;
        said.textContent =
          pasted.trim() === ''
            ? ''
            : facts.length > 0
              ? `Read: ${facts.map(inShort).join(' · ')}.`
              : 'No status and no known message is in this. Paste the whole line.';
        read(facts, words);
      },
      () => {
        if (mine === turn) said.textContent = 'What reads the line could not be loaded. Try again.';
      },
    );
  });
  box.append(
    label,
    text,
    said,
    element(
      'p',
      'quiet',
      'It stays in this page. ',
      link('Where to find the line', '#beyond'),
      ' in this browser.',
    ),
  );
  return box;
}

async function readLine(text: string): Promise<{ facts: Facts; words: WordWeights }> {
  if (text.trim().length < 2) return { facts: [], words: noWords };
  const { loadReader, loadWords } = await import('../load-texts.ts');
  const [read, model] = await Promise.all([loadReader(), loadWords()]);
  return { facts: read(text).facts, words: model.read(text).weights };
}
