/** What a ranking shows of each cause; made when the site is built. */
import type { Knowledge } from '../knowledge/graph.ts';
import { firstOfEach } from '../knowledge/fixes.ts';

/** A stack for which a cause's page has a fix. */
export interface ShownFix {
  /** Slug of the stack. */
  stack: string;
  name: string;
  /** The answers that this stack is: question → answer. */
  answers: Readonly<Record<string, string>>;
}

/** A cause as a ranking shows it. */
export interface ShownCause {
  slug: string;
  title: string;
  answer: string;
  fixes: readonly ShownFix[];
  /** Slug of a cause that looks alike → how to tell the two apart. */
  apart: Readonly<Record<string, string>>;
}

/** All causes as a ranking shows them, by slug. */
export function shownCauses({ causes, stacks }: Knowledge): Record<string, ShownCause> {
  return Object.fromEntries(
    [...causes.values()].map(({ slug, title, answer, fixes, found }) => [
      slug,
      {
        slug,
        title,
        answer,
        fixes: firstOfEach(fixes).flatMap((fix) => {
          const stack = stacks.get(fix.stack);
          return stack ? [{ stack: stack.slug, name: stack.name, answers: stack.answers }] : [];
        }),
        apart: Object.fromEntries(found.apart.map(({ cause, check }) => [cause, check])),
      },
    ]),
  );
}

/** The causes as they travel to the browser: each stack and each slug once. */
export interface PackedCauses {
  /** Slug of a stack → its name and its answers. */
  stacks: Readonly<Record<string, readonly [name: string, answers: ShownFix['answers']]>>;
  /** Slug of a cause → the rest of it, its fixes as slugs of stacks. */
  causes: Readonly<
    Record<
      string,
      readonly [title: string, answer: string, stacks: readonly string[], apart: ShownCause['apart']]
    >
  >;
}

/** Packs the causes for the browser. */
export function packCauses(shown: Readonly<Record<string, ShownCause>>): PackedCauses {
  const all = Object.values(shown);
  return {
    stacks: Object.fromEntries(
      all.flatMap(({ fixes }) => fixes.map(({ stack, name, answers }) => [stack, [name, answers]] as const)),
    ),
    causes: Object.fromEntries(
      all.map(({ slug, title, answer, fixes, apart }) => [
        slug,
        [title, answer, fixes.map(({ stack }) => stack), apart],
      ]),
    ),
  };
}

/** Unpacks them again. */
export function unpackCauses({ stacks, causes }: PackedCauses): Record<string, ShownCause> {
  return Object.fromEntries(
    Object.entries(causes).map(([slug, [title, answer, own, apart]]) => {
      const fixes = own.map((stack) => {
        const [name = stack, answers = {}] = stacks[stack] ?? [];
        return { stack, name, answers };
      });
      return [slug, { slug, title, answer, fixes, apart }];
    }),
  );
}

/** How to tell two causes apart, if either of them says so. */
export function checkOf(one: ShownCause | undefined, other: ShownCause | undefined): string | undefined {
  return one && other ? (one.apart[other.slug] ?? other.apart[one.slug]) : undefined;
}
