/**
 * Commands for other shells. They are written for bash; what Windows has too is quoted anew for PowerShell and cmd, and
 * the rest needs bash there as well. Pure.
 */

/** The shells for which commands are written. */
export const shells = ['bash', 'PowerShell', 'cmd'] as const;
export type Shell = (typeof shells)[number];

/** A piece of a command: a word with its quotes read, or an operator. */
type Piece = { word: string } | { operator: string };

/** Programs that a reader has, or can have, on Windows. */
const everywhere = ['curl', 'openssl', 'node', 'npx', 'wscat', 'websocat', 'python'];

const operators = /^(?:<\/dev\/null|2>&1|2>\/dev\/null|>\/dev\/null|\|)(?![\w/])/;

/** A part of a word: in single quotes, in double quotes, or bare. */
const wordPart = /^(?:'([^']*)'|"([^"$`\\!]*)"|([^\s'"$`\\;&|<>(){}*?#!]+))/;

/** The words and operators of a command, or `undefined` where it uses more of bash than that. */
function piecesOf(command: string): Piece[] | undefined {
  const pieces: Piece[] = [];
  let rest = command.trim();
  while (rest !== '') {
    const [operator] = operators.exec(rest) ?? [];
    if (operator !== undefined) {
      pieces.push({ operator });
      rest = rest.slice(operator.length).trimStart();
      continue;
    }
    let word = '';
    let part = rest.startsWith('~') ? null : wordPart.exec(rest);
    if (!part) return undefined;
    while (part) {
      word += part[1] ?? part[2] ?? part[3] ?? '';
      rest = rest.slice(part[0].length);
      part = wordPart.exec(rest);
    }
    if (rest !== '' && !/^\s/.test(rest)) return undefined;
    pieces.push({ word });
    rest = rest.trimStart();
  }
  return pieces;
}

const quotes: Record<Exclude<Shell, 'bash'>, (word: string) => string> = {
  PowerShell: (word) => (/^[\w./:=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`),
  cmd: (word) => (/^[\w./:=+-]+$/.test(word) ? word : `"${word}"`),
};

/** What takes the place of a filter after a pipe; `undefined` where there is none. */
function filterFor(
  [program, ...words]: readonly string[],
  shell: Exclude<Shell, 'bash'>,
): string | undefined {
  if (program === 'head' && words.join(' ') === '-1')
    return shell === 'PowerShell' ? 'Select-Object -First 1' : undefined;
  const options = words.slice(0, -1).join('');
  const pattern = words.at(-1) ?? '';
  if (program !== 'grep' || !/^(-[iE]+)?$/.test(options)) return undefined;
  const ignoresCase = options.includes('i');
  if (shell === 'PowerShell')
    return `Select-String ${ignoresCase ? '' : '-CaseSensitive '}${quotes.PowerShell(pattern)}`;
  // findstr knows no alternatives, but takes several texts.
  const texts = pattern.split('|');
  if (!texts.every((text) => /^\^?[\w .:=<>-]+$/.test(text))) return undefined;
  return `findstr ${ignoresCase ? '/i ' : ''}${texts.map((text) => (text.startsWith('^') ? `/b /c:"${text.slice(1)}"` : `/c:"${text}"`)).join(' ')}`;
}

/**
 * A command of bash for another shell, or `undefined` where it cannot be said there: it uses a loop, a variable, or a
 * program that Windows lacks.
 */
export function forShell(command: string, shell: Shell): string | undefined {
  if (shell === 'bash') return command;
  const pieces = piecesOf(command);
  // Windows PowerShell loses a double quote inside a word, and cmd cannot quote one.
  if (!pieces || pieces.some((piece) => 'word' in piece && piece.word.includes('"'))) return undefined;
  const quote = quotes[shell];
  const nothing = shell === 'PowerShell' ? '$null' : 'NUL';
  const parts: string[] = [];
  let words: string[] = [];
  let redirects: string[] = [];
  let isWithoutInput = false;
  const end = (): boolean => {
    const [program = ''] = words;
    if (parts.length > 0) {
      const filter = filterFor(words, shell);
      if (filter !== undefined) parts.push(filter);
      return filter !== undefined && redirects.length === 0;
    }
    if (!everywhere.includes(program)) return false;
    const name = program === 'curl' && shell === 'PowerShell' ? 'curl.exe' : program;
    const given = words.slice(1).map((word) => quote(word === '/dev/null' ? 'NUL' : word));
    const input = !isWithoutInput ? [] : shell === 'cmd' ? ['<NUL'] : [];
    const run = [name, ...given, ...input, ...redirects].join(' ');
    parts.push(isWithoutInput && shell === 'PowerShell' ? `'' | ${run}` : run);
    return true;
  };
  for (const piece of pieces) {
    if ('word' in piece) words.push(piece.word);
    else if (piece.operator === '</dev/null') isWithoutInput = true;
    else if (piece.operator === '|') {
      if (!end()) return undefined;
      words = [];
      redirects = [];
    } else redirects.push(piece.operator.replace('/dev/null', nothing));
  }
  return end() ? parts.join(' | ') : undefined;
}

/** Whether a text is a command for a terminal that a reader runs on their own machine, rather than a line for a page's console or a server. */
export function isOwnCommand(text: string): boolean {
  return /^(?:for [^;]{1,300}; do .*)?\b(?:curl|openssl|node|npx|wscat|websocat)\b/.test(text);
}
