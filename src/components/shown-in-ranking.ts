/** How much a ranking shows, in the page and when it is built. Apart from what reads the files: a page must not load that. */
import type { ShownCause } from './shown-causes.ts';

/** How to tell two causes apart, if either of them says so. */
export function checkOf(one: ShownCause | undefined, other: ShownCause | undefined): string | undefined {
  return one && other ? (one.apart[other.slug] ?? other.apart[one.slug]) : undefined;
}

/** How many causes a ranking shows in full, how many it names, and how small the share of one is that it leaves out. */
export const shownInFull = 3;
const shownMost = 7;
const shownShare = 0.03;

/** The part of a ranking that is shown: the first, and others that are not far from it. */
export function shownPart<Cause extends { share: number }>(ranked: readonly Cause[]): Cause[] {
  return ranked.slice(0, shownMost).filter(({ share }, index) => index === 0 || share >= shownShare);
}
