/** A box in which a reader answers with a text that they hold: what a command printed, or lines of a log. Loaded only where one is asked for. */
import type { Fact, Facts } from '../diagnosis/facts.ts';
import { inShort } from '../diagnosis/fact-words.ts';
import { longestText } from '../diagnosis/longest-text.ts';
import { plainEndpoint } from '../diagnosis/plain-endpoint.ts';
import { pasteLabels, questionHelp } from '../diagnosis/question-help.ts';
import { isMentioned, questions } from '../diagnosis/questions.ts';
import type { QuestionId } from '../diagnosis/questions.ts';
import { pastedIn, withPasted } from '../explain/pasted.ts';
import type { Pasted } from '../explain/pasted.ts';
import { forShell } from '../probe/shell.ts';
import { href } from '../present/links.ts';
import { element, link } from './dom.ts';
import { drawCode, filledProse } from './draw-code.ts';
import { handText } from './explain/handed-text.ts';
import type { News, Order } from './explain/messages.ts';
import { fillsOfEndpoint } from './fill-examples.ts';
import { keptReader } from './kept-reader.ts';
import { loadKnownTexts } from './load-known-texts.ts';

/** What waits for the worker, which answers in the order in which it was asked. */
let waiting: { done: (told: Pasted) => void; failed: (error: Error) => void }[] = [];
let worker: Worker | undefined;

function startWorker(): Worker {
  const started = new Worker(new URL('./explain/worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', ({ data }: MessageEvent<News>) => {
    if (data.kind === 'progress') return;
    const asked = waiting.shift();
    if (data.kind === 'done') asked?.done(pastedIn(data.result.explained));
    else asked?.failed(new Error(data.problem));
  });
  started.addEventListener('error', () => {
    worker = undefined;
    for (const { failed } of waiting) failed(new Error('The code that reads texts could not be loaded.'));
    waiting = [];
  });
  return started;
}

/** Reads a text beside the page, as Explain does. */
async function readText(text: string): Promise<Pasted> {
  const { messages, stacks } = await loadKnownTexts();
  const order: Order = {
    known: { stacks, messages: messages.map((message) => ({ ...message, answer: '' })) },
    given: [{ name: '', content: text }],
  };
  const asked = (worker ??= startWorker());
  return new Promise((done, failed) => {
    waiting.push({ done, failed });
    asked.postMessage(order);
  });
}

const key = 'not101.pasting';

/** What this tab has not gone on with yet, of the same question and the same facts: whoever reloads or comes back finds it again. */
function keptText(where: string): string {
  try {
    const [of, text] = JSON.parse(sessionStorage.getItem(key) ?? '[]') as unknown[];
    return of === where && typeof text === 'string' ? text : '';
  } catch {
    // A browser may forbid a page to keep anything.
    return '';
  }
}

function keepText(where: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify([where, text]));
  } catch {
    // The text is still in the box.
  }
}

interface PasteBox {
  /** What the box is for, under which its text is found again; absent where every box begins empty. */
  where?: string;
  /** The question that is answered by pasting, if one was asked. */
  question?: QuestionId;
  /** What is asked for. */
  label: readonly (string | Node)[];
  placeholder?: string;
  /** What is said of a text in which nothing is known. */
  unknown: string;
  /** What more is said of facts that were read. */
  more?: (facts: Facts) => string;
  /** Is called with what was read, each time that the text has changed. */
  read: (told: Pasted) => void;
  /** What stands below the box. */
  below: readonly HTMLElement[];
}

const nothing: Pasted = { facts: [], messages: [] };

/** The answer to the question comes first, and what is only mentioned last. */
const placeOf = ({ question }: Fact, asked: QuestionId | undefined) =>
  question === asked ? 0 : isMentioned(question) ? 2 : 1;

/** The address of Explain with what is known so far; it takes the text from the box, all of it. */
const explainAddress = () => href('explain/') + (location.hash.includes('=') ? location.hash : '');

