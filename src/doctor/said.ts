/** What texts of a server say, by the site's one recogniser: known wordings in bodies, names of programs in headers. */
import type { Facts } from '../diagnosis/facts.ts';
import { joinFacts, measured } from '../diagnosis/facts.ts';
import type { QuestionId } from '../diagnosis/questions.ts';
import { factsOfFound, wholeFinder } from '../explain/messages.ts';
import type { KnownTexts } from '../explain/read.ts';
import { factsOfStacks, stackReader } from '../explain/stacks.ts';

/** Questions about the reader or about numbers, which a wording answers for whoever pastes it; the doctor has the numbers themselves. */
export const notOfServers: ReadonlySet<string> = new Set<QuestionId>([
  'message-kind',
  'symptom',
  'client',
  'status',
  'close-code',
  'seconds',
  'schemes',
  'for-whom',
]);

/** Reads the texts of a server. */
export interface TextReader {
  /** What known wordings in a text say. */
  wordings: (text: string) => Facts;
  /** What the programs are that a text names. */
  programs: (text: string) => Facts;
}

/** The facts of a server, as measured: the doctor has seen the text itself. */
const asMeasured = (facts: Facts): Facts =>
  facts
    .filter(({ question }) => !notOfServers.has(question))
    .map(({ question, answer }) => measured(question, answer));

/** Builds the reader once. */
export function serverTexts({ messages, stacks }: KnownTexts): TextReader {
  const find = wholeFinder(messages);
  const name = stackReader(stacks);
  return {
    wordings: (text) => asMeasured(factsOfFound(find(text))),
    programs: (text) => asMeasured(joinFacts(factsOfStacks(name(text)))),
  };
}
