/** Every endpoint of the practice server: server, page and tests run from this one table. */
import type { PracticeEndpoint, PracticeGroup } from '../endpoint.ts';
import { closes } from './closes.ts';
import { frames } from './frames.ts';
import { handshake } from './handshake.ts';
import { hostile } from './hostile.ts';
import { limits } from './limits.ts';
import { noAnswer } from './no-answer.ts';
import { pace } from './pace.ts';
import { refuses } from './refuses.ts';
import { works } from './works.ts';

/** Id → group of endpoints, in the order in which a page shows them. */
export const practiceGroups: Readonly<Record<string, PracticeGroup>> = {
  works,
  refuses,
  'no-answer': noAnswer,
  handshake,
  closes,
  limits,
  pace,
  frames,
  hostile,
};

/** Every endpoint, in the order in which a page lists them. */
export const practiceEndpoints: readonly PracticeEndpoint[] = Object.values(practiceGroups).flatMap(
  ({ endpoints }) => endpoints,
);
