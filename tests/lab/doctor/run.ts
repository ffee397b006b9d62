/** The doctor's mode of the lab: the terminal's probe against both sides of every case that concerns a connection. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { doctorParts } from '../../../src/build/doctor.ts';
import { diagnose, exitStatus, main, type Diagnosis } from '../../../src/doctor/main.ts';
import type { DoctorKnowledge } from '../../../src/doctor/knowledge.ts';
import { watchLog } from '../../../src/doctor/logs.ts';
import { readArguments, type DoctorOptions } from '../../../src/doctor/options.ts';
import { readKnowledge } from '../../../src/knowledge/read.ts';
import type { Evidence } from '../../../src/knowledge/schemas.ts';
import { throwAwayAuthority } from '../authority.ts';
import { loadCase, loadEvidence, sides, type LabCase, type Side } from '../case.ts';
import { projectRoot } from '../folders.ts';
import { longHold, planOf } from '../live/plan.ts';
import { withConventionalPorts } from '../addresses.ts';
import { addressOf, firstPortName, holdSockets, onceOpen, startSite, type Site } from '../site.ts';
import { cookiesOf } from '../observers/cookies.ts';
import { observeRaw, plainHandshake } from '../observers/raw.ts';
import { socketIoClients } from '../observers/socket-io-client.ts';
import { excluded, missed } from './plan.ts';

/** The shares of cases whose cause should come first, and within the first three. */
const goals = { first: 0.9, three: 0.98 };

/** What a case showed, in the words of a report. */
export interface DoctorVerdict {
  slug: string;
  /** Why it failed, as sentences; empty if it passed. */
  failures: string[];
  notes: string[];
}

/** What became of a case's cause, as it stands in test-results/doctor.json. */
interface Placed {
  slug: string;
  cause: string;
  /** The place of the cause in the ranking; 0 where it is not shown at all. */
  place: number;
  causes: readonly string[];
  facts: readonly string[];
  steps: readonly string[];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The Origin of the page that a case's fault concerns; `undefined` for that of the endpoint's own host. */
function originOf({ observe, backend }: LabCase, site: Site): string | undefined {
  const isChecked = backend === 'origin-check' || observe.headers.includes('Origin');
  return isChecked && observe.page === '127.0.0.1:4000' ? `http://127.0.0.1:${site.front.page}` : undefined;
}

/** The application's own address, as a reader gives it with `--past`: where there is no proxy, that of the endpoint. */
function pastOf(labCase: LabCase, { behind }: Site): URL | undefined {
  const { proxy, backend, observe, scheme } = labCase;
  if (observe.forwardProxy) return undefined;
  const isTls = proxy === undefined ? scheme === 'wss' : /^ws-on-http(s|2)/.test(backend);
  return new URL(`${isTls ? 'https' : 'http'}://127.0.0.1:${behind[firstPortName(labCase)]}`);
}

/** The address as the client of a case asks for it: one of Socket.IO names the version that it speaks. */
function addressOfClient({ observe: { client, socketIo } }: LabCase, url: URL): string {
  if (client !== 'socket.io' || socketIo === undefined) return url.href;
  return `${url.href}?EIO=${socketIoClients[socketIo.clientVersion].protocol}&transport=websocket`;
}

/** What a reader who has the case before them asks the doctor to do. */
async function optionsOf(labCase: LabCase, evidence: Evidence, site: Site, url: URL): Promise<DoctorOptions> {
  const { observe } = labCase;
  const { fields } = planOf(labCase, evidence);
  const address = addressOfClient(labCase, url);
  const asked = readArguments([address, '--address', '127.0.0.1', '--hold', fields.hold ?? '0']);
  if (asked.ask !== 'run') throw new Error('problem' in asked ? asked.problem : 'No options.');
  const isChecked = observe.certificate === 'checked';
  return {
    ...asked.options,
    past: pastOf(labCase, site),
    logs: (await site.logs()).map(watchLog),
    origin: originOf(labCase, site),
    cookies: cookiesOf(observe.cookieBytes ?? 0),
    subprotocols: observe.subprotocols,
    largest: Number(fields.largest ?? 0),
    messages: fields.messages ?? true,
    insecure: !isChecked,
    authority: isChecked ? await readFile((await throwAwayAuthority()).root, 'utf8') : undefined,
    proxy: observe.forwardProxy ? new URL(`http://127.0.0.1:${site.front.proxy}`) : undefined,
  };
}

async function examineSide(
  labCase: LabCase,
  evidence: Evidence,
  side: Side,
  knowledge: DoctorKnowledge,
): Promise<Diagnosis> {
  const site = await startSite(labCase, side);
  const { heldSockets, earlierHandshakes, reload, terminate, echo } = labCase.observe;
  try {
    const url = addressOf(labCase, site.front);
    const endHeld = await holdSockets(url, heldSockets);
    try {
      for (let count = 0; count < earlierHandshakes; count += 1)
        await observeRaw({
          ...{ ...plainHandshake, url, port: Number(url.port), echo: 1 },
          userAgent: 'not101-lab-earlier',
        });
      const options = await optionsOf(labCase, evidence, site, url);
      const run = diagnose(options, knowledge, { environment: {}, onStep: () => undefined });
      if (!reload && !terminate) return await run;
      const disturb = reload ? site.reload : site.restartBackend;
      const [diagnosis] = await Promise.all([run, onceOpen(site, echo !== undefined, disturb)]);
      return diagnosis;
    } finally {
      endHeld();
    }
  } finally {
    await site.stop();
  }
}

const stepsOf = ({ run }: Diagnosis): string[] =>
  run.steps
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'could not run')
    .map(({ name, outcome, text }) => `${name} ${outcome}: ${text}`);

