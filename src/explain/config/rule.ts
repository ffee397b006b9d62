/** What a rule of the config check is, and how the rules of one language become a reader. Pure. */
import { fact } from '../../diagnosis/facts.ts';
import type { Facts } from '../../diagnosis/facts.ts';
import type { AnswerId } from '../../diagnosis/questions.ts';
import type { Change, Finding, Reader, Reading, Unread } from '../finding.ts';
import { askedIn } from './asked.ts';
import type { Asked } from './asked.ts';
import { linesOf } from './lines.ts';
import type { Lines } from './lines.ts';

/** A place where a rule fires. */
export interface Hit {
  /** The line to look at, from 1. */
  line: number;
  /** The last line of the place, where it is more than one. */
  lastLine?: number;
  /** What it means for the reader, in a sentence or two. */
  means: string;
  /** The change that mends it. */
  change?: Change;
}

/** One rule of the config check. */
export interface Rule<Config> {
  /** Its id, which is also the name of the folder with its two test files. */
  id: string;
  /** What it looks for, in a few words; the heading of its finding. */
  what: string;
  /** The answers of the question `config` that it gives. A rule without them is a note: it explains, and does not fire. */
  gives: readonly AnswerId<'config'>[];
  /** Where it fires. */
  hits: (config: Config, lines: Lines) => readonly Hit[];
}

/** A place that a parser could not read. */
export interface UnreadLine {
  line: number;
  lastLine?: number;
  /** What was found and what was expected. */
  why: string;
}

/** What a parser gives. */
export interface Parsed<Config> {
  /** `undefined` where nothing could be read. */
  config: Config | undefined;
  unread: readonly UnreadLine[];
  /** Names that no rule looks at, each with its first line. */
  ignored: ReadonlyMap<string, number>;
}

/** One language of configs. */
export interface Language<Config> {
  /** Id of its reader. */
  id: string;
  /** The format, in words. */
  format: string;
  /** What stands in front, if the config says it. */
  front?: AnswerId<'front'>;
  /** How sure it is that a text is of this language, from 0 to 1. */
  recognise: (text: string) => number;
  parse: (text: string, lines: Lines, asked: Asked) => Parsed<Config>;
  rules: readonly Rule<Config>[];
  /** Whether every place that the socket can reach passes its upgrade on. */
  passesUpgrade?: (config: Config) => boolean;
  /** For a language whose files include one another: whether a text includes a file of this name. */
  includes?: (text: string, name: string) => boolean;
}

/** A reader of configs: it can be told which address the socket asks for. */
export interface ConfigReader extends Reader {
  read: (text: string, asked?: Asked) => Reading;
  /** Its rules, notes included. */
  rules: readonly Pick<Rule<never>, 'id' | 'what' | 'gives'>[];
  /** Whether a text includes a file of this name. With it the reader takes several files in one text, each after a line `==> name <==`. */
  includes?: (text: string, name: string) => boolean;
}

/** A longer text is no config that somebody wrote; the rest of it is not read. */
export const longestConfig = 128 * 1024;
const mostHits = 20;
const mostNames = 30;
const mostUnread = 20;

/** Makes the reader of a language. */
export function readerOf<Config>(language: Language<Config>): ConfigReader {
  const { id, format, rules } = language;
  return {
    id,
    rules,
    ...(language.includes && { includes: language.includes }),
    recognise: (text) => language.recognise(text.slice(0, longestConfig)),
    read(whole, asked) {
      const text = whole.slice(0, longestConfig);
      const lines = linesOf(text);
      const where = { ...askedIn(text), ...asked };
      const { config, unread, ignored } = language.parse(text, lines, where);
      const problems: Unread[] = unread.slice(0, mostUnread).map(({ line, lastLine, why }) => ({
        span: lines.span(line, lastLine),
        why: `Line ${line}: ${why}`,
      }));
      if (whole.length > text.length)
        problems.push({
          span: [text.length, whole.length],
          why: `The config is longer than ${longestConfig / 1024} KiB, so the rest was not read. Paste the part that the socket's address uses.`,
        });
      const [first] = ignored.values();
      if (first !== undefined)
        problems.push({ span: lines.span(first), why: ignoredInWords([...ignored.keys()]) });
      return {
        format,
        findings: config === undefined ? [] : findingsOf(language, config, lines, where),
        unread: problems,
      };
    },
  };
}

/** Answers with which no upgrade gets through, whatever the headers are. */
const stopsUpgrades: ReadonlySet<string> = new Set<AnswerId<'config'>>([
  'upgrade-dropped',
  'upgrade-off',
  'other-route',
]);

function ignoredInWords(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => name.slice(0, 60));
  const more = names.length - shown.length;
  return `No rule looks at ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

function findingsOf<Config>(
  { id, format, front, rules, passesUpgrade }: Language<Config>,
  config: Config,
  lines: Lines,
  { path }: Asked,
): Finding[] {
  const known: Facts = front === undefined ? [] : [fact('front', front, 'paste')];
  const found = rules.flatMap((rule) =>
    rule
      .hits(config, lines)
      .slice(0, mostHits)
      .map((hit): Finding => ({
        span: lines.span(hit.line, hit.lastLine),
        by: rule.id,
        what: rule.what,
        means: hit.means,
        facts:
          rule.gives.length === 0
            ? []
            : [...known, ...rule.gives.map((each) => fact('config', each, 'config'))],
        ...(hit.change && { change: hit.change }),
      })),
  );
  const faults = rules.filter(({ gives }) => gives.length > 0);
  const fired = faults.filter((rule) => found.some(({ by }) => by === rule.id)).length;
  const where = path === undefined ? '' : ` (${path})`;
  const means =
    fired === 0
      ? `None of our ${faults.length} rules fires for this path${where}.`
      : `${fired} of our ${faults.length} rules ${fired === 1 ? 'fires' : 'fire'} for this path${where}.`;
  const isStopped = found.some(({ facts }) => facts.some(({ answer }) => stopsUpgrades.has(answer)));
  const passed: Facts =
    !isStopped && passesUpgrade?.(config) === true ? [fact('config', 'upgrade-passed', 'config')] : [];
  return [
    { span: [0, lines.span(lines.count)[1]], by: id, what: format, means, facts: [...known, ...passed] },
    ...found,
  ];
}
