/**
 * The shape of everything in `content/`. One schema per kind of entry; every field says what it means.
 * `src/knowledge/read.ts` applies them and joins the entries, so an error here stops the build.
 */
import { z } from 'astro/zod';

/** An id that is written by hand and used as file name, URL segment, test name and report value. */
export const slugSchema = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'must be lower-case words joined by hyphens, such as "proxy-idle-timeout"',
  );

const daySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date in quotes, such as "2026-11-21"');

const sentence = z.string().trim().min(1);

/** Where a program prints a text. */
const whereSchema = z.enum([
  'console',
  'log',
  'exception',
  'response',
  'close event',
  'access log',
  'terminal',
]);

const sourceSchema = z.strictObject({
  /** Name by which a fix or a limit of the page refers to it; unique there. */
  id: slugSchema.optional(),
  /** What the source is: document and section, or file and version. */
  title: sentence,
  /** Where it is. */
  url: z.url({ protocol: /^https$/ }),
  /** The day on which the text was read; what a vendor states may have moved since. */
  read: daySchema,
});

/** At least one source: nothing on the site rests on "everybody says so". */
const sourcesSchema = z
  .array(sourceSchema)
  .min(1, 'must name at least one source')
  .refine((sources) => {
    const ids = sources.flatMap(({ id }) => id ?? []);
    return new Set(ids).size === ids.length;
  }, 'has two sources with the same id; give each its own');

/**
 * What a text says: question → answer, several answers where the question allows them, or `<name>` for the number that
 * the placeholder of that name holds. `null` takes back what the message says. `src/diagnosis/check.ts` knows the ids.
 */
const saysSchema = z.record(z.string(), z.union([sentence, z.array(sentence), z.null()]));

/** Question → answer, or several where the question allows them. */
const answersSchema = z.record(z.string(), z.union([sentence, z.array(sentence)]));

/** Why something cannot be tried in the lab. */
const notReproducible = [
  'a fault of a test command, which opens no socket',
  'a browser feature that the lab cannot set up',
  'cloud service',
  'needs a public host name',
  'needs a second machine',
  'needs a defect of an old version',
  'software that the lab does not have',
] as const;

/** A failure mode: the thing that a fix repairs. */
export const causeSchema = z.strictObject({
  slug: slugSchema,
  /** The cause as a short statement, in the reader's words. */
  title: sentence,
  /** What is wrong and what cures it, in one sentence; shown first. */
  answer: sentence,
  /** Slugs of the taxonomy that this page answers besides its own, because the fix is the same. */
  covers: z.array(slugSchema).default([]),
  /** Where in the path the fault sits. */
  layer: z.enum(['browser', 'client', 'tls', 'network', 'proxy', 'platform', 'server']),
  /** The exact texts that a reader meets, and who prints them. */
  seeing: z
    .array(
      z.strictObject({
        /** Who prints it: a stack's slug. */
        stack: slugSchema,
        /** Where it is printed. */
        where: whereSchema,
        /** The text, with `<placeholders>` for what varies. */
        text: sentence,
        /** The message page that explains this text, if there is one. */
        message: slugSchema.optional(),
      }),
    )
    .min(1, 'must list at least one exact message or sign'),
  /** The case that the ladder diagram is drawn from; must be a case of this cause. */
  ladder: slugSchema.optional(),
  /** Why no case reproduces this cause here; required without a case and allowed only then. */
  notReproduced: z.enum(notReproducible).optional(),
  /** Words that people type and that the page itself does not contain. */
  keywords: z.array(sentence).default([]),
  sources: sourcesSchema,
});

/**
 * How a cause is found: `content/causes/<slug>.yaml`, beside its page. Nothing of it is shown as prose, but for the
 * checks of `apart`.
 */
