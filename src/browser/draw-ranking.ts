/** Draws a ranking, and one more question, for the wizard's results and the one box. */
import type { Carried } from '../diagnosis/carried.ts';
import { writeFragment } from '../diagnosis/carried.ts';
import type { Facts } from '../diagnosis/facts.ts';
import { fact } from '../diagnosis/facts.ts';
import type { AnswerId, Question, QuestionId } from '../diagnosis/questions.ts';
import { CANNOT_TELL, questions } from '../diagnosis/questions.ts';
import type { RankedCause, Reason } from '../diagnosis/rank.ts';
import { shownInFull, shownPart } from '../diagnosis/rank.ts';
import { pageHref } from '../present/links.ts';
import { element, link } from './dom.ts';
import { inShort, shortAnswer } from '../diagnosis/fact-words.ts';
import { heartbeatFills } from './heartbeat-fills.ts';
import { filledProse } from './draw-code.ts';
import type { ShownCause } from '../present/shown-causes.ts';
import { checkOf } from '../present/shown-causes.ts';

function reasonsLine(
  label: string,
  reasons: readonly Reason[],
  words: readonly string[] = [],
  messages: readonly string[] = [],
): HTMLElement[] {
  const quoted = (texts: readonly string[]) => texts.map((text) => `“${text}”`).join(', ');
  const all = [
    ...reasons.map(inShort),
    ...(messages.length > 0 ? [`the message${messages.length > 1 ? 's' : ''} ${quoted(messages)}`] : []),
    ...(words.length > 0 ? [`the words ${quoted(words)}`] : []),
  ];
  return all.length === 0 ? [] : [element('p', 'reason', element('b', '', label), ` ${all.join(' · ')}`)];
}

/** Elements in a row, with a dot between two. */
const listed = (some: readonly HTMLElement[]): (string | Node)[] =>
  some.flatMap((each, index) => (index > 0 ? [' · ', each] : [each]));

/** More answers than these stand side by side, in short, so that they do not fill several screens of a phone. */
const mostRows = 12;

const loadDrawing = () => import('./draw-fixes.ts');

/** Loads the fixes of a cause, so that they are drawn together with it; what fails is named where it is drawn. */
export async function warmFixes(slug: string | undefined): Promise<void> {
  if (slug === undefined) return;
  await loadDrawing()
    .then(({ loadFixes }) => loadFixes(slug))
    .catch(() => undefined);
}

/** Where the fixes of a cause stand as soon as they are loaded; if they cannot be, links to them. */
function drawPlace(cause: ShownCause, { carried, onStack = () => undefined }: Drawn): HTMLElement {
  const place = element('div', 'fix-place');
  loadDrawing()
    .then(({ drawFixes }) => drawFixes(cause, carried, onStack))
    .then((fixes) => place.replaceChildren(...fixes))
    .catch(() => {
      const links = cause.fixes.map(({ stack, name }) =>
        link(name, pageHref('cause', cause.slug) + writeFragment({ ...carried, stack })),
      );
      place.replaceChildren(element('p', '', 'Fix for: ', ...listed(links)));
    });
  return place;
}

/** Strikes a cause whose fix did not help. */
function drawTry({ slug }: ShownCause, { carried, onTried }: Drawn): HTMLElement[] {
  if (!onTried) return [];
  const button = element('button', 'plain', 'I did this and it still fails');
  button.type = 'button';
  button.addEventListener('click', () => onTried([...(carried.tried ?? []), slug]));
  return [element('p', 'actions', button)];
}

/** The causes whose fix did not help, each of which can be taken back. */
function drawTried({ causes, carried: { tried = [] }, onTried }: Drawn): HTMLElement[] {
  const struck = tried.flatMap((slug) => {
    const cause = causes[slug];
    if (!cause || !onTried) return [];
    const back = element('button', 'small plain', 'take back');
    back.type = 'button';
    back.append(element('span', 'unseen', `: ${cause.title}`));
    back.addEventListener('click', () => onTried(tried.filter((each) => each !== slug)));
    return [element('li', '', element('s', '', cause.title), ' ', back)];
  });
  return struck.length === 0
    ? []
    : [
        element(
          'section',
          'tried',
          element('p', '', 'Tried, and it still failed:'),
          element('ul', '', ...struck),
        ),
      ];
}

/** What is drawn of a ranking. */
export interface Drawn {
  /** The ranking's causes, likeliest first, without those that were tried. */
  ranked: readonly RankedCause[];
  causes: Readonly<Record<string, ShownCause>>;
  carried: Carried;
  /** The words of a text that speak for a cause, by its slug. */
  words?: (slug: string) => readonly string[];
  /** The known messages that can mean a cause, by its slug. */
  messages?: (slug: string) => readonly string[];
  /** Is called with all causes that were tried, once the reader strikes one or takes one back; without it none can be struck. */
  onTried?: (tried: readonly string[]) => void;
  /** Is called with the stack that the reader chooses. */
  onStack?: (stack: string) => void;
}

/** The causes of a ranking that are worth showing, each with its reasons; the first one in full, with its fix. */
export function drawRanking(drawn: Drawn): HTMLElement[] {
  const { ranked, causes, carried, words = () => [], messages = () => [] } = drawn;
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
      element('p', '', ...filledProse(cause.answer, heartbeatFills(carried.facts))),
      ...reasonsLine('For:', each.for, words(each.slug), messages(each.slug)),
      ...reasonsLine('Against:', each.against),
      ...(index === 0 ? [drawPlace(cause, drawn), ...drawTry(cause, drawn)] : []),
    );
    return [box];
  });
  const titles = named.map(({ slug, title }) =>
    link(title, pageHref('cause', slug) + writeFragment(carried)),
  );
  return [
    ...inFull,
    ...(named.length === 0 ? [] : [element('p', 'less-likely', 'Less likely: ', ...listed(titles))]),
    ...drawTried(drawn),
  ];
}

/** Whether something was measured that speaks for the first of a ranking and against the second. */
function isMeasured([one, other]: readonly RankedCause[], facts: Facts): boolean {
  return facts.some(
    ({ question, source }) =>
      source === 'measured' &&
      one?.for.some((reason) => reason.question === question) === true &&
      other?.against.some((reason) => reason.question === question) === true,
  );
}

/** How to tell the first two of a ranking apart, if one of them says so and it was not measured. */
export function drawCheck(
  ranked: readonly RankedCause[],
  causes: Readonly<Record<string, ShownCause>>,
  facts: Facts = [],
): HTMLElement[] {
  if (isMeasured(ranked, facts)) return [];
  const [one, other] = shownPart(ranked).map(({ slug }) => causes[slug]);
  const check = checkOf(one, other);
  return check === undefined
    ? []
    : [element('p', 'note', element('b', '', 'To tell the first two apart: '), ...filledProse(check))];
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
  const isLong = answers.length > mostRows;
  const button = (answer: string, text: string, shown = text) => {
    const each = element('button', '', shown);
    each.type = 'button';
    if (shown !== text) each.title = text;
    each.dataset['answer'] = answer;
    each.addEventListener('click', () => answered([fact(id, answer as AnswerId, 'said')]));
    return element('li', '', each);
  };
  const list = element(
    'ul',
    isLong ? 'answers short' : 'answers',
    ...answers.map(([answer, text]) => button(answer, text, isLong ? shortAnswer(text) : text)),
    button(CANNOT_TELL, 'I can’t tell: another question'),
  );
  list.dataset['question'] = id;
  box.append(element('p', 'quiet', 'One more question would help most:'), heading, list);
  return box;
}
