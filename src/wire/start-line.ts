/** The first line of an HTTP/1.x message in its parts (RFC 9112 sections 3 and 4). */
import type { HttpHead } from './http-head.ts';

/** The parts of `GET /ws HTTP/1.1`. */
export interface RequestLine {
  method: string;
  /** What is asked for, as the request wrote it. */
  target: string;
  /** Version of HTTP, such as `1.1`. */
  version: string;
}

/** The parts of `HTTP/1.1 426 Upgrade Required`. */
export interface StatusLine {
  /** Version of HTTP, such as `1.1`. */
  version: string;
  status: number;
  /** The words after the status; a server may leave them out. */
  reason: string;
}

/**
 * The first line of a request.
 * @throws {Error} if it is not a request line
 */
export function requestLineOf({ line }: HttpHead): RequestLine {
  const [, method, target, version] = /^(\S+) (.+) HTTP\/(1\.\d)$/.exec(line) ?? [];
  if (method === undefined || target === undefined || version === undefined)
    throw new Error(
      `Found ${JSON.stringify(line)} as the first line of a request. Expected a method, a target and HTTP/1.x (RFC 9112 section 3); correct the client or the proxy that sent it.`,
    );
  return { method, target, version };
}

/**
 * The first line of an answer.
 * @throws {Error} if it is not a status line
 */
export function statusLineOf({ line }: HttpHead): StatusLine {
  const [, version, status, reason = ''] = /^HTTP\/(1\.\d) (\d{3})(?: (.*))?$/.exec(line) ?? [];
  if (version === undefined || status === undefined)
    throw new Error(
      `Found ${JSON.stringify(line)} as the first line of an answer. Expected HTTP/1.x and a status (RFC 9112 section 4); correct the server or the proxy that sent it.`,
    );
  return { version, status: Number(status), reason: reason.trim() };
}
