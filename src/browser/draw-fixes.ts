/** Draws the fixes of a cause for the reader's own stack. Loaded when a result has a cause, with the fixes themselves. */
import type { Carried } from '../diagnosis/carried.ts';
import { writeFragment } from '../diagnosis/carried.ts';
import { plainEndpoint } from '../diagnosis/plain-endpoint.ts';
import type { CodeLine } from '../present/code-lines.ts';
import { element, link } from './dom.ts';
import { drawCode, drawLines, filledProse } from './draw-code.ts';
import type { Fills } from './fill-examples.ts';
import { fillsOfEndpoint } from './fill-examples.ts';
import { heartbeatFills, silenceLimit } from './heartbeat-fills.ts';
import type { KeptReader } from './kept-reader.ts';
import { keptReader } from './kept-reader.ts';
import { pageHref } from '../present/links.ts';
import { part } from './load-part.ts';
import { stacksByReader } from './own-stack.ts';
import type { ShownCause, ShownFix } from '../present/shown-causes.ts';
import type { FixData } from '../present/shown-fixes.ts';

/** So many stacks are offered at once; the others are folded. */
const mostOffered = 6;

const loaders = new Map<string, () => Promise<readonly FixData[]>>();

/** The fixes of a cause, loaded once. */
export function loadFixes(cause: string): Promise<readonly FixData[]> {
  const load = loaders.get(cause) ?? part(`fixes/${cause}`, (fixes: readonly FixData[]) => fixes);
  loaders.set(cause, load);
  return load();
}

