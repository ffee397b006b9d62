/**
 * The page that explains texts. What is pasted or dropped goes to a worker beside the page and nowhere else; what draws
 * the result is loaded when there is one.
 */
import '../content-page.ts';
import { element, field } from '../dom.ts';
import { handedText } from './handed-text.ts';
import { loadExplainableTexts } from './load-explainable.ts';
import type { Given, News, Order } from './messages.ts';

/** After so long without a key a text is explained, in milliseconds. */
const pause = 400;
/** More files than these are too many to be one case. */
const mostFiles = 12;

class ExplainText extends HTMLElement {
  private files: File[] = [];
  private worker: Worker | undefined;
  private turn = 0;
  private timer = 0;

  connectedCallback() {
    const { box, form } = this;
    box.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.explain(), pause);
    });
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      void this.explain().then(() => this.goToResult());
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.explain().then(() => this.goToResult());
    });
    const chooser = field(this, 'input[type=file]', HTMLInputElement);
    chooser.addEventListener('change', () => {
      this.add([...(chooser.files ?? [])]);
      chooser.value = '';
    });
    field(this, '[data-choose]', HTMLButtonElement).addEventListener('click', () => chooser.click());
    this.addEventListener('dragover', (event) => {
      event.preventDefault();
      this.dataset['over'] = '';
    });
    this.addEventListener('dragleave', (event) => {
      if (!this.contains(event.relatedTarget as Node | null)) delete this.dataset['over'];
    });
    this.addEventListener('drop', (event) => {
      event.preventDefault();
      delete this.dataset['over'];
      const text = event.dataTransfer?.getData('text/plain') ?? '';
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) this.add(files);
      else if (text !== '') {
        box.value += `${box.value === '' ? '' : '\n'}${text}`;
        void this.explain();
      }
    });
    field(this, '[data-cancel]', HTMLButtonElement).addEventListener('click', () => {
      this.stop();
      this.say('Cancelled. Your text and your files are still here.');
    });
    field(this, '[data-clear]', HTMLButtonElement).addEventListener('click', () => {
      box.value = '';
      this.files = [];
      this.drawFiles();
      void this.explain();
      box.focus();
    });
    field(this, '[data-explain]', HTMLButtonElement).disabled = false;
    const handed = handedText();
    if (handed !== '') box.value = handed;
    // Who comes with a text has asked for the result, and not for the box.
    if (box.value !== '') void this.explain().then(() => handed !== '' && this.goToResult());
  }

  private get form() {
    return field(this, 'form', HTMLFormElement);
  }

  private get box() {
    return field(this, 'textarea', HTMLTextAreaElement);
  }

  private place(name: string) {
    return field(this, `[data-${name}]`, HTMLElement);
  }

  private say(words: string) {
    this.place('status').textContent = words;
  }

  private add(files: readonly File[]) {
    this.files = [...this.files, ...files].slice(0, mostFiles);
    this.drawFiles();
    void this.explain();
  }

  private drawFiles() {
    this.place('files').replaceChildren(
      ...this.files.map((file) => {
        const remove = element('button', 'plain small', 'Remove');
        remove.type = 'button';
        remove.ariaLabel = `Remove ${file.name}`;
        remove.addEventListener('click', () => {
          this.files = this.files.filter((each) => each !== file);
          this.drawFiles();
          void this.explain();
          this.box.focus();
        });
        return element('li', '', element('bdi', '', file.name), ' ', remove);
      }),
    );
  }

  /** Ends what the worker does; the next text gets a new one. */
  private stop() {
    this.turn += 1;
    this.worker?.terminate();
    this.worker = undefined;
    this.place('progress').hidden = true;
  }

  private goToResult() {
    if (!this.place('result').hidden) this.place('result').focus();
  }

  private async explain(): Promise<void> {
    clearTimeout(this.timer);
    this.stop();
    const turn = this.turn;
    const text = this.box.value;
    const given: Given[] = [
      ...(text.trim() === '' ? [] : [{ name: '', content: text }]),
      ...this.files.map((file) => ({ name: file.name, content: file })),
    ];
    if (given.length === 0) {
      this.place('result').hidden = true;
      this.say('');
      return;
    }
    this.say('Reading …');
    // Files may take a while, so that Cancel is there from the first moment.
    this.place('progress').hidden = this.files.length === 0;
    try {
      const [known, { showResult }] = await Promise.all([loadExplainableTexts(), import('./draw.ts')]);
      if (turn !== this.turn) return;
      const news = await this.ask({ known, given });
      if (turn !== this.turn || news === undefined) return;
      if (news.kind === 'failed') {
        this.place('result').hidden = true;
        this.say(news.problem);
        return;
      }
      if (news.kind === 'done') this.say(await showResult(this.place('result'), news.result));
    } catch (error) {
      if (turn !== this.turn) return;
      const why = error instanceof Error ? error.message.slice(0, 120) : 'unknown error';
      this.say(
        `What this needs could not be loaded (${why}). Your text is still here: try again when you are online.`,
      );
    } finally {
      if (turn === this.turn) this.place('progress').hidden = true;
    }
  }

  /** Lets the worker explain; resolves with nothing if it was stopped meanwhile. */
  private ask(order: Order): Promise<News | undefined> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    this.worker = worker;
    return new Promise((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<News>) => {
        if (worker !== this.worker) {
          resolve(undefined);
        } else if (data.kind === 'progress') {
          this.place('progress').hidden = false;
          this.place('progress-words').textContent = data.words;
          field(this, 'progress', HTMLProgressElement).value = data.share;
        } else resolve(data);
      });
      worker.addEventListener('error', () => reject(new Error('the code that reads texts')));
      worker.postMessage(order);
    });
  }
}

customElements.define('explain-text', ExplainText);
