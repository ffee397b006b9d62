/** Reads and explains texts beside the page, so that neither 20 MB nor a hostile text can hold it up. */
import { allReaders } from '../../explain/all-readers.ts';
import { explainer } from '../../explain/explain.ts';
import type { Explainer, Source } from '../../explain/explain.ts';
import { shownLines } from '../../explain/shown.ts';
import type { Given, News, Order } from './messages.ts';

const mebibyte = 1024 * 1024;
const longestFile = 24 * mebibyte;
/** A report of a test is shorter. */
const longestReport = 300_000;

const say = (news: News) => postMessage(news);

/** Reads a file piece by piece, and says how far it is. */
async function textOf({ name, content }: Given): Promise<string> {
  if (typeof content === 'string') return content;
  if (content.size > longestFile)
    throw new Error(
      `The file ${name} has ${(content.size / mebibyte).toFixed(0)} MB; at most ${longestFile / mebibyte} MB are read. Save a shorter one: only the moment when it fails.`,
    );
  const reader = content.stream().getReader();
  const decoder = new TextDecoder();
  let text = '';
  let read = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    read += next.value.byteLength;
    text += decoder.decode(next.value, { stream: true });
    say({
      kind: 'progress',
      words: `Reading ${name}`,
      share: content.size === 0 ? 1 : (0.8 * read) / content.size,
    });
  }
  text += decoder.decode();
  if (text.slice(0, 1000).includes('\0'))
    throw new Error(`The file ${name} is not text. Drop a log, a HAR, a net-export or a config.`);
  return text;
}

let explain: Explainer | undefined;

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  void (async () => {
    try {
      explain ??= explainer(data.known, allReaders);
      const sources: Source[] = [];
      for (const given of data.given) sources.push({ name: given.name, text: await textOf(given) });
      say({ kind: 'progress', words: 'Looking for what is known', share: 0.85 });
      const explained = explain(sources);
      const ofReport = explained.findings.find(({ by }) => by === 'report')?.places[0];
      const report = ofReport && sources[ofReport.source]?.text.slice(...ofReport.span);
      say({
        kind: 'done',
        result: {
          explained,
          shown: sources.map(({ text }, index) => shownLines(text, index, explained)),
          ...(report !== undefined && report.length <= longestReport && { report }),
        },
      });
    } catch (error) {
      say({
        kind: 'failed',
        problem: error instanceof Error ? error.message.slice(0, 300) : 'It could not be read.',
      });
    }
  })();
});
