/** Errors of parsers of HTTP: Node's HPE codes with the raw packet, and Go's malformed response. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';
import { bytesMean, unescapedBytes } from './bytes.ts';
import { lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';

/** Code of llhttp → what it means and says. Source: llhttp, src/llhttp/constants.ts. */
const codes: Readonly<Record<string, { means: string; facts: Facts }>> = {
  HPE_INVALID_CONSTANT: { means: 'The answer does not begin with “HTTP/”.', facts: [] },
  HPE_INVALID_METHOD: { means: 'What came does not begin with a method of HTTP.', facts: [] },
  HPE_INVALID_VERSION: {
    means: 'The version of HTTP in the first line is not one that Node reads.',
    facts: [],
  },
  HPE_INVALID_HEADER_TOKEN: {
    means: 'A header has a character that is not allowed in it.',
    facts: [fact('words', 'answer', 'paste')],
  },
  HPE_HEADER_OVERFLOW: {
    means: 'The headers are larger than Node reads, 16 KiB by default. Node answers that with 431.',
    facts: [fact('words', 'size', 'paste')],
  },
  HPE_INVALID_CONTENT_LENGTH: { means: 'Content-Length is not a number, or stands there twice.', facts: [] },
  HPE_UNEXPECTED_CONTENT_LENGTH: {
    means: 'A Content-Length stands beside Transfer-Encoding, or where none may be.',
    facts: [],
  },
  HPE_CLOSED_CONNECTION: { means: 'Data came after “Connection: close”.', facts: [] },
  HPE_INVALID_EOF_STATE: {
    means: 'The connection ended in the middle of a message.',
    facts: [fact('words', 'ended', 'paste')],
  },
  HPE_INVALID_CHUNK_SIZE: { means: 'A chunk of the body has no valid size.', facts: [] },
};

function read(line: string): ReadLine | undefined {
  const packet = /<Buffer((?: [0-9a-f]{2}){2,60})/.exec(line)?.[1];
  if (packet !== undefined) {
    const found = bytesMean(
      packet
        .trim()
        .split(' ')
        .map((byte) => Number.parseInt(byte, 16)),
    );
    return found && { what: `raw bytes: ${found.what}`, means: found.means, facts: found.facts };
  }
  const malformed = /malformed HTTP (?:response|status code|version) \\?"((?:[^"\\]|\\[^"]){2,400})/.exec(
    line,
  )?.[1];
  if (malformed !== undefined) {
    const found = bytesMean(unescapedBytes(malformed.replaceAll('\\\\x', '\\x')));
    return {
      what: `malformed HTTP${found ? `: ${found.what}` : ''}`,
      means: found?.means ?? 'The answer is not HTTP/1.1.',
      facts: found?.facts ?? [],
    };
  }
  const code = /\bHPE_[A-Z_]{3,40}/.exec(line)?.[0];
  if (code === undefined) return undefined;
  const known = codes[code];
  return {
    what: `Node’s HTTP parser: ${code}`,
    means: known?.means ?? 'Node’s HTTP parser could not read what came.',
    facts: known?.facts ?? [],
  };
}

/** Errors of parsers of HTTP. */
export const httpParserErrors = lineReader({
  id: 'http-parser-error',
  format: 'error of an HTTP parser',
  hint: /\bHPE_[A-Z]|<Buffer [0-9a-f]{2}|malformed HTTP /,
  read,
});
