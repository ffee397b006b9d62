/** What a browser cannot know of a failure: where it stands in this tab, and what can tell it from outside. */
import { plainEndpoint } from '../../diagnosis/plain-endpoint.ts';
import { snippetArguments } from '../../probe/snippet.ts';
import { fillExamples, fillsOfEndpoint } from '../fill-examples.ts';
import type { Shell } from '../../probe/shell.ts';
import type { Trace } from '../../probe/trace.ts';
import { leavesItToTheReader } from '../../probe/verdict.ts';
import { field } from '../dom.ts';
import { keepReader, keptReader } from '../kept-reader.ts';

/** The engine of this browser, by its own description. */
function engine(): 'firefox' | 'chromium' | 'webkit' {
  if (navigator.userAgent.includes('Firefox/')) return 'firefox';
  return /Chrom(e|ium)\//.test(navigator.userAgent) ? 'chromium' : 'webkit';
}

const offered = new WeakSet<HTMLElement>();

/** Lets the choice of a shell show its commands; it begins with the shell that the reader told. */
function offerShells(section: HTMLElement): void {
  if (offered.has(section)) return;
  offered.add(section);
  const choice = field(section, '[name=shell]', HTMLSelectElement);
  const show = () => {
    for (const list of section.querySelectorAll<HTMLElement>('[data-shell]'))
      list.hidden = list.dataset['shell'] !== choice.value;
  };
  choice.value = keptReader().shell ?? choice.value;
  show();
  choice.addEventListener('change', () => {
    keepReader({ ...keptReader(), shell: choice.value as Shell });
    show();
  });
}

/** Fills the section for one endpoint, and opens it where it is the way on; always where no test could run. */
export function showBeyond(
  section: HTMLDetailsElement,
  test: {
    address: string;
    shown: string;
    subprotocols: readonly string[];
    seconds: number;
    trace: Trace | undefined;
  },
): void {
  offerShells(section);
  for (const hint of section.querySelectorAll<HTMLElement>('[data-engine]'))
    hint.hidden = hint.dataset['engine'] !== engine();
  const snippet = field(section, '[data-snippet] code', HTMLElement);
  const body = (snippet.dataset['body'] ??= snippet.textContent.trimEnd());
  snippet.textContent = body + snippetArguments(test.address, test.subprotocols, test.seconds);
  const endpoint = plainEndpoint(test.shown);
  const inCommands = endpoint ?? plainEndpoint('wss://app.example/ws');
  if (inCommands) fillExamples(section, fillsOfEndpoint(inCommands));
  field(section, '[data-unfilled]', HTMLElement).hidden = endpoint !== undefined;
  for (const block of section.querySelectorAll<HTMLElement>('[data-needs-tls]'))
    block.hidden = endpoint?.secure === false;
  section.open = !test.trace || leavesItToTheReader(test.trace);
  section.hidden = false;
}
