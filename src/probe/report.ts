/** A report as Markdown, and reading one back. The test page loads this only when it is asked for. */
import type { FieldType } from './event-fields.ts';
import { eventFields, planFields, token } from './event-fields.ts';
import { isShownEndpoint, longestShown } from './endpoint.ts';
import { code, plain } from './markdown.ts';
import { reportOrigins, reportVersion } from './run.ts';
import type { Report, Run } from './run.ts';
import { runOfAny } from './terminal.ts';
import type { TraceEvent } from './trace.ts';
import { longestTrace } from './trace.ts';
import { verdictOf } from './verdict.ts';
import { describe, span, visible } from './words.ts';

export { reportJson, reportVersion, runOf } from './run.ts';
export type { Report, Run } from './run.ts';

/** Where a report was made, in words before its origin. */
const placeWords: Readonly<Record<Report['from'], string>> = {
  page: 'the test page at',
  console: 'the console of a page at',
  terminal: 'a terminal with the Origin',
};

/** Puts a sentence of ours into Markdown; what others gave stands in it as code. */
type Sentence = (text: string) => string;

/** Lines of Markdown that stand before and after the steps of a run. */
interface Around {
  before: readonly string[];
  after: readonly string[];
}

/** The report as Markdown, for an issue: what it says first, and with `link` an address that repeats the test. */
export function reportMarkdown(report: Report, link?: string): string {
  const tables = reportTables(report, (run, sentence) => {
    const verdict = verdictOf(run);
    return {
      before: verdict ? [`**${sentence(verdict.title)}.** ${sentence(verdict.text)}`, ''] : [],
      after: [
        '<details><summary>Timeline</summary>',
        '',
        ...run.trace.map((event) => `- ${span(event.at)}: ${sentence(describe(event))}`),
        '',
        '</details>',
        '',
      ],
    };
  });
  return link === undefined ? tables : `${tables}\n[Repeat the test](${link})\n`;
}

/** The steps of a report as tables in Markdown, with what stands around each of them. */
export function reportTables(
  { made, from, origin, browser, runs }: Report,
  around: (run: Run, sentence: Sentence) => Around = () => ({ before: [], after: [] }),
): string {
  const ofRun = (run: Run) => {
    const { endpoint, steps: rows, trace } = run;
    const given = [
      endpoint,
      ...trace.flatMap((event) => (event.id === 'closed' ? [visible(event.reason)] : [])),
    ];
    /** A sentence of ours; what others gave stands in it as code. */
    const sentence = (text: string, isInTable = false, [first, ...rest] = given.filter(Boolean)): string =>
      first === undefined
        ? plain(text)
        : text
            .split(first === endpoint ? endpoint : `“${first}”`)
            .map((part) => sentence(part, isInTable, rest))
            .join(code(first, isInTable));
    const { before, after } = around(run, (text) => sentence(text));
    return [
      `### ${code(endpoint)}`,
      '',
      ...before,
      '| step | outcome | what was measured |',
      '| --- | --- | --- |',
      ...rows.map(({ name, outcome, text }) => `| ${name} | ${outcome} | ${sentence(text, true)} |`),
      '',
      ...after,
    ];
  };
  return [
    `## WebSocket test${made && `, ${made}`}`,
    '',
    `Run from ${placeWords[from]} ${code(origin)}, in ${code(browser)}.`,
    '',
    ...runs.flatMap(ofRun),
  ].join('\n');
}

/** A report that was read back, or the sentence that says why it could not be. */
export type ReadReport = { report: Report } | { problem: string };

const longestPaste = 300_000;
const longestText = 500;
const mostSamples = 5000;

function isField(value: unknown, type: FieldType): boolean {
  if (typeof type !== 'string') return typeof value === 'string' && type.includes(value);
  switch (type) {
    case 'number?':
      return value === undefined || isField(value, 'number');
    case 'number or null':
      return value === null || isField(value, 'number');
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) && value >= 0;
    case 'numbers':
      return (
        Array.isArray(value) && value.length <= mostSamples && value.every((each) => isField(each, 'number'))
      );
    case 'token':
      return typeof value === 'string' && token.test(value);
    case 'text?':
      return value === undefined || isField(value, 'text');
    case 'text':
      return typeof value === 'string' && value.length <= longestText;
    case 'endpoint':
      return typeof value === 'string' && value.length <= longestShown;
    case 'boolean':
      return typeof value === 'boolean';
    case 'plan':
      return (
        isRecord(value) && Object.entries(planFields).every(([name, each]) => isField(value[name], each))
      );
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of a record that a table names, and no others. */
function pick(value: Record<string, unknown>, fields: Record<string, FieldType>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, type]) => {
      const field = value[name];
      if (field === undefined) return [];
      return [[name, type === 'plan' && isRecord(field) ? pick(field, planFields) : field]];
    }),
  );
}

