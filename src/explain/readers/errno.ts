/** Error numbers of Linux, as proxies print them. Pure. */
import type { Facts } from '../../diagnosis/facts.ts';
import { fact } from '../../diagnosis/facts.ts';

const ofLog = (answer: Parameters<typeof fact<'proxy-log'>>[1]): Facts => [
  fact('proxy-log', answer, 'paste'),
];

/** Number → its name, what it means between a proxy and an application, and what that says. Source: Linux, include/uapi/asm-generic/errno.h. */
const numbers: Readonly<Record<number, { name: string; means: string; facts: Facts }>> = {
  2: {
    name: 'ENOENT',
    means: 'The Unix socket does not exist: the application is not running, or listens elsewhere.',
    facts: ofLog('refused'),
  },
  13: {
    name: 'EACCES',
    means:
      'A policy forbids this connection. On Red Hat and its kin that is SELinux, and a test with curl from a shell passes all the same.',
    facts: ofLog('permission'),
  },
  24: { name: 'EMFILE', means: 'The process has no file descriptor left.', facts: ofLog('used-up') },
  32: { name: 'EPIPE', means: 'The other side had closed before this was sent.', facts: ofLog('closed') },
  99: {
    name: 'EADDRNOTAVAIL',
    means: 'No local port is left for another connection to this address.',
    facts: ofLog('used-up'),
  },
  104: { name: 'ECONNRESET', means: 'The other side reset the connection.', facts: ofLog('closed') },
  110: { name: 'ETIMEDOUT', means: 'Nothing came in time.', facts: ofLog('timed-out') },
  111: {
    name: 'ECONNREFUSED',
    means: 'The machine answered that nothing listens on this port.',
    facts: ofLog('refused'),
  },
  113: { name: 'EHOSTUNREACH', means: 'There is no way to that machine.', facts: ofLog('refused') },
};

/** What an error number means; nothing for one that is not known here. */
export const errno = (number: number) => numbers[number];
