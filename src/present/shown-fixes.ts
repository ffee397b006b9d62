/** The fixes of a cause as data, for what script draws of them; made at the build from the same files as the cause's page. */
import type { Cause, Knowledge } from '../knowledge/graph.ts';
import { sourceOf } from '../knowledge/sources.ts';
import { linksOf } from '../knowledge/body.ts';
import { written } from '../knowledge/mdx.ts';
import type { Part } from '../knowledge/mdx.ts';
import { titleOf } from './markdown.ts';
import { withoutMarkers } from '../knowledge/shown-part.ts';
import type { CodeLine } from './code-lines.ts';
import { changedLines } from './code-lines.ts';
import { evidenceHref, pageHref } from './links.ts';
import { ranAlsoOn, ranOn } from './ran-on.ts';

/** A fix of one stack. */
export interface FixData {
  /** Slug of the stack. */
  stack: string;
  name: string;
  /** What is wrong, where a case shows it. */
  defect?: string;
  /** What to do, one paragraph each: code between backticks, and links as `[text](address)`. */
  paragraphs: readonly string[];
  /** The config that ran. */
  config?: {
    /** Slug of the case. */
    case: string;
    /** What the block is, for its accessible name. */
    label: string;
    /** The part to change. */
    lines: readonly CodeLine[];
    /** The whole file as it ran. */
    whole: string;
    /** What is different on today's versions, with code between backticks. */
    today?: string;
    /** What it ran on. */
    ran: string;
    /** Address of what was seen. */
    seen: string;
  };
  /** What states it, where it was not run. */
  source?: { title: string; url: string };
  /** The command that checks the config and puts it into effect. */
  apply?: string;
  /** What that does to open sockets. */
  reload?: string;
}

/** What is wrong in a case, said after the name of its stack. */
export function defectOf(name: string, title: string): string {
  return title.startsWith(`${name} `) ? title.slice(name.length + 1) : title;
}

const programs = ['js', 'python', 'go', 'ruby', 'java'];

/** What a block of a case's file is called. */
export function labelOf(name: string, language: string): string {
  if (language === 'html') return 'page';
  return `${name} ${programs.includes(language) ? 'code' : 'config'}`;
}

/** All fixes of a cause, in the order of its page. */
export function shownFixes(cause: Cause, knowledge: Knowledge): FixData[] {
  const { cases, stacks } = knowledge;
  const paragraphsOf = (parts: readonly Part[]) =>
    written(parts, (tag) =>
      linksOf(tag)
        .map(([kind, slug]) => `[${titleOf(kind, slug, knowledge)}](${pageHref(kind, slug)})`)
        .join(''),
    )
      .trim()
      .split(/\n\s*\n/)
      .map((paragraph) => paragraph.replace(/\s+/g, ' '));
  return cause.fixes.flatMap((fix): FixData[] => {
    const stack = stacks.get(fix.stack);
    if (!stack) return [];
    const ran = fix.case === undefined ? undefined : cases.get(fix.case);
    const stated = sourceOf(cause, fix.source);
    return [
      {
        stack: stack.slug,
        name: stack.name,
        paragraphs: paragraphsOf(fix.parts),
        ...(ran && {
          defect: defectOf(stack.name, ran.title),
          config: {
            case: ran.slug,
            label: labelOf(stack.name, ran.language),
            lines: changedLines(ran.shown.broken, ran.shown.fixed),
            whole: withoutMarkers(ran.texts.fixed),
            ran: ranOn(ran.evidence) + ranAlsoOn(ran),
            ...(ran.current && { today: ran.current.says }),
            seen: evidenceHref(ran.slug),
          },
        }),
        ...(stated && { source: { title: stated.title, url: stated.url } }),
        ...(stack.apply !== undefined && { apply: stack.apply }),
        ...(stack.apply !== undefined && stack.reload !== undefined && { reload: stack.reload }),
      },
    ];
  });
}
