/** Draws a ranking, and one more question, for the wizard's results and the one box. */
import type { Carried } from '../diagnosis/carried.ts';
import { writeFragment } from '../diagnosis/carried.ts';
import type { Facts } from '../diagnosis/facts.ts';
import { inShort } from '../diagnosis/fact-words.ts';
import { fact } from '../diagnosis/facts.ts';
import type { AnswerId, Question, QuestionId } from '../diagnosis/questions.ts';
import { CANNOT_TELL, questions } from '../diagnosis/questions.ts';
import type { RankedCause, Reason } from '../diagnosis/rank.ts';
import { shownInFull, shownPart } from '../diagnosis/rank.ts';
import { pageHref } from './links.ts';
import { element, link } from './dom.ts';
import type { ShownCause, ShownFix } from './shown-causes.ts';
import { checkOf } from './shown-causes.ts';

/** Fixes that are named at once; the others are folded. */
const mostFixes = 3;

/** Text in which what stands between backticks is code. */
function withCode(text: string): (string | Node)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? element('code', '', part) : part));
}

function reasonsLine(
  label: string,
  reasons: readonly Reason[],
  words: readonly string[] = [],
): HTMLElement[] {
  const all = [
    ...reasons.map(inShort),
    ...(words.length > 0 ? [`the words ${words.map((word) => `“${word}”`).join(', ')}`] : []),
  ];
  return all.length === 0 ? [] : [element('p', 'reason', element('b', '', label), ` ${all.join(' · ')}`)];
}

/** The fixes of the reader's own stack first. */
function ownFirst(
  fixes: readonly ShownFix[],
  { facts, stack }: Pick<Carried, 'facts' | 'stack'>,
): ShownFix[] {
  const isOwn = (fix: ShownFix) =>
    fix.stack === stack ||
    facts.some(({ question, answer }) => answer !== 'other' && fix.answers[question] === answer);
  return [...fixes].sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)));
}

/** Elements in a row, with a dot between two. */
const listed = (some: readonly HTMLElement[]): (string | Node)[] =>
  some.flatMap((each, index) => (index > 0 ? [' · ', each] : [each]));

function fixLinks(cause: ShownCause, carried: Carried): HTMLElement[] {
  if (cause.fixes.length === 0) return [];
  const links = ownFirst(cause.fixes, carried).map(({ stack, name }) =>
    link(name, pageHref('cause', cause.slug) + writeFragment({ ...carried, stack })),
  );
  const line = element('p', '', 'Fix for: ', ...listed(links.slice(0, mostFixes)));
  const rest = links.slice(mostFixes);
  return rest.length === 0
    ? [line]
    : [
        line,
        element(
          'details',
          '',
          element('summary', '', `${rest.length} more stacks`),
          element('p', '', ...listed(rest)),
        ),
      ];
}

/** What is drawn of a ranking. */
export interface Drawn {
  /** The ranking's causes, likeliest first. */
  ranked: readonly RankedCause[];
  causes: Readonly<Record<string, ShownCause>>;
  carried: Carried;
  /** The words of a text that speak for a cause, by its slug. */
  words?: (slug: string) => readonly string[];
}

/** The causes of a ranking that are worth showing, each with its reasons; the first one in full. */
export function drawRanking({ ranked, causes, carried, words = () => [] }: Drawn): HTMLElement[] {
  const shown = shownPart(ranked);
  const named = shown.slice(shownInFull).flatMap(({ slug }) => causes[slug] ?? []);
  const inFull = shown.slice(0, shownInFull).flatMap((each, index) => {
    const cause = causes[each.slug];
    if (!cause) return [];
    const box = element('article', 'verdict');
    box.dataset['cause'] = each.slug;
    const title = link(cause.title, pageHref('cause', cause.slug) + writeFragment(carried));
    box.append(
      element('h2', '', shown.length > 1 ? `${index + 1}. ` : '', title),
      element('p', '', cause.answer),
      ...reasonsLine('For:', each.for, words(each.slug)),
      ...reasonsLine('Against:', each.against),
      ...(index === 0 ? fixLinks(cause, carried) : []),
    );
    return [box];
  });
  const titles = named.map(({ slug, title }) =>
    link(title, pageHref('cause', slug) + writeFragment(carried)),
  );
  return named.length === 0
    ? inFull
    : [...inFull, element('p', 'less-likely', 'Less likely: ', ...listed(titles))];
}

/** How to tell the first two of a ranking apart, if one of them says so. */
export function drawCheck(
  ranked: readonly RankedCause[],
  causes: Readonly<Record<string, ShownCause>>,
): HTMLElement[] {
  const [one, other] = shownPart(ranked).map(({ slug }) => causes[slug]);
  const check = checkOf(one, other);
  return check === undefined
    ? []
    : [element('p', 'note', element('b', '', 'To tell the first two apart: '), ...withCode(check))];
}

/**
 * One more question with its answers as buttons.
 * @param answered is called with the facts of the answer
 */
export function drawQuestion(id: QuestionId, answered: (facts: Facts) => void): HTMLElement {
  const { ask, answers }: Question = questions[id];
  const box = element('section', 'one-more');
  box.setAttribute('aria-labelledby', 'one-more');
  const heading = element('h2', '', ask);
  heading.id = 'one-more';
  const button = (answer: string, text: string) => {
    const each = element('button', '', text);
    each.type = 'button';
    each.dataset['answer'] = answer;
    each.addEventListener('click', () => answered([fact(id, answer as AnswerId, 'said')]));
    return element('li', '', each);
  };
  box.append(
    element('p', 'quiet', 'One more question would help most:'),
    heading,
    element(
      'ul',
      'answers',
      ...answers.map(([answer, text]) => button(answer, text)),
      button(CANNOT_TELL, 'I can’t tell: another question'),
    ),
  );
  return box;
}
