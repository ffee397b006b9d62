/** Takes down what the doctor sees, as a trace. */
import { measured } from '../diagnosis/fact.ts';
import type { FactMore, Facts } from '../diagnosis/fact.ts';
import type { AnswerId, QuestionId } from '../diagnosis/questions.ts';
import { CANNOT_TELL } from '../diagnosis/questions.ts';
import type { Step } from '../probe/outcome.ts';
import type { TerminalOutcome, TerminalStep } from '../probe/terminal-steps.ts';
import type { Trace, Unstamped } from '../probe/trace.ts';
import { record } from '../probe/trace.ts';
import { withoutSecrets } from '../probe/secrets.ts';
import type { Secrets } from '../probe/secrets.ts';
import { visible } from '../probe/words.ts';

/** Characters of a step's text that are kept. */
const longestText = 480;
/** Characters of one text of somebody else's that are quoted. */
const longestQuote = 160;
const longestDetail = 60;

const cut = (text: string, longest: number) =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text;

/** Takes down what happens, in order; every text is bounded and has no character that a terminal obeys. */
export class Recorder {
  readonly #startedAt = performance.now();
  readonly #secrets: Secrets;
  readonly #onStep: (step: Step) => void;
  #trace: Trace = [];

  /**
   * @param secrets what a server may send back of what the reader gave it
   * @param onStep is told of each step as soon as it has ended
   */
  constructor(secrets: Secrets, onStep: (step: Step) => void) {
    this.#secrets = secrets;
    this.#onStep = onStep;
  }

  /** Everything so far. */
  get trace(): Trace {
    return this.#trace;
  }

  /** Milliseconds since the start. */
  now(): number {
    return Math.round(performance.now() - this.#startedAt);
  }

  /** Takes down an event, now. */
  note(event: Unstamped): void {
    this.#trace = record(this.#trace, { ...event, at: this.now() });
  }

  /** A text of the server's, as it may be shown: on one line, bounded, without secrets. */
  quote(text: string): string {
    const line = cut(
      text
        .slice(0, 4 * longestQuote)
        .replace(/\s+/g, ' ')
        .trim(),
      longestQuote,
    );
    return visible(withoutSecrets(line, this.#secrets));
  }

  /** Takes down a step and how it ended. */
  check(step: TerminalStep, outcome: TerminalOutcome, text: string): void {
    const shown = cut(visible(text), longestText);
    this.note({ id: 'checked', step, outcome, text: shown });
    this.#onStep({ name: step, outcome, text: shown });
  }

  /** Takes down an answer that was measured. */
  establish<Id extends QuestionId>(question: Id, answer: AnswerId<Id>, more: FactMore = {}): void {
    this.take([measured(question, answer, more)]);
  }

  /** Takes down facts that were read or measured; what nobody can tell is no fact. */
  take(facts: Facts): void {
    for (const { question, answer, value, detail } of facts)
      if (answer !== CANNOT_TELL)
        this.note({
          ...{ id: 'established', question, answer },
          ...(value !== undefined && { value }),
          ...(detail !== undefined && { detail: cut(visible(detail), longestDetail) }),
        });
  }
}
