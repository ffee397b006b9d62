import type { KnownTexts } from '../explain/read.ts';
import { part } from './load-part.ts';

/** The messages and the names of stacks that a text can hold. */
export const loadKnownTexts: () => Promise<KnownTexts> = part('texts', (known: KnownTexts) => known);
