/** A result as Markdown, to be pasted into an issue or a chat. */
import type { Carried } from '../diagnosis/carried.ts';
import { factSources, valueInWords } from '../diagnosis/facts.ts';
import { CANNOT_TELL } from '../diagnosis/questions.ts';
import type { RankedCause } from '../diagnosis/rank.ts';
import { code, plain } from '../probe/markdown.ts';
import { inShort, inWords } from '../diagnosis/fact-words.ts';
import type { ShownCause } from '../present/shown-causes.ts';

/** So many causes are named. */
const mostNamed = 3;

/** What is known, the likeliest causes with their reasons, and a link to the result. */
export function resultMarkdown(
  { facts, endpoint, tried = [] }: Carried,
  ranked: readonly RankedCause[],
  causes: Readonly<Record<string, ShownCause>>,
  /** The titles of the known messages that were pasted. */
  messages: readonly string[],
  addresses: {
    /** Address of this result. */
    result: string;
    /** Address of a cause's page. */
    cause: (slug: string) => string;
  },
): string {
  const known = facts
    .filter(({ answer }) => answer !== CANNOT_TELL)
    .map((fact) => {
      const seen = [valueInWords(fact), fact.detail && code(fact.detail)].filter(Boolean).join(' ');
      return `- ${plain(inWords(fact))} (${factSources[fact.source]}${seen && `: ${seen}`})`;
    });
  const listed = ranked.slice(0, mostNamed).flatMap(({ slug, for: reasons, against }, index) => {
    const cause = causes[slug];
    if (!cause) return [];
    const because = [
      ...(reasons.length > 0 ? [`for: ${reasons.map(inShort).join(' · ')}`] : []),
      ...(against.length > 0 ? [`against: ${against.map(inShort).join(' · ')}`] : []),
    ].join('; ');
    return [
      `${index + 1}. [${plain(cause.title)}](${addresses.cause(slug)})${because && ` (${plain(because)})`}`,
      `   ${plain(cause.answer)}`,
    ];
  });
  const struck = tried.flatMap((slug) => causes[slug]?.title ?? []);
  return [
    '## Why the WebSocket fails',
    '',
    ...(endpoint === undefined ? [] : [`Endpoint: ${code(endpoint)}`, '']),
    'Known:',
    '',
    ...known,
    ...messages.map((title) => `- Message: ${plain(title)} (${factSources.paste})`),
    '',
    'Likeliest causes:',
    '',
    ...listed,
    '',
    ...(struck.length === 0 ? [] : [`Tried, and it still failed: ${struck.map(plain).join('; ')}`, '']),
    `[The result, to go on from](${addresses.result})`,
    '',
  ].join('\n');
}
