/** An open WebSocket as the doctor uses it: bounded, and watched for frames that RFC 6455 forbids. */
import type { Socket } from 'node:net';
import {
  clientFrame,
  closeCodeOf,
  FrameReader,
  ofServer,
  opcodes,
  type IncomingFrame,
} from '../wire/frames.ts';

/** A longer frame is not taken; the reader's memory ends here. */
const longestFrame = 32 * 1024 * 1024;
/** A longer message is counted and not kept. */
const longestKept = 100_000;
/** Beyond either a server floods: messages in one second, bytes in ten. */
const floodLimit = { perSecond: 2000, bytes: 64_000_000, within: 10_000 };
/** Milliseconds for the end of the closing handshake. */
const closePatience = 3000;
const longestReason = 123;

/** A message that arrived. */
export interface Message {
  bytes: number;
  /** Its text, if it is text and not too long. */
  text: string | undefined;
}

/** How a session ended. */
export interface Ended {
  /** 1006 if no Close frame came. */
  code: number;
  reason: string;
  wasClean: boolean;
  /** Milliseconds since the open, and since the last frame either way. */
  age: number;
  silence: number;
  /** Whether this side asked for the end. */
  asked: boolean;
}

/** What a frame broke, as a sentence. */
export interface FrameFault {
  text: string;
  isFlood: boolean;
}

/** An open WebSocket. */
export class Session {
  readonly #socket: Socket;
  readonly #frames = new FrameReader(ofServer, longestFrame);
  readonly #openedAt = performance.now();
  #lastFrameAt = this.#openedAt;
  #fragments: { opcode: number; bytes: number; kept: Buffer[] } | undefined;
  #second = { at: 0, count: 0 };
  #window = { at: 0, bytes: 0 };
  #asked = false;
  #closed: { code: number; reason: string } | undefined;
  #ended: Ended | undefined;
  #fault: FrameFault | undefined;
  #waiting = new Set<(message: Message) => void>();
  #onPong: (() => void) | undefined;
  #announce: (ended: Ended) => void = () => undefined;
  /** Messages that have arrived, and their bytes. */
  readonly received = { count: 0, bytes: 0 };
  /** The first message, if one came. */
  firstMessage: Message | undefined;
  /** What is answered to a message by itself, where a protocol wants that. */
  reply: ((text: string) => string | undefined) | undefined;
  /** Resolves when the connection is over. */
  readonly over: Promise<Ended>;

