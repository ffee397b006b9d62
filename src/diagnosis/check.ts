import { allowedFor, oneOf, Problems } from '../knowledge/content-error.ts';
import type { Knowledge } from '../knowledge/graph.ts';
import { pageFileOf, signsFileOf } from '../knowledge/kinds.ts';
import { readContent, readLeniently } from '../knowledge/read.ts';
import type { ContentFiles } from '../knowledge/read-case.ts';
import type { Says } from '../knowledge/schemas.ts';
import { isAnswer } from './facts.ts';
import { CANNOT_TELL, findQuestion, questions } from './questions.ts';
import type { QuestionId } from './questions.ts';
import { isStateId, stateIds } from './tree.ts';

/** The questions whose answer a number gives, so that a message can name a placeholder for it. */
const numbered: readonly QuestionId[] = ['status', 'close-code', 'seconds'];

/** The questions that the signs of every cause mention. A cause that leaves one out is passed by those that do not. */
const alwaysMentioned: readonly QuestionId[] = [
  'symptom',
  'message-kind',
  'words',
  'status',
  'for-whom',
  'since',
];

type Answers = Readonly<Record<string, string | readonly string[] | null | undefined>>;

/**
 * Everything in `content/`, joined, and all that is wrong with it: what does not fit its schema, names that lead nowhere, and what the
 * questions and the content do not know of each other.
 * @param root the project's root folder
 * @throws {ContentError} with all that does not hold
 */
export function readChecked(root: string): Knowledge {
  return checkedKnowledge(readContent(root));
}

/**
 * The same of files that are given.
 * @throws {ContentError} with all that does not hold
 */
export function checkedKnowledge(files: ContentFiles): Knowledge {
  const problems = new Problems();
  const knowledge = readLeniently(files, problems);
  checkDiagnosis(knowledge, problems);
  problems.throwAny();
  return knowledge;
}

/**
 * Checks that the questions and the content know each other: signs, messages, stacks and reports name questions and
 * answers that exist, a message can mean each of its causes after all that it says, and every guide leads to a state.
 */
function checkDiagnosis(knowledge: Knowledge, problems: Problems): void {
  for (const { slug, found } of knowledge.causes.values()) {
    const file = signsFileOf(slug);
    for (const [question, levels] of Object.entries(found.signs)) {
      for (const [level, answers] of Object.entries(levels))
        checkAnswers(problems, file, `"signs.${question}.${level}"`, { [question]: answers });
      const all = Object.values(levels).flat();
      for (const answer of new Set(all.filter((each, place) => all.indexOf(each) !== place)))
        problems.add(
          file,
          `"signs.${question}" names "${answer}" more than once; an answer is either typical, possible or impossible.`,
        );
    }
    const missing = alwaysMentioned.filter((question) => !(question in found.signs));
    if (missing.length > 0)
      problems.add(
        file,
        `"signs" says nothing of ${missing.join(', ')}; expected answers of each that are typical, possible or impossible, as every cause has them. src/diagnosis/questions.ts lists the answers.`,
      );
    for (const [position, { answers }] of found.examples.entries())
      checkAnswers(problems, file, `"examples.${position}.answers"`, answers);
  }
  for (const { slug, answers } of knowledge.stacks.values())
    checkAnswers(problems, pageFileOf('stack', slug), '"answers"', answers);
  for (const { id, answers } of knowledge.reports)
    checkAnswers(problems, `content/reports, report ${id}`, '"answers"', answers);
  for (const message of knowledge.messages.values()) checkMessage(message, knowledge, problems);
  for (const { slug, diagnose } of knowledge.guides.values()) {
    const isKnown: boolean = isStateId(diagnose);
    if (!isKnown)
      problems.add(
        pageFileOf('guide', slug),
        `"diagnose" names the state "${diagnose}", which the tree does not have; ${allowedFor(diagnose, stateIds)}.`,
      );
  }
}

function checkAnswers(problems: Problems, file: string, field: string, answers: Answers): void {
  for (const [question, given] of Object.entries(answers)) {
    const found = findQuestion(question);
    if (!found) {
      problems.add(
        file,
        `${field} names the question "${question}", which does not exist; ${allowedFor(question, Object.keys(questions))}.`,
      );
      continue;
    }
    for (const answer of typeof given === 'string' ? [given] : (given ?? []))
      if (!isAnswer(question, answer))
        problems.add(
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

/** The placeholder that stands in the place of an answer, with its brackets, if one does. */
const placeholderIn = (answer: Says[string] | undefined): string | undefined =>
  typeof answer === 'string' ? /^<.+>$/.exec(answer)?.[0] : undefined;

const withoutPlaceholders = (says: Says): Says =>
  Object.fromEntries(Object.entries(says).filter(([, answer]) => placeholderIn(answer) === undefined));

function checkMessage(message: Message, knowledge: Knowledge, problems: Problems): void {
  const file = pageFileOf('message', message.slug);
  checkAnswers(problems, file, '"says"', withoutPlaceholders(message.says));
  for (const [position, text] of message.texts.entries()) {
    checkAnswers(problems, file, `"texts.${position}.says"`, withoutPlaceholders(text.says ?? {}));
    for (const [question, answer] of Object.entries({ ...message.says, ...text.says })) {
      const name = placeholderIn(answer);
      if (name === undefined) continue;
      if (!numbered.includes(question as QuestionId))
        problems.add(
          file,
          `"says" answers "${question}" with the placeholder ${name}; only ${oneOf(numbered)} can be read from a number.`,
        );
      else if (!text.text.includes(name))
        problems.add(
          file,
          `"says" names the placeholder ${name}, which "texts.${position}.text" does not have; give that text a "says" of its own.`,
        );
    }
  }
  if (message.asks) {
    const { question, answers } = message.asks;
    checkAnswers(problems, file, '"asks"', { [question]: answers });
    const said = message.says[question];
    if (typeof said === 'string' && !said.startsWith('<'))
      problems.add(
        file,
        `"asks" asks "${question}", which "says" answers already; ask another question, or leave "asks" out.`,
      );
  }
  for (const { cause } of message.causes) {
    const signs = knowledge.causes.get(cause)?.found.signs ?? {};
    for (const [question, answer] of Object.entries(saidByAll(message)))
      for (const each of typeof answer === 'string' ? [answer] : (answer ?? []))
        if (signs[question]?.impossible?.includes(each))
          problems.add(
            file,
            `it says ${question}: ${each}, which ${signsFileOf(cause)} calls impossible, and still names that cause; correct one of the two.`,
          );
  }
}
