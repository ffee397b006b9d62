/** The live test in the page: runs the probe, and hands what it records to the element that shows a report. */
import { createActor } from 'xstate';
import type { ActorRefFrom } from 'xstate';
import { browserEnvironment, dropAll, recentFailures } from '../../probe/browser.ts';
import { crossesIntoLocalNetwork, preflight } from '../../probe/endpoint.ts';
import type { Endpoint } from '../../probe/endpoint.ts';
import { probe } from '../../probe/machine.ts';
import { reportJson, reportVersion, runOf } from '../../probe/run.ts';
import type { Report } from '../../probe/run.ts';
import { secretsOf } from '../../probe/secrets.ts';
import type { Secrets } from '../../probe/secrets.ts';
import { find } from '../../probe/trace.ts';
import type { Trace } from '../../probe/trace.ts';
import { offerCopy } from '../copy.ts';
import { element, field, link } from '../dom.ts';
import { RunReport } from '../run-report/run-report.ts';
import { fillForm, formFragment, readPlan, textOf } from './form.ts';
import { forget, keep, keptReport, keptText } from './last-run.ts';

/** How often the progress bar moves, in milliseconds. */
const progressEvery = 250;
/** How long the snippet holds a socket where the form asks for none or for ever, in seconds. */
const usualHold = 5;

/** The code that tells what a report means. No test needs it before its end, and without it a report is shown all the same. */
type Meaning = typeof import('./meaning.ts') | undefined;
const loadMeaning = (): Promise<Meaning> => import('./meaning.ts').catch(() => undefined);

const pageTitle = document.title;

/** A test ends with its page: the browser asks before that. */
const askToStay = (event: Event) => event.preventDefault();

type Probe = ActorRefFrom<typeof probe>;

/** A test of one endpoint. */
interface Running {
  actor: Probe;
  endpoint: Endpoint;
}