export const signsSchema = z.strictObject({
  /** How often it is behind what people report, next to the other causes. */
  frequency: z.enum(['often', 'sometimes', 'rarely']),
  /** Question → answers that are typical (every fifth person or more gives them), possible, or impossible with this cause. All others are unusual. */
  signs: z.record(
    z.string(),
    z.strictObject({
      typical: z.array(sentence).optional(),
      possible: z.array(sentence).optional(),
      impossible: z.array(sentence).optional(),
    }),
  ),
  /** How to tell it from causes that look alike; shown where a ranking has the two first. */
  apart: z
    .array(
      z.strictObject({
        /** The cause that looks alike. */
        cause: slugSchema,
        /** What to do, and which outcome points to which of the two. */
        check: sentence,
      }),
    )
    .default([]),
  /** What people who have it paste or type, in our own words. */
  wordings: z.array(sentence).min(1, 'must have at least one wording'),
  /** What whole reports of it look like, in our own words. */
  examples: z
    .array(
      z.strictObject({
        /** What a person tells or pastes. */
        report: sentence,
        /** What they ask. */
        asks: sentence,
        /** What they could truthfully answer. */
        answers: answersSchema,
      }),
    )
    .default([]),
});

/** A report of a user with its confirmed cause, one a line in `content/reports/*.jsonl`. The ranking learns from them, and is measured on those that it has not seen. */
export const reportSchema = z.strictObject({
  /** Its own number. */
  id: sentence,
  /** The public thread that it is from. */
  source: sentence,
  /** What was pasted or told, with hosts and ids invented. */
  symptom: sentence,
  /** What was asked. */
  asks: sentence,
  /** Config, headers or log lines that were given besides. */
  evidence: sentence.optional(),
  /** The confirmed cause, as a slug of the taxonomy. */
  cause: sentence,
  /** What the report answers, given by readers who saw neither its cause nor its fix. */
  answers: answersSchema,
});

/** One family of texts that some program prints. */
export const messageSchema = z.strictObject({
  slug: slugSchema,
  /** The text in its general form. */
  title: sentence,
  /** What the text says, and what it does not, in one sentence. */
  answer: sentence,
  /** Every known wording. */
  texts: z
    .array(
      z.strictObject({
        /** The stack that prints it. */
        stack: slugSchema,
        /** Where it is printed. */
        where: whereSchema,
        /** The text; `<name>` stands for what varies and matches anything. */
        text: sentence,
        /** Given where capital and small letters mean different things, as in HAProxy's log. */
        exact: z.literal(true).optional(),
        /** What this wording says besides, or otherwise than, the message. */
        says: saysSchema.optional(),
      }),
    )
    .min(1),
  /** What it can mean, likeliest first. */
  causes: z
    .array(
      z.strictObject({
        /** The cause. */
        cause: slugSchema,
        /** The sign that points to this one among the others. */
        when: sentence,
      }),
    )
    .min(1),
  /** What every wording of it says, so that no reader is asked for it. */
  says: saysSchema,
  /** The one question that splits its causes best; where there are few, what stands beside each tells them apart. */
  asks: z
    .strictObject({
      /** The id of the question. */
      question: slugSchema,
      /** The question in words that fit the message; left out, it is asked as everywhere. */
      ask: sentence.optional(),
      /** The answers that are offered, in this order: those that one of the causes makes usual. */
      answers: z.array(sentence).min(2),
    })
    .optional(),
  sources: sourcesSchema,
});

const limitSchema = z.strictObject({
  /** The vendor's own name of the setting, or the limit in words where it has none. */
  name: sentence,
  /** `idle`: silence; `age`: lifetime whatever the traffic; `message`, `header`: sizes; `connections`: a count; `handshake`: time to the answer. */
  kind: z.enum(['idle', 'age', 'message', 'header', 'connections', 'handshake']),
  /** The default in `unit`; `null` where there is no limit by default. */
  value: z.number().positive().nullable(),
  unit: z.enum(['s', 'B', 'sockets']),
  /** From which to which value it can be set, or that it cannot. */
  range: sentence.optional(),
  /** What resets it or what it does when it is reached. */
  note: sentence.optional(),
  /** The id of the source of the number, one of `sources`. */
  source: slugSchema,
});