/** Draws the box. What is pasted is read in this page, stays in the box, and is shown as text only. */
export function drawPasteBox({
  where,
  question,
  label,
  placeholder,
  unknown,
  more,
  read,
  below,
}: PasteBox): HTMLElement {
  const box = element('section', 'paste-answer');
  const text = element('textarea');
  text.id = 'pasted-answer';
  text.rows = 3;
  text.spellcheck = false;
  text.autocapitalize = 'none';
  if (placeholder !== undefined) text.placeholder = placeholder;
  const asked = element('label', '', ...label);
  asked.htmlFor = text.id;
  const said = element('p', 'quiet');
  said.role = 'status';
  const toExplain = link('Explain this text, line by line', explainAddress());
  const onward = element('p', 'quiet', toExplain);
  onward.hidden = true;
  toExplain.addEventListener('click', () => {
    handText(text.value);
    toExplain.href = explainAddress();
  });
  let turn = 0;
  const understand = async () => {
    const mine = (turn += 1);
    const isEmpty = text.value.trim() === '';
    const isCut = text.value.length > longestText;
    onward.hidden = isEmpty;
    try {
      const told = isEmpty ? nothing : await readText(text.value.slice(0, longestText));
      if (mine !== turn) return;
      const { facts } = told;
      const inOrder = [...facts].sort((one, other) => placeOf(one, question) - placeOf(other, question));
      const found =
        facts.length > 0 ? `Read: ${inOrder.map(inShort).join(' · ')}.${more?.(facts) ?? ''}` : unknown;
      const cut = isCut
        ? ` Only the first ${longestText.toLocaleString('en')} characters were read here; Explain reads the rest.`
        : '';
      said.textContent = isEmpty ? '' : found + cut;
      read(told);
    } catch {
      if (mine !== turn) return;
      said.textContent =
        'What reads this text could not be loaded. The text is still here: try again when you are online.';
      read(nothing);
    }
  };
  text.addEventListener('input', () => {
    if (where !== undefined) keepText(where, text.value);
    void understand();
  });
  box.append(asked, text, said, ...below, onward);
  if (where !== undefined) text.value = keptText(where);
  if (text.value !== '') void understand();
  return box;
}

/**
 * Lets a reader answer a question by pasting a text, if texts hold its answer.
 * @param place where the box goes
 * @param known what is known so far
 * @param answered is called with all that is known then, and with the known messages of the text
 */
export function offerPaste(
  place: HTMLElement,
  question: QuestionId,
  known: Facts,
  answered: (known: Facts, messages: readonly string[]) => void,
): void {
  const { paste } = questionHelp[question];
  if (paste === undefined) return;
  let told = nothing;
  const use = element('button', '', 'Go on with what was read');
  use.type = 'button';
  const where = JSON.stringify([question, known]);
  use.addEventListener('click', () => {
    keepText(where, '');
    answered(withPasted(known, told.facts, question), told.messages);
  });
  const actions = element('p', 'actions', use);
  actions.hidden = true;
  place.replaceChildren(
    drawPasteBox({
      where,
      question,
      label: [pasteLabels[paste]],
      unknown: 'No known text in this. Choose an answer above.',
      more: (read) =>
        read.some((fact) => fact.question === question)
          ? ''
          : ` It does not say this: ${questions[question].short}. Choose that answer above afterwards.`,
      read: (read) => {
        told = read;
        actions.hidden = read.facts.length === 0;
      },
      below: [actions, element('p', 'quiet', 'The text stays in this page. Only what was read goes on.')],
    }),
  );
}

/** How to find the answer to a question out, with the command in the reader's shell and with their address. */
export function drawHelp(question: QuestionId, endpoint: string | undefined): HTMLElement {
  const { findOut, command } = questionHelp[question];
  const plain = plainEndpoint(endpoint ?? '');
  const fills = plain ? fillsOfEndpoint(plain) : {};
  const { shell = 'bash' } = keptReader();
  const box = element('div', 'find-out', element('p', '', 'To find out: ', ...filledProse(findOut, fills)));
  if (command !== undefined) {
    const said = forShell(command, shell) ?? command;
    box.append(element('div', 'command', drawCode('Command', [` ${said}`], fills)));
  }
  return box;
}