const factsOf = ({ run }: Diagnosis): string[] =>
  run.facts.map(({ question, answer }) => `${question}=${answer}`);

/** What runs at once: sides that are held long do nothing but wait, the others keep the processors busy. */
const atOnce = { long: 30, short: 3 };

async function runAll<T>(jobs: readonly T[], limit: number, run: (job: T) => Promise<void>): Promise<void> {
  const left = jobs.values();
  const work = async (): Promise<void> => {
    for (const job of left) await run(job);
  };
  await Promise.all(Array.from({ length: limit }, work));
}

interface Examined {
  labCase: LabCase;
  evidence: Evidence;
  found: Partial<Record<Side, Diagnosis>>;
  problems: string[];
}

async function load(slug: string): Promise<Examined> {
  const labCase = await loadCase(slug);
  const evidence = await loadEvidence(labCase.folder);
  if (!evidence) throw new Error(`${slug} has no evidence.json. Run it with --record to write one.`);
  return { labCase, evidence, found: {}, problems: [] };
}

function placedOf({ labCase: { slug, cause }, found: { broken } }: Examined): Placed | undefined {
  if (!broken) return undefined;
  const causes = broken.conclusion.causes.map((each) => each.slug);
  return {
    ...{ slug, cause, place: causes.indexOf(cause) + 1, causes },
    ...{ facts: factsOf(broken), steps: stepsOf(broken) },
  };
}

function judge(examined: Examined): DoctorVerdict {
  const { labCase, found, problems } = examined;
  const { slug, cause } = labCase;
  const failures = [...problems];
  if (found.broken?.status === exitStatus.works)
    failures.push('broken: the doctor says that it works, and a fault was expected.');
  const isHeld = examined.evidence.fixed.chromium.socket === 'held';
  if (found.fixed && isHeld && found.fixed.status !== exitStatus.works)
    failures.push(
      `fixed: the doctor finds a fault, and none was expected. ${stepsOf(found.fixed).join(' ')} ${factsOf(found.fixed).join(', ')}`,
    );
  const placed = placedOf(examined);
  const notes =
    !placed || placed.place === 1
      ? []
      : [
          `not first: ${placed.causes[0] ?? 'nothing'} comes first, and ${cause} is ${placed.place === 0 ? 'not shown' : `number ${placed.place}`}. ${placed.facts.join(', ')}.`,
          missed[slug] ?? 'What was measured speaks more for another cause.',
        ];
  return { slug, failures, notes };
}

