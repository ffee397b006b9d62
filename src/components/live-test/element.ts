/** The live test in the page: runs the probe, shows what it records, and leads into the tree. */
import { createActor } from 'xstate';
import type { ActorRefFrom } from 'xstate';
import type { Facts } from '../../diagnosis/facts.ts';
import { browserEnvironment, dropAll, recentFailures } from '../../probe/browser.ts';
import type { ComparedStep } from '../../probe/compare.ts';
import { crossesIntoLocalNetwork, preflight } from '../../probe/endpoint.ts';
import type { Endpoint } from '../../probe/endpoint.ts';
import { probe } from '../../probe/machine.ts';
import { allPassed } from '../../probe/outcome.ts';
import { reportJson, reportVersion, runOf } from '../../probe/run.ts';
import type { Report, Run } from '../../probe/run.ts';
import { secretsOf } from '../../probe/secrets.ts';
import type { Secrets } from '../../probe/secrets.ts';
import type { Trace } from '../../probe/trace.ts';
import { find } from '../../probe/trace.ts';
import { offerCopy } from '../copy.ts';
import { offerShells, showBeyond } from './beyond.ts';
import { element, field, link } from '../dom.ts';
import { drawProgress, drawSteps, drawTimeline } from './drawing.ts';
import { fillForm, formFragment, readPlan, textOf } from './form.ts';
import { forget, keep, keptReport, keptText } from './last-run.ts';

/** How often the progress bar moves, in milliseconds. */
const progressEvery = 250;
/** How long the snippet holds a socket where the form asks for none or for ever, in seconds. */
const usualHold = 5;

type Probe = ActorRefFrom<typeof probe>;

/** A test of one endpoint, and what of it was drawn. */
interface Running {
  actor: Probe;
  endpoint: Endpoint;
  drawn: Trace;
}

