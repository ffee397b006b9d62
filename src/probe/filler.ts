/** Longer than the 32 KiB window of DEFLATE, so that compression does not make a large message small. */
const blockLength = 65_536;
let block = '';

/** Text of so many characters, one byte each, that hardly compresses, with `tag` at its start. Cheap for 16 MB. */
export function fill(tag: string, length: number): string {
  if (block === '') {
    let state = 101;
    for (let index = 0; index < blockLength; index += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      block += String.fromCharCode(48 + ((state >>> 16) % 75));
    }
  }
  return (tag + block.repeat(Math.ceil(Math.max(0, length - tag.length) / blockLength))).slice(0, length);
}
