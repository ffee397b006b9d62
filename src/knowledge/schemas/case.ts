import { z } from 'astro/zod';
import { sentence, slugSchema } from './parts.ts';
import { socketSchema } from './socket.ts';

/** What one engine shows otherwise than the others; what is not named is as with them. */
const differenceSchema = z.strictObject({
  socket: socketSchema.optional(),
  /** `null` if the page gets no `close` event. */
  closeCode: z.number().int().nullable().optional(),
});

/** What one side of a case must show. Only what is named is compared. */
const expectationSchema = z.strictObject({
  /** Status of the answer to a correct handshake; `null` if no HTTP answer arrives. */
  status: z.number().int().nullable(),
  /** What becomes of the socket in every browser. */
  socket: socketSchema,
  /** Close code that every browser reports when the socket ends before the observation does. */
  closeCode: z.number().int().optional(),
  /** Engine → what it shows otherwise; only where an engine really differs. Chromium is what the others are measured by. */
  except: z
    .strictObject({ firefox: differenceSchema.optional(), webkit: differenceSchema.optional() })
    .optional(),
  /** Connections to the backend that the proxy opened for the `requests` of the case. */
  requestConnections: z.number().int().positive().optional(),
  /** On how many of the nodes sockets opened; only with a proxy, two nodes and a plain WebSocket. */
  nodesUsed: z.number().int().nonnegative().optional(),
  /** What comes back on a held socket, although `observe.echo` asks for a text message: nothing, or a binary message. */
  echo: z.enum(['none', 'binary']).optional(),
});

