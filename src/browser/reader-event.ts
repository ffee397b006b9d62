import type { KeptReader } from './kept-reader.ts';

const name = 'not101-reader';

/** Says to the page that the reader told something of themselves, or had it forgotten. */
export function announceReader(reader: KeptReader): void {
  document.dispatchEvent(new CustomEvent(name, { detail: reader }));
}

/** Calls `heard` each time that the reader tells something of themselves. */
export function onReader(heard: (reader: KeptReader) => void): void {
  document.addEventListener(name, (event) => heard((event as CustomEvent<KeptReader>).detail));
}
