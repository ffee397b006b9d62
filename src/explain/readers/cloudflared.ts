/** The log of cloudflared, Cloudflare's tunnel. */
import { fact } from '../../diagnosis/facts.ts';
import { lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';

function read(line: string): ReadLine | undefined {
  const [, level, rest = ''] = /^\d{4}-\d\d-\d\dT[\d:.]{8,16}Z (ERR|WRN|INF|DBG) (.*)$/.exec(line) ?? [];
  if (level === undefined || !/\b(?:connIndex|originService|tunnelID|ingressRule|event)=/.test(rest))
    return undefined;
  const origin = /\boriginService=(\S{1,300})/.exec(rest)?.[1];
  const destination = /\bdest=(\S{1,2000})/.exec(rest)?.[1]?.split('?', 1)[0];
  const isSocket = /\btype=ws\b/.test(rest);
  const isUnreachable = rest.includes('connection refused') || rest.includes('no such host');
  return {
    what: `cloudflared log, level ${level}${isSocket ? ', for a WebSocket' : ''}`,
    means: [
      origin && `The tunnel leads to ${origin.slice(0, 100)}.`,
      destination && `The request was for ${destination.slice(0, 120)}.`,
      isUnreachable &&
        'The tunnel works; what it leads to was not reached from the machine where cloudflared runs.',
    ]
      .filter(Boolean)
      .join(' '),
    facts: [
      fact('message-kind', 'log', 'paste'),
      fact('front', 'tunnel', 'paste'),
      ...(isUnreachable
        ? [fact('proxy-log', 'refused', 'paste'), fact('symptom', 'never-opens', 'paste')]
        : []),
    ],
  };
}

/** The log of cloudflared. */
export const cloudflaredLog = lineReader({
  id: 'cloudflared-log',
  format: 'cloudflared log',
  hint: /\b(?:connIndex|originService|tunnelID|ingressRule)=/,
  read,
});
