import { written } from '../../../src/knowledge/mdx.ts';
import type { Part } from '../../../src/knowledge/mdx.ts';

/** A body without its components: a link is one word, a fix what it says, and a command nothing. */
export const bodyText = (parts: readonly Part[]): string =>
  written(parts, ({ name, parts: inner }) => (name === 'See' ? 'link' : ` ${bodyText(inner)} `));
