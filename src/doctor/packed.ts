/** What the doctor knows as the one file has it: lists instead of named fields, and each slug once. Pure. */
import type { KnownMessage } from '../explain/messages.ts';
import { packedText, unpackedText } from '../explain/packed-texts.ts';
import type { PackedText } from '../explain/packed-texts.ts';
import type { DoctorKnowledge } from './knowledge.ts';

/** What wordings say, and these. */
type PackedMessage = readonly [KnownMessage['says'], ...PackedText[]];

const packMessage = ({ says, texts }: KnownMessage): PackedMessage => [says, ...texts.map(packedText)];

const unpackMessage = ([says, ...texts]: PackedMessage): KnownMessage => ({
  ...{ slug: '', title: '', says },
  texts: texts.map(unpackedText),
});

/** The packed form. */
export interface PackedKnowledge {
  version: string;
  site: string;
  /** As in `PackedFacts`, for the causes below. */
  shares: readonly number[];
  weights: readonly string[];
  /** Of the other end, and of logs. */
  messages: readonly PackedMessage[];
  logs: readonly PackedMessage[];
  /** The answers of stacks, and the names by which they are known. */
  stacks: readonly (readonly [Readonly<Record<string, string>>, ...string[]])[];
  /** Slug → title, and for each short fix the name of the stack, its answer and the lines. */
  causes: Readonly<Record<string, readonly [string, ...(readonly [string, string, ...string[]])[]]>>;
}

/** Packs what the doctor knows. The doctor asks nothing, so how usual an answer is is left out. */
export const packKnowledge = ({ version, site, facts, texts, causes }: DoctorKnowledge): PackedKnowledge => ({
  ...{ version, site },
  messages: texts.messages.map(packMessage),
  logs: texts.logs.map(packMessage),
  stacks: texts.stacks.map(({ name, names, answers }) => [answers, name, ...names]),
  causes: Object.fromEntries(
    facts.causes.map((slug) => {
      const { title = '', fixes = [] } = causes[slug] ?? {};
      return [
        slug,
        [
          title,
          ...fixes.map(({ name, front, lines }): [string, string, ...string[]] => [name, front, ...lines]),
        ],
      ];
    }),
  ),
  // Behind the words: side by side, texts pack better.
  shares: facts.shares,
  weights: facts.weights,
});

/** Unpacks it again. */
export const unpackKnowledge = ({
  version,
  site,
  shares,
  weights,
  messages,
  logs,
  stacks,
  causes,
}: PackedKnowledge): DoctorKnowledge => ({
  ...{ version, site, facts: { causes: Object.keys(causes), shares, usual: '', weights } },
  texts: {
    messages: messages.map(unpackMessage),
    logs: logs.map(unpackMessage),
    stacks: stacks.map(([answers, name = '', ...names]) => ({ slug: '', name, names, answers })),
  },
  causes: Object.fromEntries(
    Object.entries(causes).map(([slug, [title, ...fixes]]) => [
      slug,
      { title, fixes: fixes.map(([name, front, ...lines]) => ({ name, front, lines })) },
    ]),
  ),
});