/** The beginning of a value as JSON; nothing of one that is too deep to be written. */
function excerpt(value: unknown): string {
  try {
    return JSON.stringify(value ?? null).slice(0, 80);
  } catch {
    return 'not readable';
  }
}

/** Whether a text is a time as reports have it: ISO 8601, UTC. */
const isTime = (text: string) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text) && !Number.isNaN(Date.parse(text));

function readEvent(value: unknown): TraceEvent | undefined {
  if (!isRecord(value) || typeof value['id'] !== 'string' || !isField(value['at'], 'number'))
    return undefined;
  const { id } = value;
  if (!Object.hasOwn(eventFields, id)) return undefined;
  const fields: Record<string, FieldType> = eventFields[id as TraceEvent['id']];
  if (!Object.entries(fields).every(([name, type]) => isField(value[name], type))) return undefined;
  return { at: value['at'], id, ...pick(value, fields) } as unknown as TraceEvent;
}

/**
 * Reads a report that was pasted, together with whatever stands around it. Only the trace is believed: steps and
 * facts are read from it anew, as if this page had measured it. Never throws.
 */
export function readReport(text: string): ReadReport {
  if (text.trim() === '') return { problem: 'Nothing was pasted. Paste the line that the snippet printed.' };
  if (text.length > longestPaste)
    return {
      problem: `This has ${text.length.toLocaleString('en')} characters; a report has at most ${longestPaste.toLocaleString('en')}. Paste the report alone.`,
    };
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start === -1 || end < start)
    return { problem: 'There is no report in this text. A report starts with {"schema": and ends with }.' };
  let json: unknown;
  try {
    json = JSON.parse(text.slice(start, end + 1));
  } catch {
    return {
      problem:
        'The report is not complete: it is no valid JSON. Copy it again, from its first { to its last }.',
    };
  }
  if (!isRecord(json) || json['schema'] !== reportVersion)
    return {
      problem: `This is JSON, but no report of this test: its "schema" is ${isRecord(json) ? excerpt(json['schema']) : 'missing'}, and ${excerpt(reportVersion)} was expected.`,
    };
  const { runs } = json;
  if (!Array.isArray(runs) || runs.length === 0 || runs.length > 2)
    return { problem: 'The report has no "runs"; one or two were expected. Copy it again, whole.' };
  const read: Run[] = [];
  for (const run of runs as unknown[]) {
    const events = isRecord(run) && Array.isArray(run['trace']) ? (run['trace'] as unknown[]) : [];
    const trace = events.slice(0, 2 * longestTrace).map(readEvent);
    const damaged = trace.findIndex((event, index) => !event || event.at < (trace[index - 1]?.at ?? 0));
    if (damaged !== -1)
      return {
        problem: `Event ${damaged + 1} of the report’s trace is damaged: ${excerpt(events[damaged])}. Copy the report again, whole.`,
      };
    const whole = trace as TraceEvent[];
    const [first] = whole;
    if (first?.id !== 'started')
      return {
        problem: 'The report’s trace does not begin with the start of a test. Copy the report again, whole.',
      };
    if (!isShownEndpoint(first.endpoint))
      return {
        problem:
          'The address in the report is not one that this test can open: ws:// or wss://, a host and a path were expected, and nothing else. Copy the report again, whole.',
      };
    if (whole.at(-1)?.id !== 'finished')
      return {
        problem:
          'The report’s trace has no end: the report was cut. Copy it again, from its first { to its last }.',
      };
    read.push(runOfAny(whole));
  }
  const textOf = (name: string) => {
    const value = json[name];
    return typeof value === 'string' ? value.slice(0, longestText) : '';
  };
  return {
    report: {
      schema: reportVersion,
      made: isTime(textOf('made')) ? textOf('made') : '',
      from: reportOrigins.find((origin) => origin === json['from']) ?? 'page',
      origin: textOf('origin'),
      browser: textOf('browser'),
      runs: read,
    },
  };
}
