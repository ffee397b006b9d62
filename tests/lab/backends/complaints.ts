/** What a program on Python, Node or Deno complains about on its terminal. */
import { distinct } from '../programs/program.ts';

/**
 * The last line of a Python traceback and the first of a JavaScript stack name the exception; uvicorn begins a line with its level, and announces
 * each exception with the same line.
 */
const complaint =
  /^(?:(?:WARNING|ERROR): (?! *Exception in ASGI application$)|(?:\w+\.)*\w*(?:Error|Exception): ).*/;
/** How an observer left is no fault, and may or may not be printed. */
const leave = /^(?:asyncio\.exceptions\.IncompleteReadError|websockets\.exceptions\.ConnectionClosed\w*): /;

/** The warnings, errors and exceptions that a program printed, without the stacks of the exceptions; a line that repeats stands once. */
export const complaints = (printed: string): string[] =>
  distinct(printed.split('\n').filter((line) => complaint.test(line) && !leave.test(line)));
