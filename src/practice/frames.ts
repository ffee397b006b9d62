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

/** The header of a frame received (RFC 6455 §5.2). */
export interface FrameHeader {
  /** The FIN bit. */
  fin: boolean;
  /** Four-bit opcode. */
  opcode: number;
  /** Length of the payload in bytes. */
  length: number;
}

/** A whole frame received, with its payload unmasked. */
export interface IncomingFrame extends FrameHeader {
  /** Payload after unmasking. */
  payload: Buffer;
}

/** A frame received that the practice server does not take. */
export class FrameError extends Error {
  /** Status code for the Close frame that answers it (RFC 6455 §7.4.1). */
  readonly closeCode: number;

  /** @param closeCode status code for the Close frame that answers it */
  constructor(closeCode: number, message: string) {
    super(message);
    this.closeCode = closeCode;
  }
}

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

/** What a `FrameReader` reports. */
interface FrameReaderEvents {
  /** A header was read; the payload may not have arrived yet. */
  onHeader?(header: FrameHeader): void;
  /** A whole frame was read. */
  onFrame(frame: IncomingFrame): void;
}

/** Reads the frames of a client from a TCP byte stream. It does not join fragments. */
export class FrameReader {
  readonly #maxPayload: number;
  readonly #events: FrameReaderEvents;
  #chunks: Buffer[] = [];
  #size = 0;
  #frame: { header: FrameHeader; maskingKey: Buffer } | undefined;

  /** @param maxPayload largest payload of one frame that is taken, in bytes */
  constructor(maxPayload: number, events: FrameReaderEvents) {
    this.#maxPayload = maxPayload;
    this.#events = events;
  }

  /**
   * Takes the next bytes of the stream and reports the frames that they complete.
   * @throws {FrameError} 1002 if a frame is not masked (RFC 6455 §5.1) or a control frame is longer
   * than 125 bytes (§5.5); 1009 if a payload is longer than the reader takes. The reader is then at an
   * undefined place in the stream.
   */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    for (;;) {
      this.#frame ??= this.#readHeader();
      const frame = this.#frame;
      if (!frame || this.#size < frame.header.length) return;
      const payload = applyMask(this.#take(frame.header.length), frame.maskingKey);
      this.#frame = undefined;
      this.#events.onFrame({ ...frame.header, payload });
    }
  }

  #readHeader(): { header: FrameHeader; maskingKey: Buffer } | undefined {
    if (this.#size < 2) return undefined;
    const start = this.#merged();
    const first = start.readUInt8(0);
    const second = start.readUInt8(1);
    if ((second & 0x80) === 0) {
      throw new FrameError(1002, 'A frame of a client must be masked.');
    }
    const shortLength = second & 0x7f;
    const lengthBytes = shortLength === 127 ? 8 : shortLength === 126 ? 2 : 0;
    if (this.#size < 2 + lengthBytes + 4) return undefined;
    const length =
      lengthBytes === 8
        ? Number(start.readBigUInt64BE(2))
        : lengthBytes === 2
          ? start.readUInt16BE(2)
          : shortLength;
    const header = { fin: (first & 0x80) !== 0, opcode: first & 0x0f, length };
    if (header.opcode >= opcodes.close && length > 125) {
      throw new FrameError(1002, 'A control frame holds at most 125 bytes.');
    }
    this.#events.onHeader?.(header);
    if (length > this.#maxPayload) {
      throw new FrameError(1009, 'The frame is too long.');
    }
    const maskingKey = this.#take(2 + lengthBytes + 4).subarray(-4);
    return { header, maskingKey };
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
