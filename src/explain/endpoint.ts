/** The first WebSocket address in a text. Pure. */
import { plainEndpoint } from '../diagnosis/plain-endpoint.ts';
import { longestText } from '../diagnosis/longest-text.ts';

/**
 * Scheme, host and path of the first ws:// or wss:// address in a text, without its query; `undefined` if there is none that can be used.
 */
export function endpointIn(text: string): ReturnType<typeof plainEndpoint> {
  for (const [address] of text.slice(0, longestText).matchAll(/\bwss?:\/\/[\w.:[\]~/-]{1,300}/gi)) {
    const endpoint = plainEndpoint(address.replace(/[.:-]{1,300}$/, ''));
    if (endpoint) return endpoint;
  }
  return undefined;
}

/** Whether a text is an address and nothing else. */
export function isOnlyEndpoint(text: string): boolean {
  return /^\s*wss?:\/\/\S+\s*$/i.test(text);
}
