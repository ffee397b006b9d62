/** Serves a built site as hosts do that know its file `_headers`. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

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

/** The path of a request without its dots; nothing where it is none. */
function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(`http://site${url}`).pathname);
  } catch {
    return undefined;
  }
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** What a path gets: its file, the way to a folder without its slash, or the page that says that there is none. */
async function answerTo(path: string, folder: string, base: string): Promise<Answer> {
  const isBelow = path.startsWith(base) && !/\/\.\.?(?:\/|$)|\0|\\/.test(path);
  const name = isBelow ? path.slice(base.length) : undefined;
  const read = (file: string): Promise<Buffer | undefined> =>
    readFile(join(folder, file)).catch(() => undefined);
  const file = name === undefined || name === '' || name.endsWith('/') ? `${name ?? ''}index.html` : name;
  const found = name === undefined ? undefined : await read(file);
  if (found) return { status: 200, headers: typeOf(file), body: found };
  if (name !== undefined && (await read(`${name}/index.html`)))
    return { status: 301, headers: { Location: `${encodeURI(path)}/` }, body: Buffer.alloc(0) };
  const missing = (await read('404.html')) ?? Buffer.from('There is no page at this address.');
  return { status: 404, headers: typeOf('404.html'), body: missing };
}

const typeOf = (file: string) => ({ 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });

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
  const server = createServer((request, response) => {
    const path = pathOf(request.url ?? '/') ?? '';
    void answerTo(path, folder, base).then(({ status, headers, body }) => {
      response.writeHead(status, {
        'Cache-Control': 'no-cache',
        ...headersOf(path),
        ...headers,
        'Content-Length': body.length,
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
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
