import { ContentError, oneOf } from '../knowledge/content-error.ts';
import type { Knowledge } from '../knowledge/graph.ts';
import type { Says } from '../knowledge/schemas.ts';
import { isAnswer } from './facts.ts';
import { CANNOT_TELL, findQuestion, questions } from './questions.ts';
import type { QuestionId } from './questions.ts';
import { isStateId, stateIds } from './tree.ts';

/** The questions whose answer a number gives, so that a message can name a placeholder for it. */
const numbered: readonly QuestionId[] = ['status', 'close-code', 'seconds'];

type Answers = Readonly<Record<string, string | readonly string[] | null | undefined>>;

/**
 * Checks that the questions and the content know each other: signs, messages, stacks and reports name questions and
 * answers that exist, a message can mean each of its causes after all that it says, and every guide leads to a state.
 * @throws {ContentError} with the first thing that does not hold
 */
export function checkDiagnosis(knowledge: Knowledge): void {
  for (const { slug, found } of knowledge.causes.values()) {
    const file = `content/causes/${slug}.yaml`;
    for (const [question, levels] of Object.entries(found.signs))
      for (const [level, answers] of Object.entries(levels))
        checkAnswers(file, `"signs.${question}.${level}"`, { [question]: answers });
    for (const [position, { answers }] of found.examples.entries())
      checkAnswers(file, `"examples.${position}.answers"`, answers);
  }
  for (const { slug, answers } of knowledge.stacks.values())
    checkAnswers(`content/stacks/${slug}.mdx`, '"answers"', answers);
  for (const { id, answers } of knowledge.reports)
    checkAnswers(`content/reports, report ${id}`, '"answers"', answers);
  for (const message of knowledge.messages.values()) checkMessage(message, knowledge);
  for (const { slug, diagnose } of knowledge.guides.values()) {
    const isKnown: boolean = isStateId(diagnose);
    if (!isKnown)
      throw new ContentError(
        `content/guides/${slug}.mdx`,
        `"diagnose" names the state "${diagnose}", which the tree does not have; allowed are ${oneOf(stateIds)}.`,
      );
  }
}

function checkAnswers(file: string, field: string, answers: Answers): void {
  for (const [question, given] of Object.entries(answers)) {
    const found = findQuestion(question);
    if (!found)
      throw new ContentError(
        file,
        `${field} names the question "${question}", which does not exist; allowed are ${oneOf(Object.keys(questions))}.`,
      );
    for (const answer of typeof given === 'string' ? [given] : (given ?? []))
      if (!isAnswer(question, answer))
        throw new ContentError(
          file,
          `${field} answers "${question}" with "${answer}", which is no answer to it; allowed are ${oneOf([...found.answers.map(([id]) => id), CANNOT_TELL])}.`,
        );
  }
}

type Message = Knowledge['messages'] extends ReadonlyMap<string, infer Each> ? Each : never;

/** What every wording of a message says. */
const saidByAll = ({ says, texts }: Message): Says =>
  Object.fromEntries(
    Object.entries(says).filter(([question]) => texts.every((text) => text.says?.[question] === undefined)),
  );

function checkMessage(message: Message, knowledge: Knowledge): void {
  const file = `content/messages/${message.slug}.mdx`;
  for (const [position, text] of message.texts.entries()) {
    const says = { ...message.says, ...text.says };
    const fixed: Record<string, Says[string]> = {};
    for (const [question, answer] of Object.entries(says)) {
      const name = typeof answer === 'string' ? /^<.+>$/.exec(answer)?.[0] : undefined;
      if (name === undefined) fixed[question] = answer;
      else if (!numbered.includes(question as QuestionId))
        throw new ContentError(
          file,
          `"says" answers "${question}" with the placeholder ${name}; only ${oneOf(numbered)} can be read from a number.`,
        );
      else if (!text.text.includes(name))
        throw new ContentError(
          file,
          `"says" names the placeholder ${name}, which "texts.${position}.text" does not have; give that text a "says" of its own.`,
        );
    }
    checkAnswers(file, `"says" (with that of "texts.${position}")`, fixed);
  }
  if (message.asks) {
    const { question, answers } = message.asks;
    checkAnswers(file, '"asks"', { [question]: answers });
    const said = message.says[question];
    if (typeof said === 'string' && !said.startsWith('<'))
      throw new ContentError(
        file,
        `"asks" asks "${question}", which "says" answers already; ask another question, or leave "asks" out.`,
      );
  }
  for (const { cause } of message.causes) {
    const signs = knowledge.causes.get(cause)?.found.signs ?? {};
    for (const [question, answer] of Object.entries(saidByAll(message)))
      for (const each of typeof answer === 'string' ? [answer] : (answer ?? []))
        if (signs[question]?.impossible?.includes(each))
          throw new ContentError(
            file,
            `it says ${question}: ${each}, which content/causes/${cause}.yaml calls impossible, and still names that cause; correct one of the two.`,
          );
  }
}