/** A random number as text. `crypto.randomUUID` is kept from pages without TLS. */
const nonce = () =>
  [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Whether what only the reader can see is the way on: nothing opened, or nothing is wrong from here. */
const isWayOn = ({ trace }: Run) => !find(trace, 'socket-open') || allPassed(trace);

class LiveTest extends HTMLElement {
  private running: Running[] = [];
  private progress = 0;
  private report: Report | undefined;
  private secrets: Secrets = [];
  /** Loaded with the first result: no test needs it before, and without it a result is shown all the same. */
  private comparing: typeof import('./conclusion.ts') | undefined;

  connectedCallback() {
    const { form } = this;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.attempt(() => this.start());
    });
    this.on('[data-stop]', () => this.running.forEach(({ actor }) => actor.send({ type: 'stop' })));
    this.on('[data-download]', () => this.download());
    this.on('[data-markdown]', () => void this.copyMarkdown());
    this.on('[data-link]', () =>
      this.copy('The link', location.href.replace(/#.*$/, '') + this.linkFragment()),
    );
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
    offerShells(this.place('[data-beyond]'));
    for (const button of this.querySelectorAll<HTMLButtonElement>('[data-copy]')) offerCopy(button);
    this.fill();
    this.showKept();
    addEventListener('hashchange', () => this.fill());
    field(this, '[data-start]', HTMLButtonElement).disabled = false;
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
        if (result.outcome === 'forbidden-here') this.showBeyond(result.endpoint, true);
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
    for (const selector of ['[data-conclusion]', '[data-chart]', '[data-timeline]', '[data-other-steps]'])
      this.place(selector).replaceChildren();
    for (const selector of ['[data-beyond]', '[data-last]', '[data-pair]', '[data-limits]'])
      this.place(selector).hidden = true;
    this.busy(true);

    this.running = endpoints.map((endpoint) => ({
      endpoint,
      drawn: [],
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
    field(this, '[data-start]', HTMLButtonElement).disabled = running;
    field(this, '[data-stop]', HTMLButtonElement).disabled = !running;
    for (const selector of ['[data-download]', '[data-markdown]', '[data-link]'])
      field(this, selector, HTMLButtonElement).disabled = running;
    for (const input of this.form.querySelectorAll<HTMLInputElement>('input[type=text]'))
      input.readOnly = running;
  }

  private draw() {
    for (const [index, test] of this.running.entries()) {
      const { trace } = test.actor.getSnapshot().context;
      if (trace === test.drawn) continue;
      drawSteps(this.place(index === 0 ? '[data-steps]' : '[data-other-steps]'), trace);
      if (index === 0) drawTimeline(this.place('[data-timeline]'), trace, test.drawn);
      test.drawn = trace;
    }
    this.place('[data-other]').hidden = this.running.length < 2;
    this.move();
  }

  private move() {
    for (const [index, { actor }] of this.running.entries()) {
      const { trace, startedAt } = actor.getSnapshot().context;
      const list = this.place(index === 0 ? '[data-steps]' : '[data-other-steps]');
      drawProgress(list, trace, browserEnvironment.now() - startedAt);
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
    this.busy(false);
    // The buttons come first: Stop must answer at once, whatever there is to draw.
    setTimeout(() => void this.conclude(report, tests[0]?.endpoint, before));
  }

  /** Shows the result of a test, and what has changed since the report that was kept before it. */
  private async conclude(report: Report, endpoint: Endpoint | undefined, before: string) {
    const [run] = report.runs;
    if (endpoint && run) this.showBeyond(endpoint, isWayOn(run));
    const [last] = await Promise.all([keptReport(before), this.loadComparing()]);
    if (this.running.length > 0) return;
    this.compareWithLast(report, last);
    this.present(report);
  }

  private async loadComparing() {
    this.comparing ??= await import('./conclusion.ts').catch(() => undefined);
    return this.comparing;
  }

  private showBeyond({ url, shown }: Pick<Endpoint, 'url' | 'shown'>, isNext: boolean) {
    const { subprotocols, hold } = readPlan(this.form);
    showBeyond(field(this, '[data-beyond]', HTMLDetailsElement), {
      address: url,
      shown,
      subprotocols,
      seconds: hold === null || hold === 0 ? usualHold : hold,
      isNext,
    });
  }

  /** Shows what a report has. */
  private present(report: Report) {
    this.report = report;
    const [run, other] = report.runs;
    if (!run) return;
    this.place('[data-results]').hidden = false;
    drawSteps(this.place('[data-steps]'), run.trace);
    drawTimeline(this.place('[data-timeline]'), run.trace, []);
    const chart = this.comparing?.roundTripChart(run.trace);
    this.place('[data-chart]').replaceChildren(...(chart ? [chart] : []));
    // The table takes the place of the second list.
    this.place('[data-other]').hidden = true;
    this.showBeside('[data-pair]', other && this.comparing?.compareSteps(run, other));
    const conclusion =
      this.comparing?.verdict(run, other) ??
      element(
        'p',
        '',
        'What this means could not be loaded. The steps are above; run the test again when you are online.',
      );
    this.place('[data-conclusion]').replaceChildren(conclusion);
    this.showLimits(run.facts);
    this.place('[data-announce]').textContent =
      conclusion.querySelector('h2')?.textContent ?? 'The test has ended.';
  }

  /** Shows the steps of two runs in the table of a section, or hides the section where there are none. */
  private showBeside(section: string, rows: readonly ComparedStep[] | undefined) {
    this.place(section).hidden = rows === undefined;
    if (rows) this.comparing?.drawComparison(this.place(`${section} tbody`), rows);
  }

  /** Shows the well-known limits that have the measured number of seconds. */
  private showLimits(known: Facts) {
    const seconds = known.find(({ question }) => question === 'seconds')?.value;
    this.comparing?.showMatchingLimits(this.place('[data-limits]'), seconds);
  }

  private compareWithLast(report: Report, last: Report | undefined) {
    const [now, before] = [report.runs[0], last?.runs[0]];
    if (!now || !before || !last || now.endpoint !== before.endpoint) return;
    const rows = this.comparing?.compareSteps(before, now);
    if (!rows) return;
    const changed = rows.filter(({ differs }) => differs).map(({ name }) => name);
    this.place('[data-last-words]').textContent =
      `The last test of this address was made on ${last.made.slice(0, 16).replace('T', ' at ')} UTC. ${changed.length === 0 ? 'Every step ended as it did then.' : `Since then this has changed: ${changed.join(', ')}.`}`;
    this.showBeside('[data-last]', rows);
  }

  private linkFragment(): string {
    return formFragment(
      this.form,
      (this.report?.runs ?? []).map(({ endpoint }) => endpoint),
    );
  }

  private async copyMarkdown() {
    if (!this.report) return;
    const { reportMarkdown } = await import('../../probe/report.ts');
    this.copy('The Markdown', reportMarkdown(this.report));
  }

  /** Said beside the buttons: a label that changed when its button lost the focus moved the next one away from the pointer. */
  private copy(what: string, text: string) {
    const say = (words: string) => (this.place('[data-copied]').textContent = words);
    navigator.clipboard.writeText(text).then(
      () => say(`${what} is copied.`),
      () => say('The browser did not allow the copy. Download the report instead.'),
    );
  }

  private download() {
    if (!this.report) return;
    const file = URL.createObjectURL(new Blob([reportJson(this.report)], { type: 'application/json' }));
    const anchor = link('', file);
    anchor.download = `not101-report-${this.report.made.slice(0, 19).replaceAll(':', '')}.json`;
    anchor.click();
    URL.revokeObjectURL(file);
  }
}

customElements.define('live-test', LiveTest);
