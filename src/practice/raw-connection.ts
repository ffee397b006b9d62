import { closePayload, encodeFrame, FrameReader, ofClient, opcodes } from '../wire/frames.ts';
import type { FrameHeader, IncomingFrame, OutgoingFrame } from '../wire/frames.ts';
import { endTcp, maxMessageBytes, switchingProtocols } from './handshake.ts';
import type { PracticeHandshake, SwitchingProtocols } from './handshake.ts';

/** How a raw connection answers the frames of the client. */
interface RawHandlers {
  /** A header of any frame was read; its payload may not have arrived. */
  onHeader?: (header: FrameHeader) => void;
  /** A text, binary or continuation frame was read. Default: echoes it. */
  onData?: (frame: IncomingFrame) => void;
  /** A Close frame was read. Default: completes the closing handshake. */
  onClose?: (frame: IncomingFrame) => void;
}

/** An open connection over which any bytes can be sent, right or wrong. */
interface RawConnection {
  /** Whether neither side has sent a Close frame and TCP is up. */
  readonly open: boolean;
  /** Sends a frame; false if the socket's buffer is full. Does nothing once TCP has ended. */
  send(frame: OutgoingFrame): boolean;
  /** Sends a Close frame with this payload and waits for the client's. */
  close(payload: Uint8Array): void;
  /**
   * Sends chunk after chunk as fast as the client takes them, until `next` has none left or the connection
   * closes. A chunk holds whole frames.
   */
  pump(next: () => Buffer | undefined): void;
}

/** How long the server waits for the client's Close frame, in milliseconds. */
const closeTimeoutMs = 10_000;

/** Answers a handshake with 101 and leaves every frame after it to the caller. Answers a Ping with a Pong. */
export function openRaw(
  handshake: PracticeHandshake,
  handlers: RawHandlers = {},
  response: SwitchingProtocols = {},
): RawConnection {
  const { socket, head, after } = handshake;
  let closeSent = false;

  const connection: RawConnection = {
    get open() {
      return !closeSent && socket.writable;
    },
    send(frame) {
      return socket.writable && socket.write(encodeFrame(frame));
    },
    close(payload) {
      connection.send({ opcode: opcodes.close, payload });
      closeSent = true;
      after(() => socket.destroy(), closeTimeoutMs);
    },
    pump(next) {
      const step = (): void => {
        const chunk = connection.open ? next() : undefined;
        if (!chunk) return;
        if (socket.write(chunk)) setImmediate(step);
        else socket.once('drain', step);
      };
      step();
    },
  };

  const answer = (frame: OutgoingFrame): void => {
    if (connection.send(frame) || !socket.writable || socket.isPaused()) return;
    // A client that sends without reading would fill the memory of the server.
    socket.pause();
    socket.once('drain', () => socket.resume());
  };

  const {
    onData = answer,
    onClose = ({ payload }: IncomingFrame) => {
      if (!closeSent) connection.close(payload.subarray(0, 2));
      endTcp(handshake);
    },
  } = handlers;

  const reader = new FrameReader(ofClient, maxMessageBytes, handlers.onHeader);

  const take = (frame: IncomingFrame): void => {
    if (!socket.writable) return;
    if (frame.opcode === opcodes.close) {
      onClose(frame);
    } else if (frame.opcode === opcodes.ping) {
      answer({ opcode: opcodes.pong, payload: frame.payload });
    } else if (frame.opcode < opcodes.close) {
      onData(frame);
    }
  };

  const read = (chunk: Buffer): void => {
    if (chunk.length === 0 || !socket.writable || reader.error()) return;
    for (const frame of reader.read(chunk)) take(frame);
    const error = reader.error();
    if (!error) return;
    if (connection.open) connection.close(closePayload(error.closeCode, error.message));
    endTcp(handshake);
  };

  socket.write(switchingProtocols(handshake, response));
  socket.on('data', read);
  socket.on('end', () => socket.destroy());
  read(head);
  return connection;
}