/** What the reader may see of a config: its changes, its new lines alone, or the file as it ran. */
function drawConfig({ label, lines, whole, case: slug }: NonNullable<FixData['config']>, fills: Fills) {
  const views: [name: string, lines: readonly CodeLine[]][] = [
    ['Changes', lines],
    ['Only the added lines', lines.filter((line) => line.startsWith('+')).map((line) => ` ${line.slice(1)}`)],
    ['The whole file, as it ran', whole.split('\n').map((line) => ` ${line}`)],
  ];
  const block = drawCode(label, lines, fills, slug);
  const code = block.querySelector('code');
  const row = element('p', 'filter');
  row.setAttribute('role', 'group');
  row.setAttribute('aria-label', `What to show of the ${label}`);
  const shown = views.filter(([, some]) => some.length > 0);
  row.append(
    ...shown.map(([name, some], index) => {
      const button = element('button', 'small plain', name);
      button.type = 'button';
      button.ariaPressed = String(index === 0);
      button.addEventListener('click', () => {
        code?.replaceChildren(...drawLines(some, fills));
        for (const each of row.children) each.ariaPressed = String(each === button);
      });
      return button;
    }),
  );
  return [row, block];
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What to do, the config, what it ran on, and how to put it into effect. */
function drawFix(fix: FixData, fills: Fills): HTMLElement[] {
  const { paragraphs, config, source, apply, reload, name } = fix;
  const out = (text: string, address: string) => {
    const made = link(text, address);
    made.rel = 'noreferrer';
    return made;
  };
  return [
    ...paragraphs.map((text) => element('p', '', ...filledProse(text, fills))),
    ...(config
      ? [
          ...drawConfig(config, fills),
          ...(config.today === undefined
            ? []
            : [
                element('p', 'note', element('b', '', 'On today’s versions: '), ...filledProse(config.today)),
              ]),
          element('p', 'ran', `Ran on ${config.ran}. `, link('What was seen', config.seen)),
        ]
      : []),
    ...(source ? [element('p', 'ran', 'Not run here; stated by ', out(source.title, source.url), '.')] : []),
    ...(apply === undefined
      ? []
      : [
          element('p', '', `Then check the config of ${name} and put it into effect, as root:`),
          element('div', 'command', drawCode('Command', [` ${apply}`], {})),
        ]),
    ...(reload === undefined || apply === undefined
      ? []
      : [element('p', 'ran', 'Open sockets meanwhile: ', ...filledProse(reload))]),
  ];
}

/** All fixes for one stack; where there are several, each is named by what is wrong and the first is open. */
function drawStack(
  { stack, name }: ShownFix,
  all: readonly FixData[],
  fills: Fills,
  isOpen: boolean,
): HTMLElement {
  const fixes = all.filter((fix) => fix.stack === stack);
  const [first] = fixes;
  const title = `Fix for ${name}${fixes.length === 1 && first?.defect !== undefined ? `: ${first.defect}` : ''}`;
  const content =
    fixes.length === 1 && first
      ? drawFix(first, fills)
      : [
          element('p', '', `It goes wrong in ${fixes.length} ways. Which one looks like yours?`),
          ...fixes.map((fix, index) => {
            const one = element(
              'details',
              'way',
              element('summary', '', capitalised(fix.defect ?? `way ${index + 1}`)),
            );
            one.append(...drawFix(fix, fills));
            one.open = index === 0;
            return one;
          }),
        ];
  const box = isOpen
    ? element('section', 'own-fix', element('h3', '', title), ...content)
    : element('details', 'own-fix', element('summary', '', title), ...content);
  box.dataset['stack'] = stack;
  return box;
}

function fillsOf({ facts, endpoint }: Carried, kept: KeptReader): Fills {
  const plain = plainEndpoint(endpoint ?? kept.endpoint ?? '');
  return { ...(plain && fillsOfEndpoint(plain)), ...heartbeatFills(facts) };
}

/** Says which interval the fix has, and why, where it is the reader's own. */
function intervalNote({ facts }: Carried, fills: Fills): HTMLElement[] {
  const [limit, words] = [silenceLimit(facts), fills['heartbeat-words']];
  return limit === undefined || words === undefined
    ? []
    : [
        element(
          'p',
          'interval',
          `Your socket ends after ${Number(limit.toFixed(1))} s of silence, so a heartbeat has to come every ${words}.`,
        ),
      ];
}

/** Buttons for stacks, the first few at once. */
function drawChoices(stacks: readonly ShownFix[], choose: (stack: ShownFix) => void): HTMLElement[] {
  const buttons = stacks.map((each) => {
    const button = element('button', 'small plain', each.name);
    button.type = 'button';
    button.ariaPressed = 'false';
    button.addEventListener('click', () => choose(each));
    return button;
  });
  // One more than allowed is not worth a fold.
  const atOnce = buttons.length <= mostOffered + 1 ? buttons.length : mostOffered;
  const row = element('p', 'filter', ...buttons.slice(0, atOnce));
  const rest = buttons.slice(atOnce);
  return rest.length === 0
    ? [row]
    : [
        row,
        element(
          'details',
          '',
          element('summary', '', `${rest.length} more stacks`),
          element('p', 'filter', ...rest),
        ),
      ];
}

/**
 * The fixes of a cause: those of the reader's own stack at once, the others as links; where no stack is known, a choice.
 * @param chosen is called with the stack that the reader chooses
 * @throws {Error} if the fixes cannot be loaded
 */
export async function drawFixes(
  cause: ShownCause,
  carried: Carried,
  chosen: (stack: string) => void,
): Promise<HTMLElement[]> {
  const all = await loadFixes(cause.slug);
  const kept = keptReader();
  const fills = fillsOf(carried, kept);
  const known = stacksByReader(cause.fixes, carried);
  // What was said of this case comes before what the browser keeps.
  const { own, others } =
    known.own.length > 0 ? known : stacksByReader(cause.fixes, { ...carried, stack: kept.stack });
  const note = intervalNote(carried, fills);
  const ownFixes = own.map((each, index) => drawStack(each, all, fills, index === 0));
  if (others.length === 0) return [...note, ...ownFixes];
  // Everybody has a browser or another client: that says nothing of what they run behind the address.
  const chosenBefore = carried.stack ?? kept.stack;
  const isKnown = own.some(
    ({ stack, answers }) =>
      stack === chosenBefore || answers['front'] !== undefined || answers['server'] !== undefined,
  );
  if (isKnown) return [...note, ...ownFixes, linkOthers(others, cause, carried)];
  const place = element('div');
  const group = element('div', 'choose-stack', element('h3', '', 'Which of these do you run?'));
  group.append(
    ...drawChoices(others, (stack) => {
      place.replaceChildren(drawStack(stack, all, fills, true));
      for (const button of group.querySelectorAll('button'))
        button.ariaPressed = String(button.textContent === stack.name);
      chosen(stack.stack);
    }),
  );
  return [...note, ...ownFixes, group, place];
}

/** The stacks that are not the reader's, folded. */
function linkOthers(others: readonly ShownFix[], { slug }: ShownCause, carried: Carried): HTMLElement {
  const links = others.flatMap(({ stack, name }, index) => [
    ...(index > 0 ? [' · '] : []),
    link(name, pageHref('cause', slug) + writeFragment({ ...carried, stack })),
  ]);
  return element(
    'details',
    'other-stacks',
    element('summary', '', `${others.length} other ${others.length === 1 ? 'stack' : 'stacks'}`),
    element('p', '', ...links),
  );
}
