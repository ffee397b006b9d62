/** From the text of a file to the data of its schema. What does not fit is a sentence each. */
import type { z } from 'astro/zod';
import { parse } from 'yaml';
import { oneOf, type Problems } from './content-error.ts';

/** The value that a text stands for, or in words why it stands for none. */
export type ParseText = (text: string) => { value: unknown } | { problem: string };

/** Reads YAML. */
export const parseYaml: ParseText = (text) => {
  try {
    return { value: parse(text) as unknown };
  } catch (error) {
    const [firstLine = ''] = (error as Error).message.split('\n');
    return {
      problem: `it cannot be read: ${firstLine.replace(/:$/, '')}; expected valid YAML, with texts that contain ": " in quotes.`,
    };
  }
};

/** Reads JSON. */
export const parseJson: ParseText = (text) => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: `it cannot be read: ${(error as Error).message}; expected JSON.` };
  }
};

/** A reading that remembers what it made of each file last: while somebody writes, one file changes and the others need no second reading. */
export function rememberingLast<Result>() {
  const before = new Map<string, { text: string; result: Result }>();
  return (file: string, text: string, read: () => Result | undefined): Result | undefined => {
    const last = before.get(file);
    if (last?.text === text) return last.result;
    const result = read();
    if (result !== undefined) before.set(file, { text, result });
    return result;
  };
}

const parseOnce = rememberingLast<unknown>();

/** The data that a text stands for; nothing, and each reason taken down, where it cannot be parsed or does not fit its schema. */
export function parsed<Data>(
  problems: Problems,
  file: string,
  text: string,
  schema: z.ZodType<Data>,
  parseText: ParseText,
): Data | undefined {
  // A path has one schema, so what it was parsed to has the type that is asked for.
  return parseOnce(file, text, () => {
    const parsedText = parseText(text);
    if ('problem' in parsedText) {
      problems.add(file, parsedText.problem);
      return undefined;
    }
    const result = schema.safeParse(parsedText.value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) problems.add(file, issueSentence(issue, parsedText.value));
    return undefined;
  }) as Data | undefined;
}

function issueSentence(issue: z.core.$ZodIssue, value: unknown): string {
  const field = issue.path.length === 0 ? 'the file' : `"${issue.path.join('.')}"`;
  const found = issue.path.reduce<unknown>(
    (inside, key) => (inside as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  if (issue.code === 'unrecognized_keys')
    return `${field === 'the file' ? 'it' : field} has the unknown field ${oneOf(issue.keys.map((key) => `"${key}"`))}; remove it or correct its name (src/knowledge/schemas/ has a file for each kind, with its fields).`;
  if (found === undefined) return `${field} is missing; ${expectation(issue)}.`;
  return `${field} is ${JSON.stringify(found).slice(0, 80)}; ${expectation(issue)}.`;
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `expected ${oneOf(issue.values.map(String))}`;
  if (issue.code === 'invalid_type') return `expected a value of type ${issue.expected}`;
  return issue.message.startsWith('must') ? `it ${issue.message}` : issue.message;
}
