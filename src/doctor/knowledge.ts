/** What the doctor knows of the world; the build puts it into the one file. */
import type { PackedFacts } from '../diagnosis/fact-weights.ts';
import type { KnownTexts } from '../explain/read.ts';

/** Lines that a fix adds to the config of a stack. */
export interface FixLines {
  /** Name of the stack. */
  name: string;
  /** The answer to the question what stands in front that this stack is. */
  front: string;
  /** The added lines, without their indentation. */
  lines: readonly string[];
}

/** A cause as the doctor names it. */
export interface KnownCause {
  title: string;
  /** The fixes that are short enough to be printed. */
  fixes: readonly FixLines[];
}

/** Everything that the doctor knows. */
export interface DoctorKnowledge {
  /** Version of the site and the day of the build. */
  version: string;
  /** Address of the site, with a slash at its end. */
  site: string;
  /** How much each answer speaks for each cause. */
  facts: PackedFacts;
  /** Wordings of servers, clients and proxies, and the names of stacks. */
  texts: KnownTexts;
  /** Slug → cause. */
  causes: Readonly<Record<string, KnownCause>>;
  /** Question → how to find its answer out. */
  findOut: Readonly<Record<string, string>>;
}
