/** A report while it is measured: its steps, its timeline and how far it is. It runs nothing. */
import type { Trace } from '../../probe/trace.ts';
import { field } from '../dom.ts';
import { drawProgress, drawSteps, drawTimeline } from './drawing.ts';

/** The list of steps of the first run, and of a second one. */
const stepLists = ['[data-steps]', '[data-other-steps]'] as const;

/** The `<run-report>` of a page in which tests run. */
export class RunReport {
  private readonly root: HTMLElement;
  private drawn: Trace[] = [];

  /** @param page the part of a page that has one */
  constructor(page: ParentNode) {
    this.root = field(page, 'run-report', HTMLElement);
  }

  /** The part of the report that a selector finds. */
  place(selector: string): HTMLElement {
    return field(this.root, selector, HTMLElement);
  }

  /** Takes away what the last test left, before the next one. */
  clear(): void {
    for (const selector of ['[data-conclusion]', '[data-chart]', '[data-timeline]', '[data-other-steps]'])
      this.place(selector).replaceChildren();
    for (const selector of ['[data-last]', '[data-pair]', '[data-limits]'])
      this.place(selector).hidden = true;
    this.drawn = [];
  }

  /** Draws what the tests that run have recorded so far: of one endpoint, or of two. */
  follow(traces: readonly Trace[]): void {
    for (const [index, selector] of stepLists.entries()) {
      const trace = traces[index];
      const before = this.drawn[index] ?? [];
      if (!trace || trace === before) continue;
      drawSteps(this.place(selector), trace);
      if (index === 0) drawTimeline(this.place('[data-timeline]'), trace, before);
      this.drawn[index] = trace;
    }
    this.place('[data-other]').hidden = traces.length < 2;
  }

  /**
   * Moves the progress of one of the runs.
   * @param now milliseconds since its test began
   * @returns how far it is, in a few words, if a long step runs
   */
  move(index: number, trace: Trace, now: number): string | undefined {
    return drawProgress(this.place(stepLists[index] ?? stepLists[0]), trace, now);
  }
}