function judgePlaces(placed: readonly Placed[], isWhole: boolean): DoctorVerdict {
  const within = (most: number) => placed.filter(({ place }) => place > 0 && place <= most).length;
  const share = (count: number) => (placed.length === 0 ? 1 : count / placed.length);
  const words = (count: number) => `${count} of ${placed.length} (${(share(count) * 100).toFixed(1)} %)`;
  const isReached = share(within(1)) >= goals.first && share(within(3)) >= goals.three;
  return {
    slug: `the doctor names the cause first in ${words(within(1))}, within three in ${words(within(3))}`,
    failures:
      isReached || !isWhole
        ? []
        : [`At least ${goals.first * 100} % and ${goals.three * 100} % are expected.`],
    notes: [],
  };
}

/** The case whose broken side the page of the doctor shows as an example, and where that stands. */
const shownCase = 'nginx-no-upgrade-headers';
const transcriptFile = join(projectRoot, 'content/doctor/transcript.txt');

/** What a reader sees who runs the doctor against a case, with the ports that case files use. */
async function transcriptOf(slug: string, knowledge: DoctorKnowledge): Promise<string> {
  const labCase = await loadCase(slug);
  const site = await startSite(labCase, 'broken');
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  try {
    const { href } = addressOf(labCase, site.front);
    const past = `http://127.0.0.1:${site.front.backend}`;
    await main([href, '--past', past], knowledge, {
      ...{ print, complain: print, isTerminal: false, environment: {} },
    });
    const command = `$ node doctor.mjs ${href} --past ${past}`;
    const decoded = lines.map((line) => line.replaceAll('%3A', ':'));
    return `${withConventionalPorts([command, ...decoded].join('\n'), site.front, site.behind)}\n`;
  } finally {
    await site.stop();
  }
}

/** A transcript without its times, shares and version, which differ from run to run and as the site grows. */
const lasting = (text: string) => text.replace(/[\d.]+ m?s\b|\d+ %|^Not101 doctor .*$/gm, '#');

/** Compares the transcript on the page with a new one, or records that. */
async function judgeTranscript(knowledge: DoctorKnowledge, isRecording: boolean): Promise<DoctorVerdict> {
  const now = await transcriptOf(shownCase, knowledge);
  if (isRecording) await writeFile(transcriptFile, now);
  const recorded = await readFile(transcriptFile, 'utf8');
  return {
    slug: 'the transcript on the page of the doctor',
    failures:
      lasting(recorded) === lasting(now)
        ? []
        : ['The doctor prints something else now. Run this with --record to write it anew.'],
    notes: [],
  };
}

/**
 * Runs the doctor against cases.
 * @param slugs the cases; those whose fault no examination of an address can meet are left out
 * @param isWhole whether these are all cases, so that the share of causes that come first counts
 * @param isRecording whether the transcript on the page of the doctor is written anew
 */
export async function runDoctor(
  slugs: readonly string[],
  isWhole: boolean,
  isRecording: boolean,
): Promise<DoctorVerdict[]> {
  const { knowledge } = doctorParts(readKnowledge(projectRoot), new URL('http://localhost:4321/'), 'today');
  const all = await Promise.all(slugs.filter((slug) => excluded[slug] === undefined).map(load));
  const jobs = all.flatMap((examined) => sides.map((side) => ({ examined, side })));
  const isLong = ({ examined: { labCase, evidence } }: (typeof jobs)[number]) =>
    Number(planOf(labCase, evidence).fields.hold) >= longHold;
  const run = async ({ examined, side }: (typeof jobs)[number]): Promise<void> => {
    try {
      examined.found[side] = await examineSide(examined.labCase, examined.evidence, side, knowledge);
    } catch (error) {
      examined.problems.push(`${side}: ${messageOf(error)}`);
    }
  };
  await Promise.all([
    runAll(jobs.filter(isLong), atOnce.long, run),
    runAll(
      jobs.filter((job) => !isLong(job)),
      atOnce.short,
      run,
    ),
  ]);
  const placed = all.flatMap((examined) => placedOf(examined) ?? []);
  for (const slug of slugs)
    if (excluded[slug] !== undefined) console.log(`left out ${slug}: ${excluded[slug]}`);
  const results = join(projectRoot, 'test-results');
  await mkdir(results, { recursive: true });
  await writeFile(join(results, 'doctor.json'), `${JSON.stringify(placed, null, 2)}\n`);
  const transcript = slugs.includes(shownCase) ? [await judgeTranscript(knowledge, isRecording)] : [];
  return [...all.map(judge), ...transcript, judgePlaces(placed, isWhole)];
}