/** One reproducible fault: a broken and a fixed config. */
export const caseSchema = z.strictObject({
  slug: slugSchema,
  title: sentence,
  /** The cause that it shows. */
  cause: slugSchema,
  /** The stack whose config or code is broken and fixed. */
  stack: slugSchema,
  /** Program in front of the backend; absent where the client talks to the backend itself. */
  proxy: slugSchema.optional(),
  /** The case whose fixed file configures the proxy; only where the broken and fixed files are not the proxy's own. */
  proxyFrom: slugSchema.optional(),
  /** The backend program in `tests/lab/backends/`; `case` where the broken and fixed files are the backend. */
  backend: sentence,
  /**
   * What runs the broken and fixed files where they are the backend: Node, Debian's Python, Go, Puma (a `config.ru`), Tomcat, Jetty and Netty (a class
   * with `main`), Bun and Deno; for `python-requirements`, uvicorn in an environment with the packages that the file names and no others; for `asgi`, uvicorn and the
   * `app` of the file; Vite, webpack, Nuxt, Mosquitto, NATS Server, RabbitMQ and Jupyter take them as their config, workerd as its Worker, and
   * Next.js as its custom server.
   */
  runtime: z
    .enum([
      'node',
      'python',
      'python-requirements',
      'asgi',
      'go',
      'puma',
      'tomcat',
      'jetty',
      'netty',
      'bun',
      'deno',
      'mosquitto',
      'nats',
      'rabbitmq',
      'jupyter',
      'nextjs',
      'nuxt',
      'vite',
      'webpack',
      'workerd',
    ])
    .default('node'),
  /** How many of that backend run: the first listens on port 3000, the second on 3001. */
  nodes: z.literal([1, 2]).default(1),
  /** A broker that runs beside the nodes, on port 6379. */
  broker: z.literal('redis').optional(),
  /** File names inside the case's folder. `proxy` configures the proxy where the broken and fixed files are not its own and no `proxyFrom` does. */
  files: z.strictObject({ broken: sentence, fixed: sentence, proxy: sentence.optional() }),
  /** The language of the files. */
  language: z.enum([
    'nginx',
    'apache',
    'haproxy',
    'caddyfile',
    'js',
    'html',
    'python',
    'go',
    'ruby',
    'java',
    'text',
  ]),
  /** Scheme of the handshake; `wss` goes to port 8443 of the host app.example. */
  scheme: z.enum(['ws', 'wss']).default('ws'),
  /** Host of a `ws` handshake; that of `wss` is always app.example. */
  host: z.enum(['127.0.0.1', 'app.example']).default('127.0.0.1'),
  /** Path of the handshake. */
  path: z.string().startsWith('/').default('/ws'),
  /** Who connects and what it does after the socket is open. */
  observe: z.strictObject({
    /**
     * What opens the socket in the page: the observer with the browser's own `WebSocket` or with the Socket.IO client, which starts with HTTP
     * requests; or the script of the server's own page, such as a dev server's hot reload, whose first socket is then the observed one.
     */
    client: z.enum(['websocket', 'socket.io', 'page']).default('websocket'),
    /** The Socket.IO client's part, which `path` does not say. */
    socketIo: z
      .strictObject({
        /** The namespace that the client connects to. */
        namespace: z.string().startsWith('/').default('/'),
        /** The client's major version: 4 speaks version 4 of the Engine.IO protocol, 2 speaks version 3 of it. */
        clientVersion: z.literal([2, 4]).default(4),
      })
      .optional(),
    /**
     * Where the browser's page comes from: a server of the lab; `/` at the very address that it connects to, as always for the client `page`;
     * `/` at the plain listener, which redirects it there; or the lab's server under an address that case files can name. Only with that one does
     * the raw client send the page's Origin; otherwise it sends the socket's own.
     */
    page: z.enum(['another origin', 'same origin', 'redirected', '127.0.0.1:4000']).default('another origin'),
    /**
     * What Chromium is told about the page's address: `public` makes it one of the internet, whose sockets to loopback and private addresses
     * need a permission, and nobody is there to grant it. The other engines cannot be told and take no part.
     */
    addressSpace: z.enum(['loopback', 'public']).default('loopback'),
    /** Origin of the raw client: that of a page at the same address, or none, as clients outside of a browser send. */
    origin: z.enum(['own', 'none']).default('own'),
    /**
     * Whether the clients are told to use the case's proxy as their forward proxy, as in a company's network; the address is then the backend's own.
     * Firefox and WebKitGTK cannot be told for one case and take no part.
     */
    forwardProxy: z.boolean().default(false),
    /** Subprotocols that the client offers. */
    subprotocols: z.array(sentence).default([]),
    /** Whether the browsers' consoles are recorded; not where their texts are a matter of which packet came first. */
    console: z.enum(['recorded', 'chance']).default('recorded'),
    /** Whether `wasClean` is recorded; not where the other side ends TCP right after its Close, and the answer is a matter of which came first. */
    wasClean: z.enum(['recorded', 'chance']).default('recorded'),
    /** Headers that matter to this case, besides Upgrade and Connection; the ladder names them. */
    headers: z.array(sentence).default([]),
    /** Bytes of the Cookie header that the handshake carries, in cookies for the case's `path`; browsers get them from the page's script. */
    cookieBytes: z.number().int().positive().optional(),
    /** Seconds of silence after the open. */
    silence: z.number().nonnegative().default(0),
    /** Reload the proxy with the same config once the socket is open; needs `silence`, in which to see what that does. */
    reload: z.boolean().default(false),
    /** End the backend with SIGTERM once the socket has its echo, and start it again for the next client; only for `backend: case`, and needs `echo` and `silence`. */
    terminate: z.boolean().default(false),
    /** Sockets that a page's own code may open after its first has ended; what becomes of the last is what counts. Only for pages under test. */
    reconnects: z.number().int().nonnegative().default(0),
    /** Handshakes that the raw client makes right before each observed one, from the same address; what becomes of them is not observed. */
    earlierHandshakes: z.number().int().nonnegative().default(0),
    /** Sockets that the raw client has open, and silent, beside each observed one; all of them must open. */
    heldSockets: z.number().int().nonnegative().default(0),
    /** Whether the clients check the certificate, as they do outside of the lab; they then trust only the authority of the run. */
    certificate: z.enum(['any', 'checked']).default('any'),
    /** Bytes of one text message to send and expect back. A socket that is expected to be held must return it. */
    echo: z.number().int().positive().optional(),
    /**
     * Whether a second client, at the second node, answers each message that reaches it with the same text; the message that comes back is then
     * its. Only with two nodes and no proxy in front of them.
     */
    peer: z.boolean().default(false),
    /** Seconds between the text messages that the clients send during the silence; the silence is then the server's alone. */
    heartbeat: z.number().positive().optional(),
    /** Ordinary GET requests that the raw client makes to the path, one after the other over one connection, once all sockets have been observed. */
    requests: z.number().int().nonnegative().default(0),
  }),
  broken: expectationSchema,
  fixed: expectationSchema,
  /** What the programs of today's Debian unstable do otherwise than those of its stable release; absent where they do the same. */
  current: z
    .strictObject({
      /** The difference as a sentence for readers of the page, with the version from which on it holds where that is known. */
      says: sentence,
      /** What must then be observed, where that is another outcome. */
      broken: expectationSchema.optional(),
      fixed: expectationSchema.optional(),
    })
    .optional(),
  /**
   * Lines that the fix adds or takes away although no observation changes without that; `npm run lab -- --mutants` finds every other one to
   * matter.
   */
  unobserved: z
    .array(
      z.strictObject({
        /** The line as it stands in the file that has it, without indentation. */
        line: sentence,
        /** What it is good for all the same. */
        why: sentence,
      }),
    )
    .default([]),
});

export type CaseData = z.infer<typeof caseSchema>;

/** The two sides of a case. */
export const sides = ['broken', 'fixed'] as const;
export type Side = (typeof sides)[number];
