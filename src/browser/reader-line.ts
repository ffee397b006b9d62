/**
 * The reader's own address, shell and stack in the commands and configs of a page, and the line that asks for them. What
 * the reader's case in the fragment says comes first, then what this browser keeps.
 */
import { plainEndpoint } from '../diagnosis/plain-endpoint.ts';
import { forShell, isOwnCommand, shells } from '../probe/shell.ts';
import type { Shell } from '../probe/shell.ts';
import { element } from './dom.ts';
import { drawLines, filled } from './draw-code.ts';
import type { Fills } from './fill-examples.ts';
import { fillExamples, fillsOfEndpoint } from './fill-examples.ts';
import { heartbeatFills } from './heartbeat-fills.ts';
import type { KeptReader } from './kept-reader.ts';
import { keepReader, keptReader } from './kept-reader.ts';
import { announceReader } from './reader-event.ts';

const line = document.querySelector<HTMLElement>('[data-reader]');
const carried = new URLSearchParams(location.hash.slice(1));
const isCase = location.hash.includes('=');
const carriedEndpoint = plainEndpoint(carried.get('endpoint') ?? '')?.text;
const carriedStack = /^[a-z0-9-]{1,40}$/.exec(carried.get('stack') ?? '')?.[0];
/** What the page itself says of the address, before anything is filled in. */
const example = line ? [...line.childNodes] : [];

/** What the reader said on this page; it is newer than what they came with. */
let told: KeptReader | undefined;

/** What is known of the reader here. */
function known(): KeptReader {
  return (
    told ?? {
      ...keptReader(),
      ...(carriedEndpoint && { endpoint: carriedEndpoint }),
      ...(carriedStack && { stack: carriedStack }),
    }
  );
}

/** The interval of a heartbeat that fits what was measured; reading the facts needs every question, so only where there are some. */
async function intervals(): Promise<Fills> {
  if (!carried.has('seconds') && !carried.has('drop')) return {};
  const { readFragment } = await import('../diagnosis/fragment.ts');
  return heartbeatFills(readFragment(location.hash).facts);
}

/** Says the commands of the page in a shell. */
function sayCommands(shell: Shell, fills: Fills): void {
  for (const code of document.querySelectorAll<HTMLElement>('main .command pre code')) {
    const inBash = (code.dataset['bash'] ??= exampleText(code).trim());
    const said = forShell(inBash, shell);
    code.replaceChildren(...drawLines([` ${said ?? inBash}`], fills));
    const block = code.closest('.command');
    block?.querySelector('.needs-bash')?.remove();
    if (said === undefined && isOwnCommand(inBash))
      block
        ?.querySelector('.code')
        ?.after(element('p', 'ran needs-bash', 'This one needs bash: on Windows, Git Bash or WSL.'));
  }
}

/** The text of a block as it is written, whatever was filled in since. */
function exampleText(code: HTMLElement): string {
  const copy = code.cloneNode(true) as HTMLElement;
  for (const span of copy.querySelectorAll<HTMLElement>('[data-example]'))
    span.textContent = span.dataset['example'] ?? '';
  return copy.textContent;
}

/** Marks the intervals of heartbeats in prose, which the page does not mark itself. */
function markProse(): void {
  for (const paragraph of document.querySelectorAll('main > .lead, .fix > p:not(.ran)'))
    for (const node of [...paragraph.childNodes])
      if (node instanceof Text) node.replaceWith(...filled(node.data, {}));
}

/** On a cause's page: what concerns this reader first. Reading the facts needs every question, so only where there are some. */
async function showOwn({ stack }: KeptReader): Promise<void> {
  if (!document.querySelector('#fix-it')) return;
  const { showOwnPart } = await import('./own-part.ts');
  const facts = isCase ? (await import('../diagnosis/fragment.ts')).readFragment(location.hash).facts : [];
  showOwnPart(stack, facts);
  const target = isCase ? null : document.getElementById(location.hash.slice(1));
  const folded = target?.closest<HTMLDetailsElement>('details');
  if (folded) folded.open = true;
  // What was folded above it has moved it.
  target?.scrollIntoView();
}

/** Puts what is known into the page, and says so in its line. */
async function show(): Promise<void> {
  const reader = known();
  const endpoint = plainEndpoint(reader.endpoint ?? '');
  const interval = await intervals();
  const fills: Fills = { ...(endpoint && fillsOfEndpoint(endpoint)), ...interval };
  if (Object.keys(interval).length > 0) markProse();
  sayCommands(reader.shell ?? 'bash', fills);
  fillExamples(document, fills);
  if (line && !line.querySelector('form')) drawLine(line, reader);
}

function button(text: string, act: () => void, className = 'plain small'): HTMLButtonElement {
  const made = element('button', className, text);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
}

