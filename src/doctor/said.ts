/** What texts of a server say, by the site's one recogniser: known wordings in bodies, names of programs in headers. */
import type { Facts } from '../diagnosis/facts.ts';
import { joinFacts, measured } from '../diagnosis/facts.ts';
import type { QuestionId } from '../diagnosis/questions.ts';
import { factsOfFound, wholeFinder } from '../explain/messages.ts';
import type { DoctorKnowledge } from './knowledge.ts';
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
  /** What known wordings say that the other end sent. */
  wordings: (text: string) => Facts;
  /** What known wordings say in a log. */
  logs: (text: string) => Facts;
  /** What the programs are that a text names. */
  programs: (text: string) => Facts;
}

/** The facts of a server, as measured: the doctor has seen the text itself. */
const asMeasured = (facts: Facts): Facts =>
  facts
    .filter(({ question }) => !notOfServers.has(question))
    .map(({ question, answer }) => measured(question, answer));

/** Builds the reader once. */
export function serverTexts({ messages, logs, stacks }: DoctorKnowledge['texts']): TextReader {
  const find = wholeFinder(messages);
  const findInLogs = wholeFinder([...messages, ...logs]);
  const name = stackReader(stacks);
  return {
    wordings: (text) => asMeasured(factsOfFound(find(text))),
    logs: (text) => {
      // The finder reads the beginning of a long text alone, and a log is long: each line by itself.
      const found = text.split('\n').flatMap(findInLogs);
      return asMeasured(factsOfFound(found.sort((one, other) => other.score - one.score)));
    },
    programs: (text) => asMeasured(joinFacts(factsOfStacks(name(text)))),
  };
}