/** One piece of software or one platform in the path. */
export const stackSchema = z.strictObject({
  slug: slugSchema,
  /** The vendor's spelling. */
  name: sentence,
  /** How else people and programs write it, in lower case; only names that mean nothing else. */
  names: z.array(sentence).default([]),
  /** The answers of the wizard that this stack is: question → answer. */
  answers: z.record(z.string(), sentence).default({}),
  kind: z.enum(['proxy', 'cdn', 'balancer', 'platform', 'server', 'client', 'browser']),
  /** Whether it carries (or serves, or opens) WebSockets. */
  carries: z.enum(['yes', 'after a setting', 'partly', 'no']),
  /** The same in one sentence: from which version, and what must be switched on. */
  answer: sentence,
  /** Limits as data; the timeout and limit tables are made from these. */
  limits: z.array(limitSchema).default([]),
  /** How to see what it did: a log line, a status, a header. */
  see: sentence,
  /** What a reload, restart or deploy does to open sockets. */
  reload: sentence.optional(),
  /** The command that checks its config and puts it into effect, on the machine where it runs; with the paths of a Debian package. */
  apply: sentence.optional(),
  sources: sourcesSchema,
});

/** A sentence that people repeat, and what a run says of it. */
export const claimSchema = z.strictObject({
  slug: slugSchema,
  /** The claim as it is repeated. */
  title: sentence,
  verdict: z.enum(['wrong', 'out of date', 'partly right', 'right']),
  /** What is true instead, in one sentence. */
  answer: sentence,
  /** The causes that people have when they follow this. */
  instead: z.array(slugSchema).min(1),
  /** The cases that decide it, the most telling first. */
  cases: z.array(slugSchema).default([]),
  /** Why no case decides it; required without a case and allowed only then. */
  notRun: z.enum([...notReproducible, 'a matter of the standard']).optional(),
  sources: sourcesSchema,
});

/** How to do something that keeps sockets working: a task, where a cause is a fault. */
export const guideSchema = z.strictObject({
  slug: slugSchema,
  /** The task, in the words in which it is searched for. */
  title: sentence,
  /** How it is done, in one sentence; shown first. */
  answer: sentence,
  /** Causes whose readers this helps; their pages link to it. */
  causes: z.array(slugSchema).default([]),
  /** The state of the tree to go to if the task is done and it still fails. */
  diagnose: slugSchema.default('start'),
  sources: sourcesSchema,
});

/** A table to look things up in. */
export const referenceSchema = z.strictObject({
  slug: slugSchema,
  title: sentence,
  /** What the table answers, in one sentence. */
  answer: sentence,
  /** Made from the limits of all stacks, of these kinds. */
  limits: z.array(limitSchema.shape.kind).optional(),
  /** Headings of the columns of `rows`; left out, they are for codes. */
  columns: z.tuple([sentence, sentence, sentence]).optional(),
  /** Or written here: codes, or the lines of a message, and their meaning. */
  rows: z
    .array(
      z.strictObject({
        /** Rows of one group stand together, under this heading; given in all rows of a page or in none. */
        group: sentence.optional(),
        /** The code, range or header line, as it is printed. */
        code: sentence,
        /** Its name in the standard. */
        name: sentence,
        /** Which program answers so, where that tells something. */
        sender: sentence.optional(),
        /** What it means for a WebSocket. */
        meaning: sentence,
        /** Causes that produce it. */
        causes: z.array(slugSchema).default([]),
      }),
    )
    .optional(),
  sources: sourcesSchema,
});

/** The browser engines that look at every case, by the names that the evidence gives them. */
export const engines = ['chromium', 'firefox', 'webkit'] as const;

/** What becomes of the socket: held for the whole observation, dropped or closed during it, or never open. */
const socketSchema = z.enum(['never opens', 'held', 'dropped', 'closed']);

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
   * `app` of the file; Vite, webpack,
   * Mosquitto and NATS Server take them as their config, workerd as its Worker.
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

const partySchema = z.enum(['client', 'proxy', 'server']);

const stepSchema = z.strictObject({
  from: partySchema,
  to: partySchema,
  /** What passed, as the wire or the log had it, shortened. */
  text: sentence,
  /** The first `failed` step is where the exchange breaks; those after it follow from it. */
  outcome: z.enum(['passed', 'failed']),
  /** Seconds of silence or life before this step, where that is the point. */
  after: z.number().nonnegative().optional(),
});

