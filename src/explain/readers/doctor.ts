/** What the doctor prints in a terminal: its steps, and the link at its end, which holds the facts. Its JSON is a report. */
import { fact } from '../../diagnosis/facts.ts';
import { readFragment } from '../../diagnosis/fragment.ts';
import { terminalOutcomes } from '../../probe/terminal-steps.ts';
import type { Finding, Reader } from '../finding.ts';
import { lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';

/** Where the columns of a step begin. */
const [nameAt, textAt] = [14, 32];

/** `failed        TLS               The certificate has expired.` */
function step(line: string): ReadLine | undefined {
  const outcome = terminalOutcomes.find((each) => line.slice(0, nameAt).trimEnd() === each);
  const name = line.slice(nameAt, textAt).trimEnd();
  if (outcome === undefined || !/^[A-Z][A-Za-z0-9/ -]{1,17}$/.test(name)) return undefined;
  return { what: `doctor: ${name}, ${outcome}`, means: line.slice(textAt, textAt + 300), facts: [] };
}

/** `https://…/diagnose/#status=m.426&endpoint=…` */
function link(line: string): ReadLine | undefined {
  const [, fragment] =
    /\bhttps?:\/\/[^\s#]{1,200}\/diagnose\/(?:[a-z0-9-]{1,60}\/)?(#\S{1,4000})/.exec(line) ?? [];
  if (fragment === undefined) return undefined;
  const { facts } = readFragment(fragment);
  return {
    what: 'link to the questions, with what is known',
    means:
      'Whoever made this link knew these facts. The doctor ends with one, and so does every result of the questions.',
    facts: facts.map(({ question, answer, value }) =>
      fact(question, answer, 'paste', value === undefined ? {} : { value }),
    ),
  };
}

const lines = lineReader({
  id: 'doctor',
  isTabular: true,
  format: 'the doctor’s lines',
  isHintOfLine: true,
  hint: /^(?:passed|failed|skipped|could not run) {1,12}[A-Z]|\/diagnose\/(?:[a-z0-9-]{1,60}\/)?#/m,
  read: (line) => step(line) ?? link(line),
});

/**
 * What the doctor prints in a terminal. The lines between belong to it too: it names causes there, which are no evidence of their own, and it prints
 * parts of a config, which nobody runs.
 */
export const doctorTranscript: Reader = {
  ...lines,
  read: (text) => {
    const reading = lines.read(text);
    const from = text.search(/^Not101 doctor \S/m);
    const to = Math.max(0, ...reading.findings.map(({ span }) => span[1]));
    if (from === -1 || to <= from) return reading;
    const whole: Finding = { span: [from, to], by: lines.id, what: reading.format, means: '', facts: [] };
    return { ...reading, findings: [whole, ...reading.findings] };
  },
};
