import { createServer } from 'node:net';

/**
 * The port that an environment variable names, or the usual one where it is not set or empty.
 * @throws {Error} with one sentence, if it names none
 */
export function portFrom(variable: string, text: string | undefined, usual: number): number {
  if (text === undefined || text === '') return usual;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535)
    throw new Error(
      `${variable} is “${text.slice(0, 40)}”. A port is a whole number from 1 to 65535: set another, or leave ${variable} out.`,
    );
  return port;
}

/** Whether nobody listens on a port, at either address that `localhost` can stand for. */
export async function isFree(port: number): Promise<boolean> {
  const answers = await Promise.all(['127.0.0.1', '::1'].map((host) => isFreeAt(port, host)));
  return answers.every(Boolean);
}

function isFreeAt(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    // A machine without IPv6 has nobody there.
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'),
    );
    probe.listen({ port, host, ipv6Only: true }, () => probe.close(() => resolve(true)));
  });
}
