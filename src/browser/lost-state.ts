/** An unknown state below /diagnose/: go on at the state to which the facts in the fragment lead. */
import { writeFragment } from '../diagnosis/carried.ts';
import { readFragment } from '../diagnosis/fragment.ts';
import { settle } from '../diagnosis/replay.ts';
import { stateHref } from '../present/links.ts';

const carried = readFragment(location.hash);
location.replace(
  `${stateHref(settle(carried.facts))}${writeFragment({ ...carried, note: 'unknown-state' })}`,
);
