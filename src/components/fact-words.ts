/** Facts in words. */
import type { Fact } from '../diagnosis/facts.ts';
import { valueInWords } from '../diagnosis/facts.ts';
import { answerText, questions } from '../diagnosis/questions.ts';

/** A fact in words: the question in short, and the answer. */
export const inWords = ({ question, answer }: Pick<Fact, 'question' | 'answer'>): string =>
  `${questions[question].short}: ${answerText(question, answer)}`;

/** A fact in a few words: its number, or what its answer says before the details. */
export function inShort({ question, answer, value }: Pick<Fact, 'question' | 'answer' | 'value'>): string {
  const text = answerText(question, answer);
  const [beginning = ''] = text.split(/: | \(|, or |, such | such as |, “|; /);
  const words = /^(Yes|No|None)$/.test(beginning) ? text : beginning;
  return `${questions[question].short}: ${value === undefined || question === 'drop' ? words : valueInWords({ question, answer, value }) || words}`;
}
