/** Facts in words, the same wherever a ranking is shown. */
import type { Fact } from './facts.ts';
import { valueInWords } from './facts.ts';
import { answerText, questions } from './questions.ts';

/** A fact in words: the question in short, and the answer. */
export const inWords = ({ question, answer }: Pick<Fact, 'question' | 'answer'>): string =>
  `${questions[question].short}: ${answerText(question, answer)}`;

/** What an answer says before the details. */
export function shortAnswer(text: string): string {
  const [beginning = ''] = text.split(/: | \(|, or |, such | such as |, “|; /);
  return /^(Yes|No|None)$/.test(beginning) ? text : beginning;
}

/** A fact in a few words: its number, or what its answer says before the details. */
export function inShort({ question, answer, value }: Pick<Fact, 'question' | 'answer' | 'value'>): string {
  const words = shortAnswer(answerText(question, answer));
  return `${questions[question].short}: ${value === undefined || question === 'drop' ? words : valueInWords({ question, answer, value }) || words}`;
}
