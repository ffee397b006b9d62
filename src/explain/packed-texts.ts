/** The known texts as they travel: lists instead of names that repeat, since the first result of a search waits for them. Pure. */
import type { Knowledge } from '../knowledge/graph.ts';
import type { Says } from '../knowledge/schemas.ts';
import type { KnownText } from './messages.ts';
import type { KnownTexts } from './read.ts';

/** The messages and the names of stacks that a text can hold, as far as a reader of texts needs them. */
export const knownTexts = ({ messages, stacks }: Pick<Knowledge, 'messages' | 'stacks'>): KnownTexts => ({
  messages: [...messages.values()].map(({ slug, title, says, texts }) => ({
    slug,
    title,
    says,
    texts: texts.map(({ text, exact, says: own }) => ({
      text,
      ...(exact && { exact }),
      ...(own && { says: own }),
    })),
  })),
  stacks: [...stacks.values()].map(({ slug, name, names, answers }) => ({ slug, name, names, answers })),
});

/** A wording, in a list of its own where capital and small letters count. */
export type PackedText = string | readonly [text: string];

/** Makes a wording short. */
export const packedText = ({ text, exact }: KnownText): PackedText => (exact ? [text] : text);

/** Makes it whole again. */
export const unpackedText = (text: PackedText): KnownText =>
  typeof text === 'string' ? { text } : { text: text[0], exact: true };

/** Neighbouring wordings that say the same besides their message; 0 where they say nothing. */
type PackedGroup = [says: Says | 0, ...texts: PackedText[]];

/** The known texts in short. */
export interface PackedTexts {
  messages: [slug: string, title: string, says: Says, ...groups: PackedGroup[]][];
  stacks: [
    slug: string,
    name: string,
    answers: KnownTexts['stacks'][number]['answers'],
    ...names: string[],
  ][];
}

function groupsOf(texts: readonly KnownText[]): PackedGroup[] {
  const groups: PackedGroup[] = [];
  for (const known of texts) {
    const { says = 0 } = known;
    const last = groups.at(-1);
    if (last && JSON.stringify(last[0]) === JSON.stringify(says)) last.push(packedText(known));
    else groups.push([says, packedText(known)]);
  }
  return groups;
}

/** Makes the known texts short. */
export const packedTexts = ({ messages, stacks }: KnownTexts): PackedTexts => ({
  messages: messages.map(({ slug, title, says, texts }) => [slug, title, says, ...groupsOf(texts)]),
  stacks: stacks.map(({ slug, name, names, answers }) => [slug, name, answers, ...names]),
});

/** Makes them whole again. */
export const unpackedTexts = ({ messages, stacks }: PackedTexts): KnownTexts => ({
  messages: messages.map(([slug, title, says, ...groups]) => ({
    slug,
    title,
    says,
    texts: groups.flatMap(([own, ...texts]) =>
      texts.map((text): KnownText => ({
        ...unpackedText(text),
        ...(own !== 0 && { says: own }),
      })),
    ),
  })),
  stacks: stacks.map(([slug, name, answers, ...names]) => ({ slug, name, names, answers })),
});
