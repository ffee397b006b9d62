/** Serves a built site as hosts do that know its file `_headers`. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import serveStatic from 'serve-static';

/** The headers of a path: those of each pattern in `_headers` that is the path or, with `*` at its end, begins it. */
type HeadersOf = (path: string) => Record<string, string>;

function readHeaders(folder: string): HeadersOf {
  const blocks = readFileSync(join(folder, '_headers'), 'utf8').split(/\n(?=\/)/);
  const rules = blocks.map((block) => ({
    pattern: block.split('\n', 1)[0]?.trim() ?? '',
    headers: [...block.matchAll(/^ +([\w-]+): (.+)$/gm)].map(([, name = '', value = '']) => ({
      [name]: value,
    })),
  }));
  const matches = (pattern: string, path: string) =>
    pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
  return (path) =>
    rules
      .flatMap(({ pattern, headers }) => (matches(pattern, path) ? headers : []))
      .reduce((all, each) => ({ ...all, ...each }), {});
}

/**
 * Serves a built site.
 * @param folder where it was built
 * @param base the base path that it was built with, such as `/` or `/not101/`
 * @returns its port, and how to end it
 * @throws {Error} if the port is in use
 */
export async function serveSite({
  folder,
  base = '/',
  host = '127.0.0.1',
  port = 0,
}: {
  folder: string;
  base?: string;
  host?: string;
  port?: number;
}): Promise<{ port: number; stop: () => Promise<void> }> {
  const headersOf = readHeaders(folder);
  const missing = readFileSync(join(folder, '404.html'));
  const serveFile = serveStatic(folder, { cacheControl: false });
  const server = createServer((request, response) => {
    const { url = '/', method } = request;
    const [path = '/'] = url.split('?', 1);
    response.setHeaders(new Map(Object.entries({ 'Cache-Control': 'no-cache', ...headersOf(path) })));
    const sayMissing = (): void => {
      response.writeHead(404, {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Length': missing.length,
      });
      response.end(method === 'HEAD' ? undefined : missing);
    };
    if (!path.startsWith(base)) {
      sayMissing();
      return;
    }
    // A redirect needs the address as it came, and a file the path below the base.
    const below = Object.assign(request, { originalUrl: url, url: url.slice(base.length - 1) });
    serveFile(below, response, sayMissing);
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
