/** The live test in the page: runs the probe, shows what it records, and leads into the tree. */
import { createActor } from 'xstate';
import type { ActorRefFrom } from 'xstate';
import { offerCopy } from './copy.ts';
import { writeFragment } from '../diagnosis/fragment.ts';
import { plainEndpoint } from '../diagnosis/plain-endpoint.ts';
import { handshakeCommand } from '../diagnosis/questions.ts';
import { settle } from '../diagnosis/replay.ts';
import { browserEnvironment } from '../probe/browser.ts';
import { preflight } from '../probe/endpoint.ts';
import type { Endpoint } from '../probe/endpoint.ts';
import { probe } from '../probe/machine.ts';
import { allPassed, facts, steps } from '../probe/outcome.ts';
import { report } from '../probe/report.ts';
import type { Trace } from '../probe/trace.ts';
import { describe, find, span } from '../probe/trace.ts';
import { href, stateHref } from './links.ts';

/** How often the progress bar moves, in milliseconds. */
const progressEvery = 250;

class LiveTest extends HTMLElement {
  private actor: ActorRefFrom<typeof probe> | undefined;
  private endpoint: Endpoint | undefined;
  private progress = 0;
  private drawn = 0;

  connectedCallback() {
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.start();
    });
    this.field('[data-stop]', HTMLElement).addEventListener('click', () =>
      this.actor?.send({ type: 'stop' }),
    );
    this.field('[data-download]', HTMLElement).addEventListener('click', () => this.download());
    this.fill();
    addEventListener('hashchange', () => this.fill());
  }

  private get form() {
    return this.field('form', HTMLFormElement);
  }

  private get url() {
    return this.field('[name=url]', HTMLInputElement);
  }

  /** The element that a selector finds. Throws if there is none of that kind. */
  private field<Kind extends HTMLElement>(selector: string, kind: new () => Kind): Kind {
    const found = this.querySelector(selector);
    if (!(found instanceof kind)) throw new Error(`The test page has no ${kind.name} at ${selector}.`);
    return found;
  }

  /** A link may fill the form; only the reader starts a test. */
  private fill() {
    const given = new URLSearchParams(location.hash.slice(1)).get('url');
    if (given !== null && !this.actor) this.url.value = given;
  }

  private start() {
    if (this.actor) return;
    const result = preflight(this.url.value, location.protocol);
    this.complain(result.outcome === 'ready' ? undefined : result.problem);
    if (result.outcome !== 'ready') return;
    this.endpoint = result.endpoint;
    this.field('[data-results]', HTMLElement).hidden = false;
    this.field('[data-conclusion]', HTMLElement).replaceChildren();
    this.field('[data-timeline]', HTMLElement).replaceChildren();
    this.drawn = 0;
    this.busy(true);

    const number = (name: string) => Number(this.field(`[name=${name}]`, HTMLSelectElement).value);
    const actor = createActor(probe, {
      input: {
        endpoint: result.endpoint,
        subprotocols: this.field('[name=subprotocols]', HTMLInputElement)
          .value.split(/[\s,]+/)
          .filter(Boolean),
        echoBytes: number('echo'),
        silenceSeconds: number('silence'),
        environment: browserEnvironment,
        nonce: crypto.randomUUID(),
      },
    });
    this.actor = actor;
    actor.subscribe({
      next: ({ context }) => this.draw(context.trace),
      complete: () => this.finish(actor.getSnapshot().context.trace),
    });
    this.progress = window.setInterval(() => this.move(actor.getSnapshot().context.trace), progressEvery);
    actor.start();
  }

  private complain(problem: string | undefined) {
    const place = this.field('[data-problem]', HTMLElement);
    place.hidden = problem === undefined;
    place.textContent = problem ?? '';
    this.url.setAttribute('aria-invalid', String(problem !== undefined));
    if (problem !== undefined) this.url.focus();
  }

  private busy(running: boolean) {
    this.field('[data-start]', HTMLButtonElement).disabled = running;
    this.field('[data-stop]', HTMLButtonElement).disabled = !running;
    this.field('[data-download]', HTMLButtonElement).disabled = running;
    this.url.readOnly = running;
  }

  private draw(trace: Trace) {
    const list = this.field('[data-steps]', HTMLElement);
    const silence = find(trace, 'started')?.silenceSeconds ?? 0;
    const items = steps(trace).map(({ name, outcome, text }) => {
      const item = document.createElement('li');
      item.dataset['step'] = name;
      const words = element('p', '', text);
      words.prepend(element('strong', '', `${name} `));
      const mark = element('span', 'outcome', outcome === 'unknowable' ? 'unknown' : outcome);
      mark.dataset['outcome'] = outcome;
      item.append(mark, words);
      if (name === 'Silence' && outcome === 'running' && find(trace, 'silence-started')) {
        const bar = document.createElement('progress');
        bar.max = silence;
        bar.setAttribute('aria-label', 'Silence held');
        item.append(bar);
      }
      return item;
    });
    list.replaceChildren(...items);
    this.move(trace);

    const timeline = this.field('[data-timeline]', HTMLElement);
    // Only the last row can have changed since it was drawn: messages that follow each other share one.
    const from = Math.max(0, Math.min(this.drawn, trace.length) - 1);
    while (timeline.children.length > from) timeline.lastElementChild?.remove();
    timeline.append(
      ...trace.slice(from).map((event) => {
        const row = document.createElement('li');
        row.append(element('time', '', span(event.at)), element('span', '', describe(event)));
        return row;
      }),
    );
    this.drawn = trace.length;
  }

  /** Time by timestamps, so that a throttled tab shows the right second when it comes back. */
  private move(trace: Trace) {
    const bar = this.querySelector('progress');
    const begun = find(trace, 'silence-started');
    const started = this.actor?.getSnapshot().context.startedAt;
    if (!bar || !begun || started === undefined) return;
    const seconds = (browserEnvironment.now() - started - begun.at) / 1000;
    bar.value = seconds;
    const words = bar.previousElementSibling?.lastChild;
    if (words)
      words.textContent = `Holding the connection in silence: ${Math.floor(seconds)} s of ${bar.max} s. Waiting for a drop.`;
  }

  private finish(trace: Trace) {
    clearInterval(this.progress);
    this.draw(trace);
    this.actor = undefined;
    this.busy(false);
    const conclusion = this.conclude(trace);
    this.field('[data-conclusion]', HTMLElement).replaceChildren(conclusion);
    this.field('[data-announce]', HTMLElement).textContent =
      conclusion.querySelector('h2')?.textContent ?? 'The test has ended.';
    this.last = trace;
  }

  private last: Trace = [];

  private conclude(trace: Trace): HTMLElement {
    const box = element('article', 'verdict');
    const known = facts(trace);
    const add = (title: string, ...paragraphs: (string | Node)[][]) =>
      box.append(
        element('h2', '', title),
        ...paragraphs.map((parts) => {
          const paragraph = element('p', '');
          paragraph.append(...parts);
          return paragraph;
        }),
      );
    if (known.length > 0) {
      const endpoint = plainEndpoint(this.endpoint?.shown ?? '')?.text;
      const next = stateHref(settle(known)) + writeFragment({ facts: known, ...(endpoint && { endpoint }) });
      add(find(trace, 'socket-open') ? 'It opened, then it ended' : 'It did not open', [
        'The test knows where it ended. What it cannot know, the next page asks.',
      ]);
      const unknown = this.unknowable(trace);
      if (unknown) box.append(unknown);
      const onward = element('p', '');
      onward.append(link('Continue with what was measured', next, 'button'));
      box.append(onward);
    } else if (find(trace, 'socket-refused')) {
      add('The browser refused to open it', [
        'A rule of the browser or of this page stopped the test before anything was sent. That says nothing about the endpoint.',
      ]);
    } else if (find(trace, 'flooded') || find(trace, 'stopped')) {
      add('The test was cut short', ['What was measured until then is listed above.']);
    } else if (allPassed(trace)) {
      add('The endpoint works from here', [
        'It opened with 101 and stayed open. If it still fails for you, something differs between this page and yours: ',
        link('find out what', stateHref('works-where')),
        '.',
      ]);
    } else {
      add('It opened, with one irregularity', [
        'The steps above show which. If your trouble is another one, ',
        link('start from the symptom', href('diagnose/')),
        '.',
      ]);
    }
    return box;
  }

  /** What script can never see of this failure, and the command that can. */
  private unknowable(trace: Trace): HTMLElement | undefined {
    if (find(trace, 'socket-open') || !this.endpoint) return undefined;
    const endpoint = plainEndpoint(this.endpoint.shown);
    const box = element('div', 'note');
    box.append(
      element(
        'p',
        '',
        'A browser hides from script why a handshake failed: the status, a certificate error, a DNS error. Two places show it: the Console and the Network tab (filter WS) of this tab’s developer tools, just now, and this command:',
      ),
    );
    if (endpoint) {
      const code = element('div', 'command');
      const pre = document.createElement('pre');
      pre.append(
        element(
          'code',
          '',
          `${handshakeCommand} -H 'Origin: ${location.origin}' http${endpoint.secure ? 's' : ''}://${endpoint.host}${endpoint.path}`,
        ),
      );
      const copy = document.createElement('button');
      copy.type = 'button';
      copy.className = 'copy';
      copy.hidden = true;
      copy.textContent = 'Copy';
      const frame = element('div', 'code');
      frame.append(pre, copy);
      offerCopy(copy);
      code.append(frame);
      box.append(code);
    }
    return box;
  }

  private download() {
    const made = new Date();
    const text = JSON.stringify(
      report(this.last, { made, page: location.protocol, browser: navigator.userAgent }),
      null,
      2,
    );
    const file = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const anchor = link('', file);
    anchor.download = `not101-report-${made.toISOString().slice(0, 19).replaceAll(':', '')}.json`;
    anchor.click();
    URL.revokeObjectURL(file);
  }
}

function element(name: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function link(text: string, address: string, className = ''): HTMLAnchorElement {
  const made = document.createElement('a');
  made.href = address;
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

customElements.define('live-test', LiveTest);
