import assert from 'node:assert/strict';

/** Fails with all that was found, each in a sentence that says what was expected and which file to edit. */
export function assertNone(problems: readonly string[]): void {
  if (problems.length > 0) assert.fail(problems.join('\n'));
}