/** A random number as text. `crypto.randomUUID` is kept from pages without TLS. */
const nonce = () =>
  [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

class LiveTest extends HTMLElement {
  private running: Running[] = [];
  private progress = 0;
  private report: Report | undefined;
  private readonly view = new RunReport(this);
  private secrets: Secrets = [];

  connectedCallback() {
    const { form } = this;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.attempt(() => this.start());
    });
    this.on('[data-stop]', () => this.running.forEach(({ actor }) => actor.send({ type: 'stop' })));
    this.on('[data-download]', () => void this.download());
    this.on('[data-markdown]', () => void this.copyMarkdown());
    this.on('[data-link]', () => this.copy('The link', this.address()));
    this.on('[data-forget]', () => {
      forget();
      this.place('[data-last]').hidden = true;
      this.showKept();
    });
    // Browsers offer the clipboard to secure contexts only.
    for (const selector of ['[data-markdown]', '[data-link]']) this.place(selector).hidden = !isSecureContext;
    document.addEventListener('visibilitychange', () => {
      const type = document.hidden ? 'page.hidden' : 'page.shown';
      for (const { actor } of this.running) actor.send({ type });
    });
    // Either closes the sockets: what they then report is not the endpoint's.
    const leave = () => this.running.forEach(({ actor }) => actor.send({ type: 'page.left' }));
    addEventListener('pagehide', leave);
    document.addEventListener('freeze', leave);
    for (const button of this.querySelectorAll<HTMLButtonElement>('[data-copy]')) offerCopy(button);
    this.fill();
    this.showKept();
    addEventListener('hashchange', () => this.fill());
    field(this, '[data-start]', HTMLButtonElement).disabled = false;
    void this.restore();
  }

  /** Shows the last result again to whoever reloads the page or comes back to it. */
  private async restore() {
    const [entry] = performance.getEntriesByType('navigation');
    if (!/^(reload|back_forward)$/.test((entry as PerformanceNavigationTiming | undefined)?.type ?? ''))
      return;
    if (keptText() === '') return;
    const [last, meaning] = await Promise.all([keptReport(), loadMeaning()]);
    if (!last || !meaning || this.running.length > 0 || this.report) return;
    this.present(last, meaning);
    meaning.markAsLast(this, last);
  }

  private showKept() {
    this.place('[data-kept]').hidden = keptText() === '';
  }

  private get form() {
    return field(this, 'form', HTMLFormElement);
  }

  private place(selector: string) {
    return field(this, selector, HTMLElement);
  }

  private on(selector: string, act: () => void) {
    field(this, selector, HTMLButtonElement).addEventListener('click', act);
  }

  /** A link may fill the form; only the reader starts a test. */
  private fill() {
    if (this.running.length > 0 || !location.hash.includes('=')) return;
    if (fillForm(this.form, location.hash)) field(this, '[data-more]', HTMLDetailsElement).open = true;
  }

  private start() {
    if (this.running.length > 0) return;
    const endpoints: Endpoint[] = [];
    for (const name of ['url', 'other']) {
      const text = textOf(this.form, name);
      this.complain(name, undefined);
      if (name === 'other' && text.trim() === '') continue;
      const result = preflight(text, location.protocol);
      if (result.outcome !== 'ready') {
        this.complain(name, result.problem);
        // Where this page may not go, their own page or a terminal may.
        if (result.outcome === 'forbidden-here') void this.showBeyond(result.endpoint);
        return;
      }
      endpoints.push(result.endpoint);
    }
    const plan = readPlan(this.form);
    this.secrets = secretsOf(
      endpoints.map(({ url }) => url),
      plan,
    );
    this.place('[data-results]').hidden = false;
    this.place('[data-beyond]').hidden = true;
    this.view.clear();
    this.busy(true);

    this.running = endpoints.map((endpoint) => ({
      endpoint,
      actor: createActor(probe, {
        input: {
          endpoint,
          plan,
          crossesIntoLocalNetwork: crossesIntoLocalNetwork(endpoint, location.hostname),
          recentFailures: recentFailures(browserEnvironment.now()),
          environment: browserEnvironment,
          nonce: nonce(),
        },
      }),
    }));
    for (const test of this.running) {
      test.actor.subscribe({
        next: () => this.attempt(() => this.draw()),
        error: (error: unknown) => this.fail(error),
        complete: () =>
          this.attempt(() => {
            if (this.running.every(({ actor }) => actor.getSnapshot().status === 'done')) this.finish();
          }),
      });
    }
    this.progress = window.setInterval(() => this.attempt(() => this.move()), progressEvery);
    for (const { actor } of this.running) actor.start();
  }

  private attempt(act: () => void) {
    try {
      act();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Ends a test that this browser cannot run, and says so: a dead button would tell nothing. */
  private fail(error: unknown) {
    clearInterval(this.progress);
    const broken = this.running;
    this.running = [];
    for (const { actor } of broken) actor.stop();
    dropAll();
    this.busy(false);
    this.complain(
      'url',
      `The test broke in this browser: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown error'}. That says nothing about the endpoint. Use a newer browser.`,
    );
  }

  /** Says at its field why an address cannot be tested; what was typed stays. */
  private complain(name: string, problem: string | undefined) {
    const shown = this.place(`#${name}-error`);
    const input = field(this.form, `[name=${name}]`, HTMLInputElement);
    shown.hidden = problem === undefined;
    shown.textContent = problem ?? '';
    input.setAttribute('aria-invalid', String(problem !== undefined));
    if (problem === undefined) return;
    if (name === 'other') field(this, '[data-more]', HTMLDetailsElement).open = true;
    input.focus();
  }

  private busy(running: boolean) {
    const [start, stop] = ['[data-start]', '[data-stop]'].map((each) => field(this, each, HTMLButtonElement));
    const hadFocus = document.activeElement === start;
    if (start) start.disabled = running;
    if (stop) stop.disabled = !running;
    // A button that is disabled loses the focus, and with it the place of whoever uses the keyboard.
    if (running && hadFocus) stop?.focus();
    if (running) addEventListener('beforeunload', askToStay);
    else removeEventListener('beforeunload', askToStay);
    document.title = pageTitle;
    for (const selector of ['[data-download]', '[data-markdown]', '[data-link]'])
      field(this, selector, HTMLButtonElement).disabled = running;
    for (const input of this.form.querySelectorAll<HTMLInputElement>('input[type=text]'))
      input.readOnly = running;
  }

  private draw() {
    this.view.follow(this.running.map(({ actor }) => actor.getSnapshot().context.trace));
    this.move();
  }

  private move() {
    for (const [index, { actor }] of this.running.entries()) {
      const { trace, startedAt } = actor.getSnapshot().context;
      const progress = this.view.move(index, trace, browserEnvironment.now() - startedAt);
      if (progress && index === 0) document.title = `${progress} · ${pageTitle}`;
    }
  }

  private finish() {
    clearInterval(this.progress);
    const tests = this.running;
    if (tests.length === 0) return;
    this.running = [];
    const report: Report = {
      schema: reportVersion,
      made: new Date().toISOString(),
      from: 'page',
      origin: location.origin,
      browser: navigator.userAgent,
      runs: tests.map(({ actor }) => runOf(actor.getSnapshot().context.trace, this.secrets)),
    };
    const before = keptText();
    if (!report.runs.some(({ trace }) => find(trace, 'page-left'))) keep(report);
    this.showKept();
    this.report = report;
    this.busy(false);
    // The buttons come first: Stop must answer at once, whatever there is to draw.
    setTimeout(() => void this.conclude(report, tests[0]?.endpoint, before));
  }

  /** Shows the result of a test, and what has changed since the report that was kept before it. */
  private async conclude(report: Report, endpoint: Endpoint | undefined, before: string) {
    const [run] = report.runs;
    if (endpoint && run) void this.showBeyond(endpoint, run.trace);
    const [last, meaning] = await Promise.all([keptReport(before), loadMeaning()]);
    if (this.running.length > 0) return;
    meaning?.showChange(this, report, last);
    this.leadTo(this.present(report, meaning));
  }

  private async showBeyond({ url, shown }: Pick<Endpoint, 'url' | 'shown'>, trace?: Trace) {
    const { subprotocols, hold } = readPlan(this.form);
    const { showBeyond } = await import('./beyond.ts');
    showBeyond(field(this, '[data-beyond]', HTMLDetailsElement), {
      address: url,
      shown,
      subprotocols,
      seconds: hold === null || hold === 0 ? usualHold : hold,
      trace,
    });
  }

  /** Shows what a test has measured: what it says comes first. */
  private present(report: Report, meaning: Meaning): HTMLElement | undefined {
    this.report = report;
    this.place('[data-results]').hidden = false;
    const shown = meaning?.showVerdict(this, report);
    if (!shown)
      this.place('[data-conclusion]').replaceChildren(
        element(
          'p',
          '',
          'What this means could not be loaded. The steps are below; run the test again when you are online.',
        ),
      );
    const title = shown?.querySelector('h2')?.textContent ?? 'The test has ended.';
    this.place('[data-announce]').textContent = title;
    document.title = `${title} · ${pageTitle}`;
    return shown;
  }

  /** Leads to the verdict; whoever types meanwhile is left alone. */
  private leadTo(shown: HTMLElement | undefined) {
    if (!shown || document.activeElement?.matches('input, select, textarea')) return;
    shown.tabIndex = -1;
    shown.focus({ preventScroll: true });
    shown.scrollIntoView({ block: 'start' });
  }

  /** An address that fills the form as it is now, for the endpoints that were tested. */
  private address(): string {
    const fragment = formFragment(
      this.form,
      (this.report?.runs ?? []).map(({ endpoint }) => endpoint),
    );
    return location.href.replace(/#.*$/, '') + fragment;
  }

  private async copyMarkdown() {
    if (!this.report) return;
    const { reportMarkdown } = await import('../../probe/report.ts');
    this.copy('The Markdown', reportMarkdown(this.report, this.address()));
  }

  /** Said beside the buttons: a label that changed when its button lost the focus moved the next one away from the pointer. */
  private copy(what: string, text: string) {
    const say = (words: string) => (this.place('[data-copied]').textContent = words);
    navigator.clipboard.writeText(text).then(
      () => say(`${what} is copied.`),
      () => say('The browser did not allow the copy. Download the report instead.'),
    );
  }

  private async download() {
    const { report } = this;
    if (!report) return;
    // What adds the verdict and the link is perhaps not loaded yet, right after a test.
    const meaning = await loadMeaning();
    const text = reportJson(meaning?.handedOn(report, this.address()) ?? report);
    const file = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const anchor = link('', file);
    anchor.download = `not101-report-${report.made.slice(0, 19).replaceAll(':', '')}.json`;
    anchor.click();
    URL.revokeObjectURL(file);
  }
}

customElements.define('live-test', LiveTest);