function drawLine(place: HTMLElement, { endpoint, shell, stack }: KeptReader): void {
  const isKept = Object.keys(keptReader()).length > 0;
  const said = [
    ...(endpoint ? [element('code', '', endpoint)] : []),
    ...(shell ? [shell] : []),
    ...(stack ? [stackNames().get(stack) ?? stack] : []),
  ];
  if (said.length === 0) {
    place.replaceChildren(...example);
    place.querySelector('button')?.addEventListener('click', ask, { once: true });
    return;
  }
  place.replaceChildren(
    element('span', '', 'Yours: ', ...said.flatMap((each, index) => (index > 0 ? [' · ', each] : [each]))),
    button('Change', ask),
    ...(isKept ? [button('Forget', forget)] : []),
  );
}

function forget(): void {
  told = undefined;
  keepReader({});
  void Promise.all([show(), showOwn({})]).then(() => {
    line?.querySelector('button')?.focus();
    announceReader(known());
  });
}

/** The stacks that this page has a fix for: slug → name. */
function stackNames(): ReadonlyMap<string, string> {
  const sections = [...document.querySelectorAll<HTMLElement>('.fix[data-stack]')];
  return new Map(
    sections.map((each) => [each.dataset['stack'] ?? '', each.querySelector('h3 a')?.textContent ?? '']),
  );
}

function choice(name: string, options: readonly (readonly [value: string, text: string])[], chosen = '') {
  const select = element('select');
  select.append(
    ...options.map(([value, text]) => {
      const option = element('option', '', text);
      option.value = value;
      option.selected = value === chosen;
      return option;
    }),
  );
  return [element('label', '', name, ' ', select), select] as const;
}

/** The address as it can be filled in: a reader may leave the scheme out, and a query is none of the page's business. */
function readAddress(text: string): string | undefined {
  const [address = ''] = text.trim().split(/[?#]/);
  return plainEndpoint(/^wss?:\/\//i.test(address) ? address : `wss://${address}`)?.text;
}

/** Asks for the reader's address, shell and stack, where the line was. */
export function ask(): void {
  if (!line) return;
  const place = line;
  const reader = known();
  const address = element('input');
  address.type = 'text';
  address.inputMode = 'url';
  address.autocapitalize = 'none';
  address.spellcheck = false;
  address.placeholder = 'wss://app.example/ws';
  address.maxLength = 300;
  address.value = reader.endpoint ?? '';
  const problem = element('span', 'field-error');
  problem.role = 'alert';
  const [shellLabel, shell] = choice(
    'Shell',
    shells.map((each) => [each, each]),
    reader.shell,
  );
  const names = [...stackNames()];
  const [stackLabel, stack] = choice('Stack', [['', 'any'], ...names], reader.stack);
  const form = element(
    'form',
    'reader-form',
    element('label', 'grow', 'Your address ', address),
    shellLabel,
    ...(names.length > 1 ? [stackLabel] : []),
    element('span', 'actions', element('button', 'small', 'Use it')),
    problem,
    element('span', 'quiet', 'Kept in this browser only, and never sent anywhere.'),
  );
  // Without a name no field is ever part of a request.
  form.method = 'dialog';
  const end = () => {
    drawLine(place, known());
    place.querySelector('button')?.focus();
  };
  form.querySelector('.actions')?.append(button('Cancel', end));
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') end();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const endpoint = address.value.trim() === '' ? '' : readAddress(address.value);
    if (endpoint === undefined) {
      problem.textContent =
        'This is not an address that can stand in a command: ws:// or wss://, a host and a plain path were expected, as in wss://app.example/ws.';
      address.setAttribute('aria-invalid', 'true');
      address.focus();
      return;
    }
    const kept = keptReader();
    const chosenStack = names.length > 1 ? stack.value : (kept.stack ?? '');
    told = {
      ...(endpoint && { endpoint }),
      // What everybody gets anyway needs no keeping.
      ...(shell.value !== 'bash' && { shell: shell.value as Shell }),
      ...(chosenStack && { stack: chosenStack }),
    };
    keepReader(told);
    form.remove();
    void Promise.all([show(), showOwn(told)]).then(() => {
      place.querySelector('button')?.focus();
      announceReader(known());
    });
  });
  place.replaceChildren(form);
  address.focus();
}

if (isCase) {
  for (const each of document.querySelectorAll<HTMLAnchorElement>('a[data-carry]')) each.hash = location.hash;
  for (const each of document.querySelectorAll<HTMLElement>('[data-tried]')) {
    const tried = each.querySelector('a');
    if (tried) tried.hash = `${location.hash}&tried=${each.dataset['tried'] ?? ''}`;
    each.hidden = false;
  }
}
if (carriedEndpoint)
  for (const each of document.querySelectorAll<HTMLAnchorElement>('a[data-carry-url]'))
    each.hash = `url=${encodeURIComponent(carriedEndpoint)}`;
void show();
const { stack } = known();
void showOwn(known()).then(() => {
  if (isCase && stack) document.querySelector(`.fix[data-stack="${stack}"]`)?.scrollIntoView();
});
