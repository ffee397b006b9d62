/** Lines of a browser's console: the address that they quote, and the place in the code that they name. */
import { fact } from '../../diagnosis/facts.ts';
import type { Facts } from '../../diagnosis/facts.ts';
import { addressSpaceOf } from '../../probe/endpoint.ts';
import { lineReader } from './lines.ts';
import type { ReadLine } from './lines.ts';

const quoted = /(?:['"‘“]|server at )(wss?:\/\/[^\s'"’”]{1,2000})/i;
/** Where Chrome, Firefox and Safari name the place in the code. */
const place = /\b([\w.-]{1,80}\.(?:m?js|ts|jsx|tsx|html|vue)(?:\?[\w=&.-]{0,80})?):(\d{1,7})(?::\d{1,7})?\b/;

function hostOf(address: string): string {
  return /^wss?:\/\/(?:[^/@]{0,200}@)?(\[[0-9a-f:]{2,45}\]|[^/:?#]{1,253})/i.exec(address)?.[1] ?? '';
}

function factsOf(address: string): Facts {
  const host = hostOf(address);
  const space = addressSpaceOf(host);
  const isIp = /^\d{1,3}(?:\.\d{1,3}){3}$|^\[/.test(host);
  return [
    ...(/^wss:/i.test(address) ? [fact('schemes', 'other', 'paste')] : []),
    ...(space === 'loopback'
      ? [fact('address', 'loopback', 'paste')]
      : space === 'private' || isIp
        ? [fact('address', 'ip', 'paste')]
        : []),
  ];
}

function read(line: string): ReadLine | undefined {
  const address = quoted.exec(line)?.[1];
  if (address === undefined) return undefined;
  const [, file, number] = place.exec(line.replace(address, '')) ?? [];
  return {
    what: `console line about ${address.split(/[?#]/, 1)[0]?.slice(0, 100)}`,
    means:
      file === undefined
        ? 'It quotes the address that the page asked for.'
        : `The code that opened it is ${file}, line ${number}.`,
    facts: factsOf(address),
  };
}

/** Lines of a browser's console. */
export const consoleLines = lineReader({
  id: 'console',
  isProse: true,
  format: 'browser console',
  hint: /['"‘“]wss?:\/\/|server at wss?:\/\//i,
  read,
});
