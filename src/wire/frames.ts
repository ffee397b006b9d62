/** WebSocket frames as RFC 6455 section 5 lays them out: one codec for whoever speaks the protocol. */
import { randomBytes } from 'node:crypto';

/** Opcodes of frames (RFC 6455 §11.8). */
export const opcodes = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

/** A frame to send (RFC 6455 §5.2). Nothing keeps it from breaking the RFC. */
export interface OutgoingFrame {
  /** The FIN bit: last frame of its message. Default true. */
  fin?: boolean;
  /** The RSV1 bit. Default false. */
  rsv1?: boolean;
  /** Four-bit opcode. */
  opcode: number;
  /** Payload before masking. */
  payload: Uint8Array;
  /** Masking key of 4 bytes; sets the MASK bit. Default none. */
  maskingKey?: Uint8Array;
}

/** What the first two bytes of a frame say (RFC 6455 §5.2). */
export interface FrameStart {
  /** The FIN bit: last frame of its message. */
  fin: boolean;
  /** The reserved bits RSV1 (4), RSV2 (2) and RSV3 (1). */
  rsv: number;
  /** Four-bit opcode. */
  opcode: number;
  /** The MASK bit. */
  masked: boolean;
  /** Length of the payload if it is shorter than 126 bytes; otherwise 126 or 127. */
  shortLength: number;
}

/** The header of a frame received (RFC 6455 §5.2). */
export interface FrameHeader extends FrameStart {
  /** Length of the payload in bytes. */
  length: number;
}

/** A whole frame received. */
export interface IncomingFrame extends FrameHeader {
  /** Payload after unmasking. */
  payload: Buffer;
}

/** A frame received that the reader does not take. */
export class FrameError extends Error {
  /** Status code for the Close frame that answers it (RFC 6455 §7.4.1). */
  readonly closeCode: number;

  /** @param closeCode status code for the Close frame that answers it */
  constructor(closeCode: number, message: string) {
    super(message);
    this.closeCode = closeCode;
  }
}

/** Applies a masking key; applied again, it takes the mask off. */
function applyMask(bytes: Uint8Array, maskingKey: Uint8Array): Buffer {
  const masked = Buffer.from(bytes);
  for (let i = 0; i < masked.length; i += 1) {
    masked[i] = (masked[i] ?? 0) ^ (maskingKey[i & 3] ?? 0);
  }
  return masked;
}

