/** What an answer to a handshake says, as facts. Pure. */
import { statusAnswer } from '../diagnosis/fact.ts';
import type { Facts } from '../diagnosis/facts.ts';
import { factOf, joinFacts, measured } from '../diagnosis/facts.ts';
import type { AnswerId } from '../diagnosis/questions.ts';
import { noAnswer } from '../wire/exchange.ts';
import { header, type HttpHead } from '../wire/http-head.ts';
import type { TextReader } from './said.ts';

/** Headers in which a program names itself. */
const namingHeaders = ['Server', 'Via', 'X-Powered-By', 'X-Served-By', 'CF-Ray', 'CF-Mitigated'];

/** The head and the body of an answer, as the recogniser reads them. */
export interface ReadAnswer {
  head: HttpHead;
  body: string;
}

/** Everything in the head of an answer that can name a program: some values, and the names of all headers. */
export const namingText = (answer: ReadAnswer): string =>
  [namesIn(answer), ...answer.head.headers.slice(0, 60).map(([name]) => name.slice(0, 60))].join('\n');

/** The headers in which programs name themselves, one a line. */
export function namesIn({ head }: ReadAnswer): string {
  return namingHeaders
    .flatMap((name) => {
      const value = header(head, name);
      return value === undefined ? [] : [`${name}: ${value}`];
    })
    .join('\n');
}

const isPage = ({ head, body }: ReadAnswer): boolean =>
  /^text\/html\b/i.test(header(head, 'Content-Type') ?? '') || /<html|<!doctype html/i.test(body);

/** Everything of an answer in which a known wording may stand. */
function textOf(answer: ReadAnswer): string {
  // A wording of a page is broken by its markup, which the recogniser's own texts name where it matters.
  const plain = answer.body.replace(/<[^<>]{0,200}>/g, ' ');
  return [answer.head.line, namesIn(answer), answer.body, plain].join('\n\n');
}

/** What an answer other than a 101 says: its status, who sent it, and what its body says. */
export function factsOfRefusal(status: number, answer: ReadAnswer, texts: TextReader): Facts {
  const said = joinFacts(texts.programs(namingText(answer)), texts.wordings(textOf(answer)));
  const body = answer.body.trim();
  const found = [measured('status', statusAnswer(status), { value: status })];
  if (status === 200) found.push(measured('body-200', isPage(answer) ? 'web-page' : 'app-answer'));
  if (status === 400 && !factOf(said, 'body-400')) {
    const isBare = /^(400 )?bad request$/i.test(body);
    found.push(measured('body-400', body === '' ? 'empty' : isBare ? 'bare' : 'other'));
  }
  // A page that names the program in front is that program's own.
  const page = texts.wordings(answer.body);
  if (factOf(page, 'front') && !factOf(page, 'arrives'))
    found.push(measured('arrives', 'elsewhere', { detail: 'the page is the proxy’s own' }));
  return joinFacts(found, said);
}

/** What stopped a handshake to which no answer came, after the connection stood: code → answer. */
export function endAnswer(code: string): AnswerId<'connect-error'> {
  if (code === noAnswer.late || code === 'ETIMEDOUT') return 'silent';
  return code === noAnswer.ended ? 'empty' : 'reset';
}

/** The body of an answer without what changes from one to the next. */
const lasting = (body: string): string =>
  body
    .replace(/[0-9a-f]{8,}|\d+/gi, '#')
    .replace(/\s+/g, ' ')
    .trim();

/** Whether two answers are the same one: status and body. */
export function isSameAnswer(
  one: { status?: number; answer?: ReadAnswer },
  other: { status?: number; answer?: ReadAnswer },
): boolean {
  return (
    one.status !== undefined &&
    one.status === other.status &&
    one.answer !== undefined &&
    other.answer !== undefined &&
    lasting(one.answer.body) === lasting(other.answer.body)
  );
}