/** What the `WebSocket` of one browser engine reported. */
const browserSchema = z.strictObject({
  socket: socketSchema,
  closeCode: z.number().int().nullable(),
  /** `null` if the page got no `close` event, or if it is chance: where the case says so, and for Firefox when a Close frame meets a message that is still being sent. */
  wasClean: z.boolean().nullable(),
  /** Seconds from open to close, to the nearest whole second; `null` if it was held or never opened. */
  seconds: z.number().int().nullable(),
  /** Characters of the echo that came back, or its bytes if it is binary; `null` if none was asked for or none came. */
  echoed: z.number().int().nullable(),
  /** Set if the echo came back as a binary message. */
  isBinary: z.literal(true).optional(),
  /** Console lines and uncaught exceptions, with `<url>` in the place of the address; `null` where the engine's driver gives none, as WebKitGTK's, or where the case calls it chance. */
  console: z.array(z.string()).nullable(),
  /** Frames after the open that the browser sent by itself or as asked, its Close aside, as the backend got them: each kind once. Only where the case has a silence, the page opens one socket, and the backend's connection is not encrypted. */
  sent: z.array(z.enum(['text', 'binary', 'ping', 'pong'])).optional(),
});

/** What `curl` printed when it sent the handshake as the commands on the pages do. It never answers a ping. */
const curlSchema = z.strictObject({
  /** Status of the answer; `null` if none arrived. */
  status: z.number().int().nullable(),
  /** Its exit code; `null` if it still held a 101 when the observation was over. */
  exitCode: z.number().int().nullable(),
  /** Seconds from the 101 to its end, to the nearest whole second; `null` if it was held or never opened. */
  seconds: z.number().int().nullable(),
  /** Its own error sentence. */
  error: z.string().nullable(),
  /** The first characters of a refusal's body, as text. */
  body: z.string().nullable(),
});

const observationSchema = z.strictObject({
  /** Status of the answer to a correct handshake by the raw client; `null` if none arrived. */
  status: z.number().int().nullable(),
  /** What the backend received: the version of the PROXY protocol's header if one came first, the request line as `request`, then Upgrade, Connection, Host, Origin and the case's own headers; `null` if nothing. */
  backendSaw: z.record(z.string(), z.string()).nullable(),
  chromium: browserSchema,
  /** `null` where this engine cannot take part: it can be given neither the run's own authority nor another address space here. */
  firefox: browserSchema.nullable(),
  /** As `firefox`. */
  webkit: browserSchema.nullable(),
  curl: curlSchema,
  /** Connections to the backend that the proxy opened for the raw client's `requests`; absent where the case has none. */
  requestConnections: z.number().int().optional(),
  /** On how many nodes sockets of the observers opened; absent where one node runs, there is no proxy or the client is Socket.IO. */
  nodesUsed: z.number().int().optional(),
  /** Log lines of the proxy about this exchange, with their level, without time, process and address; a line that repeats stands once. */
  proxyLog: z.array(z.string()),
  /** As `proxyLog`, of a backend that is a program with a log of its own; absent where it is none. */
  serverLog: z.array(z.string()).optional(),
  /** The exchange as the ladder diagram shows it. */
  steps: z.array(stepSchema).min(1),
});

/** What a recorded run of a case observed; written by `npm run lab -- --record`. */
export const evidenceSchema = z.strictObject({
  /** Day of the recording. */
  recorded: daySchema,
  /** Program → version, as the program prints it. */
  versions: z.record(z.string(), z.string()),
  broken: observationSchema,
  fixed: observationSchema,
});

export type Source = z.infer<typeof sourceSchema>;
export type CauseData = z.infer<typeof causeSchema>;
export type SignsData = z.infer<typeof signsSchema>;
export type FieldReport = z.infer<typeof reportSchema>;
export type MessageData = z.infer<typeof messageSchema>;
/** What a text says; see the schema. */
export type Says = Readonly<z.infer<typeof saysSchema>>;
export type StackData = z.infer<typeof stackSchema>;
export type Limit = z.infer<typeof limitSchema>;
export type ClaimData = z.infer<typeof claimSchema>;
export type GuideData = z.infer<typeof guideSchema>;
export type ReferenceData = z.infer<typeof referenceSchema>;
export type CaseData = z.infer<typeof caseSchema>;
export type Evidence = z.infer<typeof evidenceSchema>;
export type Engine = (typeof engines)[number];
export type Observation = z.infer<typeof observationSchema>;
export type LadderStep = z.infer<typeof stepSchema>;
