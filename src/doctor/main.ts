/** The doctor as a command: reads its arguments, examines, prints what was found. */
import { factWeights } from '../diagnosis/fact-weights.ts';
import type { Step } from '../probe/outcome.ts';
import { reportTables } from '../probe/report.ts';
import { reportJson, reportVersion, type Report, type Run } from '../probe/run.ts';
import { secretsOf } from '../probe/secrets.ts';
import { runOfTerminal } from '../probe/terminal.ts';
import type { Trace } from '../probe/trace.ts';
import { examine } from './examine.ts';
import type { DoctorKnowledge } from './knowledge.ts';
import { readArguments, usage, type DoctorOptions } from './options.ts';
import {
  conclude,
  conclusionLines,
  conclusionMarkdown,
  firstCauseLine,
  painter,
  stepLine,
  type Conclusion,
} from './print.ts';
import { Recorder } from './recorder.ts';
import { serverTexts } from './said.ts';

/** Where the doctor prints, and what it knows of its surroundings. */
export interface DoctorOutput {
  /** Prints a line to the standard output. */
  print: (line: string) => void;
  /** Prints a line to the standard error. */
  complain: (line: string) => void;
  /** Whether the standard output is a terminal. */
  isTerminal: boolean;
  environment: Readonly<Record<string, string | undefined>>;
}

/** Exit status of the command. */
export const exitStatus = { works: 0, fault: 1, wrongUse: 2, couldNotRun: 3 } as const;

/** What an examination found. */
export interface Diagnosis {
  run: Run;
  conclusion: Conclusion;
  status: number;
}

const standardOutput: DoctorOutput = {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  isTerminal: process.stdout.isTTY,
  environment: process.env,
};

/** Everything that a server may send back of what the reader gave. */
function secretsOfOptions({ url, subprotocols, cookies, headers }: DoctorOptions): string[] {
  const values = cookies.map((cookie) => cookie.slice(cookie.indexOf('=') + 1));
  return [
    ...secretsOf([url.href], { subprotocols, message: '' }),
    ...values,
    ...headers.map(([, value]) => value),
  ].filter(Boolean);
}

const hasFailed = (steps: readonly Step[]) => steps.some(({ outcome }) => outcome === 'failed');

/** Examines an endpoint and concludes. */
export async function diagnose(
  options: DoctorOptions,
  knowledge: DoctorKnowledge,
  { environment, onStep }: { environment: DoctorOutput['environment']; onStep: (step: Step) => void },
): Promise<Diagnosis> {
  const secrets = secretsOfOptions(options);
  const recorder = new Recorder(secrets, onStep);
  await examine({ options, recorder, texts: serverTexts(knowledge.texts), environment });
  const run = runOfTerminal(recorder.trace, secrets);
  const conclusion = conclude(run.facts, factWeights(knowledge.facts));
  const isFault = run.facts.length > 0 || hasFailed(run.steps);
  return { run, conclusion, status: isFault ? exitStatus.fault : exitStatus.works };
}

function reportOf(run: Run, { origin, url }: DoctorOptions): Report {
  const { platform, arch, version } = process;
  return {
    schema: reportVersion,
    made: new Date().toISOString(),
    from: 'terminal',
    origin: origin ?? `${url.protocol === 'wss:' ? 'https' : 'http'}://${url.host}`,
    browser: `Node ${version} on ${platform} ${arch}`,
    runs: [run],
  };
}

/** Whether a step has been printed while it ran: those of the open socket are read from the trace at the end. */
function laterSteps({ steps, trace }: { steps: readonly Step[]; trace: Trace }): readonly Step[] {
  return steps.slice(trace.filter(({ id }) => id === 'checked').length);
}

function printText(
  { run, conclusion, status }: Diagnosis,
  knowledge: DoctorKnowledge,
  { print, paint, hold }: Pick<DoctorOutput, 'print'> & { paint: ReturnType<typeof painter>; hold: number },
): void {
  for (const step of laterSteps(run)) print(stepLine(step, paint));
  if (status === exitStatus.works) {
    print('');
    print(paint('passed', 'It works from here.'));
    if (hold === 0) print('If it drops later, hold it open for longer than it lives: --hold 130.');
    print(
      'If it fails for your users, the difference is theirs: their page, their browser or their network.',
    );
    print(`${knowledge.site}diagnose/works-where/`);
    return;
  }
  if (conclusion.causes.length === 0)
    print('\nA step failed, and no known cause explains it. Its line above says what was seen.');
  else for (const line of conclusionLines(run, conclusion, knowledge, paint)) print(line);
}

async function run(
  options: DoctorOptions,
  knowledge: DoctorKnowledge,
  { print, isTerminal, environment }: DoctorOutput,
): Promise<number> {
  const hasColour = isTerminal && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  const paint = painter(hasColour);
  const isText = options.output === 'text';
  if (isText) print(`Not101 doctor ${knowledge.version}\n`);
  if (isText && isTerminal && options.hold > 0)
    print(`The socket is held open for ${options.hold} s; after a drop, longer.\n`);
  const diagnosis = await diagnose(options, knowledge, {
    environment,
    onStep: (step) => {
      if (isText) print(stepLine(step, paint));
    },
  });
  switch (options.output) {
    case 'text':
      printText(diagnosis, knowledge, { print, paint, hold: options.hold });
      break;
    case 'json':
      print(reportJson(reportOf(diagnosis.run, options)));
      break;
    case 'markdown':
      print(
        `${reportTables(reportOf(diagnosis.run, options))}\n${conclusionMarkdown(diagnosis.conclusion, knowledge)}`,
      );
      break;
    case 'quiet':
      print(
        diagnosis.status === exitStatus.works
          ? 'It works from here.'
          : firstCauseLine(diagnosis.conclusion, knowledge),
      );
  }
  return diagnosis.status;
}

/**
 * Runs the command.
 * @returns its exit status
 */
export async function main(
  arguments_: readonly string[],
  knowledge: DoctorKnowledge,
  output: DoctorOutput = standardOutput,
): Promise<number> {
  const asked = readArguments(arguments_);
  switch (asked.ask) {
    case 'help':
      output.print(usage);
      return exitStatus.works;
    case 'version':
      output.print(knowledge.version);
      return exitStatus.works;
    case 'nothing':
      output.complain(asked.problem);
      return exitStatus.wrongUse;
    case 'run':
      try {
        return await run(asked.options, knowledge, output);
      } catch (error) {
        output.complain(
          `The doctor itself failed: ${error instanceof Error ? error.message : String(error)}. Nothing was concluded; please report this line.`,
        );
        return exitStatus.couldNotRun;
      }
  }
}
