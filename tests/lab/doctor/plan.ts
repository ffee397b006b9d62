/** Which cases the doctor can do nothing with, and which causes it cannot know. Pure. */
import { excluded as excludedOfPages } from '../live/plan.ts';

/** Cases whose fault no examination of an address can meet, and why. */
export const excluded: Readonly<Record<string, string>> = {
  ...excludedOfPages,
  'csp-page': 'The file is a page, and the fault is its own policy.',
};

/** Why the doctor could not know the cause of a case. */
export const missed: Readonly<Record<string, string>> = {};