/** The bytes of a frame on the wire (RFC 6455 §5.2), with the shortest length field that holds the payload. */
export function encodeFrame(frame: OutgoingFrame): Buffer {
  const { fin = true, rsv1 = false, opcode, payload, maskingKey } = frame;
  const first = (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode;
  const maskBit = maskingKey ? 0x80 : 0;
  let header: Buffer;
  if (payload.length < 126) {
    header = Buffer.from([first, maskBit | payload.length]);
  } else if (payload.length < 65_536) {
    header = Buffer.from([first, maskBit | 126, 0, 0]);
    header.writeUInt16BE(payload.length, 2);
  } else {
    header = Buffer.from([first, maskBit | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
    header.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  return maskingKey
    ? Buffer.concat([header, maskingKey, applyMask(payload, maskingKey)])
    : Buffer.concat([header, payload]);
}

/** The payload of a Close frame: status code and reason (RFC 6455 §5.5.1). The reason is not limited in length. */
export function closePayload(code: number, reason = ''): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code, 0);
  payload.write(reason, 2);
  return payload;
}

/** The bytes of a single final frame of a client, which must be masked (RFC 6455 §5.3). */
export function clientFrame(opcode: number, payload: Uint8Array): Buffer {
  return encodeFrame({ opcode, payload, maskingKey: randomBytes(4) });
}

/** The status code in the payload of a Close frame; 1005 if there is none (RFC 6455 §7.1.5). */
export function closeCodeOf({ payload }: Pick<IncomingFrame, 'payload'>): number {
  return payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
}

/** Says why a frame may not begin like this, as the error to close with; nothing if it may. */
export type FrameRule = (start: FrameStart) => FrameError | undefined;

const knownOpcodes = new Set<number>(Object.values(opcodes));
const isControl = ({ opcode }: FrameStart) => opcode >= opcodes.close;

/** What a server asks of a client's frame before anything else: a mask (RFC 6455 §5.1), and short control frames (§5.5). */
export const ofClient: FrameRule = (start) => {
  if (!start.masked) return new FrameError(1002, 'A frame of a client must be masked.');
  if (isControl(start) && start.shortLength > 125)
    return new FrameError(1002, 'A control frame holds at most 125 bytes.');
  return undefined;
};

/** What may begin a frame of either end, compression agreed or not: it is what a browser complains about first. */
export const ofEither: FrameRule = (start) => {
  if (!knownOpcodes.has(start.opcode))
    return new FrameError(1002, `Opcode ${start.opcode} is not defined (RFC 6455 section 5.2).`);
  if ((start.rsv & 3) !== 0)
    return new FrameError(1002, 'A reserved bit, RSV2 or RSV3, is set without an extension that uses it.');
  if (isControl(start) && (!start.fin || start.rsv !== 0))
    return new FrameError(1002, 'A control frame is fragmented or compressed.');
  return undefined;
};

/** What a client that agreed to no extension asks of a server's frame. */
export const ofServer: FrameRule = (start) => {
  if (start.masked) return new FrameError(1002, 'A frame of the server is masked.');
  if (start.rsv !== 0)
    return new FrameError(1002, 'A reserved bit is set, and no extension was agreed that uses it.');
  if (isControl(start) && start.shortLength > 125)
    return new FrameError(1002, 'A control frame is longer than 125 bytes.');
  return ofEither(start);
};

/** Bytes of the mask, and of a length field that follows the first two bytes. */
function fieldBytes({ masked, shortLength }: FrameStart): { length: number; mask: number } {
  return { length: shortLength === 127 ? 8 : shortLength === 126 ? 2 : 0, mask: masked ? 4 : 0 };
}

/** Reads the frames of one direction of a TCP byte stream. It does not join fragments. */
export class FrameReader {
  readonly #rule: FrameRule;
  readonly #longest: number;
  readonly #onHeader: ((header: FrameHeader) => void) | undefined;
  #chunks: Buffer[] = [];
  #size = 0;
  #frame: { header: FrameHeader; maskingKey: Buffer } | undefined;
  #error: FrameError | undefined;

  /**
   * @param rule what the frames must keep to
   * @param longest largest payload of one frame that is taken, in bytes
   * @param onHeader is told of each header as soon as it is read; the payload may not have arrived
   */
  constructor(rule: FrameRule, longest = Infinity, onHeader?: (header: FrameHeader) => void) {
    this.#rule = rule;
    this.#longest = longest;
    this.#onHeader = onHeader;
  }

  /** The first frame that was not taken: it breaks the rule, or is longer (1009). Nothing is read after it. */
  error(): FrameError | undefined {
    return this.#error;
  }

  /** What has arrived and is part of no whole frame: after an error, from the first byte of the frame that was not taken on. */
  unread(): Buffer {
    return this.#merged();
  }

  /** Takes the next bytes of the stream and returns the frames that they complete. */
  read(chunk: Buffer): IncomingFrame[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    const frames: IncomingFrame[] = [];
    while (!this.error()) {
      this.#frame ??= this.#readHeader();
      const frame = this.#frame;
      if (!frame || this.#size < frame.header.length) break;
      const payload = applyMask(this.#take(frame.header.length), frame.maskingKey);
      this.#frame = undefined;
      frames.push({ ...frame.header, payload });
    }
    return frames;
  }

  #readHeader(): { header: FrameHeader; maskingKey: Buffer } | undefined {
    if (this.#size < 2) return undefined;
    const bytes = this.#merged();
    const [first = 0, second = 0] = bytes;
    const start: FrameStart = {
      fin: (first & 0x80) !== 0,
      rsv: (first >> 4) & 7,
      opcode: first & 0x0f,
      masked: (second & 0x80) !== 0,
      shortLength: second & 0x7f,
    };
    this.#error = this.#rule(start);
    if (this.#error) return undefined;
    const fields = fieldBytes(start);
    const headerBytes = 2 + fields.length + fields.mask;
    if (this.#size < headerBytes) return undefined;
    const length =
      fields.length === 8
        ? Number(bytes.readBigUInt64BE(2))
        : fields.length === 2
          ? bytes.readUInt16BE(2)
          : start.shortLength;
    const header = { ...start, length };
    this.#onHeader?.(header);
    if (length > this.#longest) {
      this.#error = new FrameError(1009, 'The frame is too long.');
      return undefined;
    }
    return { header, maskingKey: this.#take(headerBytes).subarray(headerBytes - fields.mask) };
  }

  #merged(): Buffer {
    const [only] = this.#chunks;
    if (only && this.#chunks.length === 1) return only;
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }

  #take(length: number): Buffer {
    const all = this.#merged();
    this.#size -= length;
    this.#chunks = this.#size > 0 ? [all.subarray(length)] : [];
    return all.subarray(0, length);
  }
}
