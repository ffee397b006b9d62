/** A line of a log that is one JSON object. */

/** The object, or `undefined` if the line is none. */
export function jsonLine(line: string): Readonly<Record<string, unknown>> | undefined {
  const start = line.indexOf('{');
  if (start === -1 || !line.endsWith('}')) return undefined;
  try {
    const value: unknown = JSON.parse(line.slice(start));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is an object with names. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that is a text; empty where it is not. */
export function textOf(record: Readonly<Record<string, unknown>>, name: string): string {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  return typeof value === 'string' ? value : '';
}

/** A field that is a number; not a number where it is not. */
export function numberOf(record: Readonly<Record<string, unknown>>, name: string): number {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  return typeof value === 'number' ? value : Number.NaN;
}

/** A field that is an object; an empty one where it is not. */
export function recordOf(
  record: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  return isRecord(value) ? value : {};
}

/** A field that is a list; an empty one where it is not. */
export function listOf(record: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  return Array.isArray(value) ? value : [];
}
