/** What the doctor prints. Everything in it has passed the recorder, so no text has a character that a terminal obeys. */
import { writeFragment } from '../diagnosis/carried.ts';
import type { FactWeights } from '../diagnosis/fact-weights.ts';
import { inShort } from '../diagnosis/fact-words.ts';
import type { Facts } from '../diagnosis/facts.ts';
import { plainEndpoint } from '../diagnosis/plain-endpoint.ts';
import type { RankedCause, Reason } from '../diagnosis/rank.ts';
import { rank, shownInFull, shownPart } from '../diagnosis/rank.ts';
import type { Step, StepOutcome } from '../probe/outcome.ts';
import type { Run } from '../probe/run.ts';
import type { DoctorKnowledge, FixLines } from './knowledge.ts';

/** Paints a text in the colour of an outcome, or leaves it as it is. */
export type Paint = (outcome: StepOutcome | 'heading', text: string) => string;

const colours: Readonly<Partial<Record<StepOutcome | 'heading', string>>> = {
  passed: '32',
  failed: '31',
  skipped: '2',
  heading: '1',
};
/** The colour of what could not run. */
const otherColour = '33';

/** A paint with colours, or without. */
export function painter(hasColour: boolean): Paint {
  return (outcome, text) => (hasColour ? `\u001b[${colours[outcome] ?? otherColour}m${text}\u001b[0m` : text);
}

const nameWidth = 18;
const outcomeWidth = 14;

/** A step on one line: outcome, name, what was found. */
export function stepLine({ name, outcome, text }: Step, paint: Paint): string {
  return `${paint(outcome, outcome.padEnd(outcomeWidth))}${name.padEnd(nameWidth)}${text}`;
}

/** What the facts say. */
export interface Conclusion {
  /** The causes that are worth showing, likeliest first; none where there are no facts. */
  causes: readonly RankedCause[];
  /** Whether the first one stands out. */
  isClear: boolean;
}

/** Lets the one ranking conclude. */
export function conclude(facts: Facts, table: FactWeights): Conclusion {
  if (facts.length === 0) return { causes: [], isClear: false };
  const { causes, isClear } = rank(facts, new Map(), table);
  return { causes: shownPart(causes), isClear };
}

/** Address of the wizard with the facts of a run in its fragment. */
export function wizardLink({ facts, endpoint }: Run, { site }: DoctorKnowledge): string {
  const shown = plainEndpoint(endpoint)?.text;
  return `${site}diagnose/${writeFragment({ facts, ...(shown && { endpoint: shown }) })}`;
}

const causePage = (slug: string, { site }: DoctorKnowledge) => `${site}causes/${slug}/`;

const reasonsOf = (reasons: readonly Reason[], facts: Facts): string =>
  reasons
    .map(({ question, answer }) =>
      inShort(
        facts.find((each) => each.question === question && each.answer === answer) ?? { question, answer },
      ),
    )
    .join(' · ');

/** The fixes for what stands in front. */
function fixesOf(slug: string, facts: Facts, { causes }: DoctorKnowledge): readonly FixLines[] {
  const fixes = causes[slug]?.fixes ?? [];
  const isInFront = ({ front }: FixLines) =>
    facts.some(({ question, answer }) => question === 'front' && answer === front);
  return fixes.filter(isInFront);
}

/** The likeliest causes with their reasons, the next check and the link to go on. */
export function conclusionLines(
  run: Run,
  { causes, isClear }: Conclusion,
  knowledge: DoctorKnowledge,
  paint: Paint,
): string[] {
  const { facts } = run;
  const lines: string[] = [];
  causes.slice(0, shownInFull).forEach((cause, index) => {
    const { slug, share } = cause;
    lines.push(
      '',
      paint(
        'heading',
        `${index + 1}. ${knowledge.causes[slug]?.title ?? slug} (${Math.round(share * 100)} %)`,
      ),
    );
    if (cause.for.length > 0) lines.push(`   For: ${reasonsOf(cause.for, facts)}`);
    if (cause.against.length > 0) lines.push(`   Against: ${reasonsOf(cause.against, facts)}`);
    lines.push(`   ${causePage(slug, knowledge)}`);
    for (const fix of index === 0 ? fixesOf(slug, facts, knowledge) : [])
      lines.push(`   Lines that the fix for ${fix.name} adds:`, ...fix.lines.map((line) => `     ${line}`));
  });
  const rest = causes.slice(shownInFull).map(({ slug }) => knowledge.causes[slug]?.title ?? slug);
  if (rest.length > 0) lines.push('', `Less likely: ${rest.join(' · ')}`);
  const isPastKnown = facts.some(({ question }) => question === 'direct' || question === 'drop');
  if (!isClear && !isPastKnown)
    lines.push(
      '',
      'To settle it: run it once more on the server, with --past and the application’s own address, and --log.',
    );
  lines.push(
    '',
    isClear
      ? 'Go on in a browser with what was measured:'
      : 'Go on in a browser with what was measured: it has the check that tells the first two apart, and asks the rest.',
    wizardLink(run, knowledge),
  );
  return lines;
}

/** The causes as a list in Markdown. */
export function conclusionMarkdown({ causes }: Conclusion, knowledge: DoctorKnowledge): string {
  if (causes.length === 0) return '';
  const rows = causes
    .slice(0, shownInFull)
    .map(
      ({ slug, share }, index) =>
        `${index + 1}. [${knowledge.causes[slug]?.title ?? slug}](${causePage(slug, knowledge)}) (${Math.round(share * 100)} %)`,
    );
  return ['### Likeliest causes', '', ...rows, ''].join('\n');
}

/** The first cause on one line. */
export function firstCauseLine({ causes }: Conclusion, knowledge: DoctorKnowledge): string {
  const [first] = causes;
  return first
    ? `${knowledge.causes[first.slug]?.title ?? first.slug} (${Math.round(first.share * 100)} %) ${causePage(first.slug, knowledge)}`
    : 'A step failed, and no known cause explains it. Run it without --quiet.';
}