  /** @param rest bytes that came behind the head of the answer */
  constructor(socket: Socket, rest: Buffer) {
    this.#socket = socket;
    this.over = new Promise((resolve) => {
      this.#announce = resolve;
    });
    socket.on('data', (bytes) => this.#take(bytes));
    for (const event of ['end', 'close', 'error']) socket.on(event, () => this.#finish());
    // A socket that has ended before this listened tells of it no more.
    if (socket.destroyed) this.#finish();
    if (rest.length > 0) this.#take(rest);
    socket.resume();
  }

  /** How it ended, if it has. */
  ended(): Ended | undefined {
    return this.#ended;
  }

  /** The frame that RFC 6455 forbids, or the flood, that ended it. */
  fault(): FrameFault | undefined {
    return this.#fault;
  }

  /** Milliseconds since the open. */
  age(): number {
    return Math.round(performance.now() - this.#openedAt);
  }

  #write(opcode: number, payload: Uint8Array): void {
    if (!this.#socket.writable || this.#ended) return;
    this.#socket.write(clientFrame(opcode, payload));
  }

  /** Sends a text as a message, of text or of binary data. */
  send(text: string, kind: 'text' | 'binary' = 'text'): void {
    this.#lastFrameAt = performance.now();
    this.#write(opcodes[kind], Buffer.from(text));
  }

  /** Bytes that have not left this computer. */
  unsent(): number {
    return this.#socket.writableLength;
  }

  /** Sends a ping; resolves with the milliseconds to its pong, or with `undefined` if none came in time. */
  ping(patience: number): Promise<number | undefined> {
    const startedAt = performance.now();
    return new Promise((resolve) => {
      const timer = setTimeout(() => end(undefined), patience);
      const end = (milliseconds: number | undefined): void => {
        clearTimeout(timer);
        this.#onPong = undefined;
        resolve(milliseconds);
      };
      this.#onPong = () => end(performance.now() - startedAt);
      void this.over.then(() => end(undefined));
      this.#lastFrameAt = startedAt;
      this.#write(opcodes.ping, Buffer.from('not101'));
    });
  }

  /** Resolves with the first message that is wanted, or with `undefined` after some milliseconds or at the end. */
  next(patience: number, isWanted: (message: Message) => boolean): Promise<Message | undefined> {
    return new Promise((resolve) => {
      const take = (message: Message): void => {
        if (isWanted(message)) end(message);
      };
      const timer = setTimeout(() => end(undefined), patience);
      const end = (message: Message | undefined): void => {
        clearTimeout(timer);
        this.#waiting.delete(take);
        resolve(message);
      };
      this.#waiting.add(take);
      void this.over.then(() => end(undefined));
    });
  }

  /** Resolves with `true` after some milliseconds, or with `false` as soon as the connection is over. */
  async stays(milliseconds: number): Promise<boolean> {
    await this.next(milliseconds, () => false);
    return this.#ended === undefined;
  }

  /** Closes it, and drops the connection if the server does not end it. */
  async close(): Promise<Ended> {
    if (!this.#ended) {
      this.#asked = true;
      this.#write(opcodes.close, Buffer.from([0x03, 0xe8]));
      await this.stays(closePatience);
      this.#finish();
    }
    return this.over;
  }

  #finish(): void {
    if (this.#ended) return;
    const now = performance.now();
    this.#ended = {
      code: this.#closed?.code ?? 1006,
      reason: this.#closed?.reason ?? '',
      wasClean: this.#closed !== undefined && this.#fault === undefined,
      age: Math.round(now - this.#openedAt),
      silence: Math.round(now - this.#lastFrameAt),
      asked: this.#asked,
    };
    this.#socket.destroy();
    this.#announce(this.#ended);
  }

  /** Ends it because of what the server sent. */
  #break(text: string, isFlood = false): void {
    this.#fault ??= { text, isFlood };
    this.#write(opcodes.close, Buffer.from([0x03, 0xea]));
    this.#finish();
  }

  #take(bytes: Buffer): void {
    if (this.#ended) return;
    for (const frame of this.#frames.read(bytes)) {
      this.#takeFrame(frame);
      // Everything after a Close frame, or after a fault, is ignored.
      if (this.ended() || this.#closed) return;
    }
    const error = this.#frames.error();
    if (error?.closeCode === 1009)
      this.#break('A frame is longer than 32 MB, more than this test takes.', true);
    else if (error) this.#break(error.message);
  }

  #takeFrame({ opcode, fin, payload }: IncomingFrame): void {
    const now = performance.now();
    if (this.#isFlood(payload.length, now))
      return this.#break('The server sends more than a test can take.', true);
    switch (opcode) {
      case opcodes.ping:
        this.#lastFrameAt = now;
        return this.#write(opcodes.pong, payload);
      case opcodes.pong:
        this.#lastFrameAt = now;
        this.#onPong?.();
        return undefined;
      case opcodes.close:
        return this.#takeClose(payload);
      default:
        this.#lastFrameAt = now;
        return this.#takeData(opcode, fin, payload);
    }
  }

  #isFlood(bytes: number, now: number): boolean {
    if (now - this.#second.at >= 1000) this.#second = { at: now, count: 0 };
    if (now - this.#window.at >= floodLimit.within) this.#window = { at: now, bytes: 0 };
    this.#second.count += 1;
    this.#window.bytes += bytes;
    return this.#second.count > floodLimit.perSecond || this.#window.bytes > floodLimit.bytes;
  }

  #takeClose(payload: Buffer): void {
    const code = closeCodeOf({ payload });
    const isForbidden =
      payload.length === 1 || code < 1000 || (code > 1003 && code < 1007 && payload.length > 0);
    if (isForbidden || (code >= 1015 && code < 3000) || code > 4999)
      return this.#break(
        payload.length === 1
          ? 'A Close frame holds one byte, which is no close code.'
          : `A Close frame has the code ${code}, which may not be sent.`,
      );
    if (!isUtf8(payload.subarray(2))) return this.#break('The reason in a Close frame is not UTF-8.');
    this.#closed ??= { code, reason: payload.subarray(2).toString().slice(0, longestReason) };
    if (!this.#asked) this.#write(opcodes.close, payload.subarray(0, 2));
    this.#socket.end();
    const timer = setTimeout(() => this.#finish(), closePatience);
    void this.over.then(() => clearTimeout(timer));
  }

  #takeData(opcode: number, fin: boolean, payload: Buffer): void {
    if ((opcode === opcodes.continuation) !== (this.#fragments !== undefined))
      return this.#break(
        opcode === opcodes.continuation
          ? 'A continuation frame comes without a message that it continues.'
          : 'A new message begins before the last one has ended.',
      );
    const message = this.#fragments ?? { opcode, bytes: 0, kept: [] };
    message.bytes += payload.length;
    if (message.bytes <= longestKept) message.kept.push(payload);
    this.#fragments = fin ? undefined : message;
    if (!fin) return;
    const isText = message.opcode === opcodes.text;
    const whole = message.bytes <= longestKept ? Buffer.concat(message.kept) : undefined;
    if (isText && whole && !isUtf8(whole)) return this.#break('A text message is not UTF-8.');
    const arrived: Message = {
      bytes: message.bytes,
      text: isText && whole ? whole.toString() : undefined,
    };
    this.received.count += 1;
    this.received.bytes += arrived.bytes;
    this.firstMessage ??= arrived;
    const answer = arrived.text === undefined ? undefined : this.reply?.(arrived.text);
    if (answer !== undefined) this.send(answer);
    for (const take of [...this.#waiting]) take(arrived);
  }
}

const strict = new TextDecoder('utf-8', { fatal: true });

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
