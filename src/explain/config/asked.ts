/** Which address a socket asks for, as far as a text beside a config says it. Pure. */

/** Host and path that a socket asks for; what is not known is left out. */
export interface Asked {
  /** The host, in lower case, without its port. */
  host?: string;
  /** The path, without its query. */
  path?: string;
}

/** Whether a name of a config is that of a host: the host itself, or a wildcard such as `*.app.example`. Both are in lower case. */
export const isNameOf = (name: string, host: string): boolean =>
  name === host || (name.startsWith('*.') && host.endsWith(name.slice(1)));

/** Only so many characters of comments are searched for an address. */
const longestComments = 20_000;

const addressPattern =
  /\bwss?:\/\/(\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253})(?::\d{1,5})?(\/[^\s'"<>?#,;)]{0,300})?/i;
const requestPattern = /\b(?:GET|CONNECT) (\/[^\s'"<>?#]{0,300})[^\s"]{0,2000} HTTP\//;
const hostPattern = /\bhost: "?([\w.-]{1,253})/i;

/**
 * The comments of a config: lines that begin with `#` or `//`, and what follows a blank and `#`. They hold what a person
 * says about it, where its own lines hold what the rules read.
 */
export function commentsOf(text: string): string {
  let comments = '';
  for (const line of text.split('\n')) {
    const [, comment] = /^\s{0,200}(?:#|\/\/)(.*)/.exec(line) ?? /\s#\s(.*)/.exec(line) ?? [];
    if (comment !== undefined) comments += `${comment.slice(0, 2000)}\n`;
    if (comments.length > longestComments) break;
  }
  return comments;
}

/** Lines that stand beside a config: an error of a client, a command, an address alone. In a config an address is a target. */
const besidePattern =
  /^[^#\n]{0,80}\b(?:WebSocket|connect(?:ing|ion)? to|wscat|websocat|curl)\b[^#\n]{0,80}\bwss?:\/\/[^\n]{1,400}|^[ \t]*wss?:\/\/[^\n]{1,400}/gim;

/** The address that the text beside a config names: a wss:// address, or a request line of a log. */
export function askedIn(text: string): Asked {
  const beside = (text.match(besidePattern) ?? []).slice(0, 20).join('\n');
  const comments = `${commentsOf(text)}\n${beside}`;
  const address = addressPattern.exec(comments);
  if (address) {
    const [, host = '', path = '/'] = address;
    // A sentence ends in a full stop, and an address does not.
    return { host: host.toLowerCase(), path: path.replace(/[.:]$/, '') || '/' };
  }
  const [, path] = requestPattern.exec(comments) ?? [];
  if (path === undefined) return {};
  const [, host] = hostPattern.exec(comments) ?? [];
  return { path, ...(host !== undefined && { host: host.toLowerCase() }) };
}

/** Paths that are sockets by their names. */
export const looksLikeSocket = (path: string): boolean =>
  /(?:^|[/_.-])(?:ws|wss|websockets?|socket|sockets|socket\.io|engine\.io|sockjs|cable|hubs?|live|signalr|realtime|stream|push|notifications)(?:$|[^a-z])/i.test(
    path,
  );
