/** The arguments of the scripts: read, or answered with a sentence. */

/** How a script is called. */
export interface Use {
  /** The whole call, as a person types it. */
  usage: string;
  /** The options that it knows; none has a value. */
  options?: readonly string[];
  /** How many arguments it needs beside the options, and how many it takes. */
  least?: number;
  most?: number;
}

/** The arguments of a call that fits: those beside the options, and the options. */
export interface Given {
  words: readonly string[];
  options: ReadonlySet<string>;
}

/** Reads arguments; `help` and `problem` are what to print instead of running. Pure. */
export function readGiven(
  given: readonly string[],
  { usage, options = [], least = 0, most = least }: Use,
): Given | { help: string } | { problem: string } {
  if (given.includes('--help')) return { help: `Usage: ${usage}` };
  const words = given.filter((each) => !each.startsWith('-'));
  const unknown = given.find((each) => each.startsWith('-') && !options.includes(each));
  const tooFew = words.length === 0 ? 'no argument' : `only "${words.join(' ')}"`;
  const found =
    unknown !== undefined
      ? `the unknown option "${unknown}"`
      : words.length < least
        ? tooFew
        : words.length > most
          ? `"${words.slice(most).join(' ')}", which is too much`
          : undefined;
  if (found !== undefined) return { problem: `Found ${found}. Expected ${usage}` };
  return { words, options: new Set(given.filter((each) => each.startsWith('-'))) };
}

/** The arguments of this process. Ends it with 0 after `--help`, and with 2 where they do not fit. */
export function givenTo(use: Use): Given {
  const given = readGiven(process.argv.slice(2), use);
  if ('help' in given) {
    console.log(given.help);
    process.exit(0);
  }
  if ('problem' in given) endWith(given.problem);
  return given;
}

/** Ends this process with 2, for it was called in a wrong way. */
export function endWith(problem: string): never {
  console.error(problem);
  process.exit(2);
}
