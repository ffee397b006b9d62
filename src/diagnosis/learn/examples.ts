/** What the ranking learns from: everything that the content knows about how a cause is met, and reports of users. */
import { paragraphs } from '../../knowledge/body.ts';
import type { Knowledge } from '../../knowledge/graph.ts';
import type { FieldReport } from '../../knowledge/schemas.ts';
import type { Facts } from '../facts.ts';
import { factFromIds, joinFacts } from '../facts.ts';

/** A text and the cause that it is about. */
export interface TextExample {
  text: string;
  /** Slug of the cause. */
  cause: string;
  /** How much it counts, next to 1. */
  weight: number;
}

/** Answers that somebody gave, and the cause that it was. */
export interface AnswerExample {
  facts: Facts;
  /** Slug of the cause. */
  cause: string;
}

/** Answers as content writes them: question → answer, or several. */
export type WrittenAnswers = Readonly<Record<string, string | readonly string[]>>;

/** A sentence of a message says less than what people write. */
const weightOfSentence = 0.4;
/** A paragraph of a page says what a cause is about, in other words than those of people who look for it. */
const weightOfParagraph = 0.25;

/** Slug of a cause, or of what its page covers → slug of the page. */
export function pageOfCauses({ causes }: Pick<Knowledge, 'causes'>): ReadonlyMap<string, string> {
  return new Map(
    [...causes.values()].flatMap(({ slug, covers }) =>
      [slug, ...covers].map((each): [string, string] => [each, slug]),
    ),
  );
}

/** The facts of written answers, as if a person had said them. */
export function factsOfAnswers(answers: WrittenAnswers): Facts {
  return joinFacts(
    Object.entries(answers).flatMap(([question, given]) =>
      (typeof given === 'string' ? [given] : given).flatMap(
        (answer) => factFromIds(question, answer, 'said') ?? [],
      ),
    ),
  );
}

const withoutPlaceholders = (text: string) => text.replace(/<[^<>]+>/g, ' ');

/** Reports whose cause has a page, with the page's slug. */
function withPage(knowledge: Knowledge, reports: readonly FieldReport[]) {
  const pages = pageOfCauses(knowledge);
  return reports.flatMap((report) => {
    const page = pages.get(report.cause);
    return page === undefined ? [] : [{ report, page }];
  });
}

/** Texts of the content, and of reports. */
export function textExamples(knowledge: Knowledge, reports: readonly FieldReport[]): TextExample[] {
  const ofCauses = [...knowledge.causes.values()].flatMap(({ slug, ...cause }) =>
    [
      ...cause.found.wordings,
      ...cause.found.examples.flatMap(({ report, asks }) => [report, asks]),
      cause.title,
      cause.answer,
      ...[slug, ...cause.covers].map((each) => each.replaceAll('-', ' ')),
      ...cause.keywords,
      ...cause.seeing.map(({ text }) => withoutPlaceholders(text)),
    ].map((text) => ({ text, cause: slug, weight: 1 })),
  );
  const ofPages = [...knowledge.causes.keys()].flatMap((slug) =>
    paragraphs(knowledge.bodies.get(`causes/${slug}`) ?? { parts: [] }).map((text) => ({
      text,
      cause: slug,
      weight: weightOfParagraph,
    })),
  );
  const ofMessages = [...knowledge.messages.values()].flatMap(({ causes }) =>
    causes.map(({ cause, when }) => ({ text: when, cause, weight: weightOfSentence })),
  );
  const ofReports = withPage(knowledge, reports).flatMap(({ report: { symptom, asks, evidence }, page }) =>
    [symptom, asks, evidence].flatMap((text) =>
      text === undefined ? [] : [{ text, cause: page, weight: 1 }],
    ),
  );
  return [...ofCauses, ...ofPages, ...ofMessages, ...ofReports];
}

/** Answers of the content's examples, and of reports. */
export function answerExamples(knowledge: Knowledge, reports: readonly FieldReport[]): AnswerExample[] {
  return [
    ...[...knowledge.causes.values()].flatMap(({ slug, found }) =>
      found.examples.map(({ answers }) => ({ facts: factsOfAnswers(answers), cause: slug })),
    ),
    ...withPage(knowledge, reports).map(({ report, page }) => ({
      facts: factsOfAnswers(report.answers),
      cause: page,
    })),
  ];
}
