/** WebSocket frames as RFC 6455 section 5 lays them out. */
import { randomBytes } from 'node:crypto';
import { opcodes } from '../../src/practice/frames.ts';
export { opcodes };

export interface Frame {
  opcode: number;
  /** Whether it is the last frame of its message. */
  isFinal: boolean;
  /** Without the mask. */
  payload: Buffer;
}

function unmask(payload: Buffer, mask: Buffer): Buffer {
  return Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
}

const knownOpcodes = new Set<number>(Object.values(opcodes));

/** Whether a frame may begin with this byte, compression agreed or not: it is what a browser complains about first. */
function mayBegin(first: number): boolean {
  const opcode = first & 0x0f;
  const isControl = opcode >= 0x8;
  return knownOpcodes.has(opcode) && (first & 0x30) === 0 && (!isControl || (first & 0xc0) === 0x80);
}

/** A reader of one direction of a connection. */
export interface FrameReader {
  /** Takes the next bytes and returns the frames that they complete; none any more after bytes that are no frame. */
  read: (bytes: Buffer) => Frame[];
  /** The bytes so far from the first one with which no frame can begin, as Latin-1; `null` while all were frames. */
  noFrame: () => string | null;
}

/** A reader that has seen nothing yet. */
export function frameReader(): FrameReader {
  let buffered = Buffer.alloc(0);
  let isBroken = false;

  const next = (): Frame | null => {
    if (buffered.length < 2) return null;
    const [first = 0, second = 0] = buffered;
    isBroken ||= !mayBegin(first);
    if (isBroken) return null;
    const short = second & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const maskBytes = second & 0x80 ? 4 : 0;
    const start = 2 + lengthBytes + maskBytes;
    if (buffered.length < start) return null;
    const length =
      lengthBytes === 2
        ? buffered.readUInt16BE(2)
        : lengthBytes === 8
          ? Number(buffered.readBigUInt64BE(2))
          : short;
    if (buffered.length < start + length) return null;
    const raw = buffered.subarray(start, start + length);
    const payload = maskBytes > 0 ? unmask(raw, buffered.subarray(start - 4, start)) : Buffer.from(raw);
    buffered = buffered.subarray(start + length);
    return { opcode: first & 0x0f, isFinal: (first & 0x80) !== 0, payload };
  };

  const read = (bytes: Buffer): Frame[] => {
    buffered = Buffer.concat([buffered, bytes]);
    const frames: Frame[] = [];
    for (let frame = next(); frame; frame = next()) frames.push(frame);
    return frames;
  };
  return { read, noFrame: () => (isBroken ? buffered.toString('latin1') : null) };
}

/** The bytes of a single final frame from a client, which is masked. */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  const mask = randomBytes(4);
  const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (payload.length < 126) {
    head[1] = 0x80 | payload.length;
  } else if (payload.length < 65_536) {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(payload.length, 2);
  } else {
    head[1] = 0x80 | 127;
    head.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  return Buffer.concat([head, mask, unmask(payload, mask)]);
}

/** The code in a Close frame; 1005 if the frame has none, as the standard has it. */
export function closeCodeOf(frame: Frame): number {
  return frame.payload.length >= 2 ? frame.payload.readUInt16BE(0) : 1005;
}
