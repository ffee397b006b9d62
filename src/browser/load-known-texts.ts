import { unpackedTexts } from '../explain/packed-texts.ts';
import { part } from './load-part.ts';

/** The messages and the names of stacks that a text can hold. */
export const loadKnownTexts = part('texts', unpackedTexts);
