/**
 * Where a text names the example endpoint, or the interval of a heartbeat, so that the reader's own can stand there. Used
 * when a page is built and when script draws one. Pure.
 */

/** A part of a text; `fill` names what of the reader's stands in its place, once it is known. */
export interface ExamplePart {
  text: string;
  fill?: string;
}

/** What stands where; the first that fits counts. */
const fills: [pattern: RegExp, fill: string][] = [
  [/^wss?:/, 'socket'],
  [/^https?:\/\/app\.example\/ws$/, 'page'],
  [/^https:\/\/app\.example$/, 'origin'],
  [/^app\.example:443$/, 'authority'],
  [/^app\.example$/, 'host'],
  [/^\/ws$/, 'path'],
  [/_000$/, 'heartbeat-ms'],
  [/^(20 to )?2[05] seconds$/, 'heartbeat-words'],
  [/^2[05]$/, 'heartbeat-s'],
];

const pattern =
  /(wss?:\/\/app\.example\/ws|https?:\/\/app\.example\/ws|https:\/\/app\.example(?![/:\w.-])|app\.example:443|-servername app\.example|app\.example|(?<=location )\/ws(?= )|\b25_000\b|\b25(?= \* time\.Second)|(?<=ping_interval=)20\b|(?<=every )(?:20 to )?25 seconds|(?<=ping every )20 seconds)/;

/** The parts of a text, those that the reader's own can take the place of apart from the others. */
export function exampleParts(text: string): ExamplePart[] {
  return text.split(pattern).flatMap((part): ExamplePart[] => {
    if (part === '') return [];
    if (part.startsWith('-servername '))
      return [{ text: '-servername ' }, { text: part.slice('-servername '.length), fill: 'name' }];
    const fill = fills.find(([form]) => form.test(part))?.[1];
    return [{ text: part, ...(fill !== undefined && { fill }) }];
  });
}
