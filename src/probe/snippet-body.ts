import { reportVersion } from './run.ts';

/**
 * The handshake test as code for the console of the reader's own page: their origin, their cookies, their
 * Content-Security-Policy. It sends no message, and prints a report of the test's own schema, made of the same trace
 * events. It stands in the page as text; what follows it, the arguments, comes from `snippetArguments`.
 */
export const snippetBody = `// Opens a WebSocket as this page does, holds it open in silence, and prints a report. Sends no message.
(async (address, subprotocols, plan) => {
  const began = performance.now();
  const now = () => Math.round(performance.now() - began);
  const trace = [];
  const note = (id, more) => trace.push({ at: now(), id, ...more });
  const url = new URL(address);
  note('started', { endpoint: url.protocol + '//' + url.host + url.pathname, secure: url.protocol === 'wss:', plan });
  // A close reason may repeat the query or a subprotocol: what it shares with them is left out of the report.
  const decoded = [...url.searchParams].map(([name, value]) => value || name);
  const secrets = [url.search, ...decoded, ...subprotocols].filter(Boolean).map((secret) => secret.toLowerCase());
  const withoutSecrets = (text) => {
    const lower = text.toLowerCase();
    const isOfWord = (index) => /[\\p{L}\\p{N}]/u.test(lower[index] ?? '');
    const hidden = new Set();
    for (let from = 0; from < lower.length; from += 1)
      for (const secret of secrets) {
        const part = secret.length < 6 ? secret : lower.slice(from, from + 6);
        const isShared = part.length < 6
          ? lower.startsWith(secret, from) && (part.length > 3 || (!isOfWord(from - 1) && !isOfWord(from + part.length)))
          : secret.includes(part);
        if (isShared) for (let index = 0; index < part.length; index += 1) hidden.add(from + index);
      }
    return [...text.split('').keys()].map((index) => !hidden.has(index) ? text[index] : hidden.has(index - 1) ? '' : '…').join('');
  };
  const blocked = ({ blockedURI }) => /^wss?:/.test(blockedURI) && note('policy-blocked');
  document.addEventListener('securitypolicyviolation', blocked);
  note('request-sent');
  const until = new AbortController();
  const limit = setTimeout(() => until.abort(), 8000);
  try {
    await fetch(url.origin.replace(/^ws/, 'http') + url.pathname, { mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal: until.signal });
    note('request-answered');
  } catch {
    note(until.signal.aborted ? 'request-timed-out' : 'request-failed');
  }
  clearTimeout(limit);
  until.abort();
  await new Promise((done) => {
    const socket = { socket: 1 };
    let opened, last, end;
    const wait = (seconds, then) => { clearTimeout(end); end = setTimeout(then, seconds * 1000); };
    note('socket-opening', socket);
    const closed = (code, reason, wasClean) => {
      clearTimeout(end);
      const age = opened === undefined ? 0 : now() - opened;
      const silence = opened === undefined ? 0 : now() - last;
      note('closed', { ...socket, code, reason: withoutSecrets(reason), wasClean, age, silence });
      done();
    };
    let tried;
    try {
      tried = new WebSocket(address, subprotocols);
    } catch (error) {
      note('socket-refused', { ...socket, name: error.name });
      // What a policy forbids is reported a moment after.
      return wait(0.5, done);
    }
    wait(15, () => { note('handshake-timed-out', socket); tried.onclose = null; tried.close(); done(); });
    tried.onopen = () => {
      opened = last = now();
      note('socket-open', { ...socket, protocol: tried.protocol && 'chosen', extensions: tried.extensions });
      note('step', { ...socket, step: 'hold' });
      wait(plan.hold, () => {
        note('held', { ...socket, milliseconds: now() - opened });
        note('closing', socket);
        tried.close(1000);
        wait(3, () => { note('close-timed-out', socket); done(); });
      });
    };
    tried.onmessage = ({ data }) => {
      last = now();
      const bytes = data.length ?? data.size ?? 0;
      const row = trace.at(-1);
      if (row.id === 'messages-received') Object.assign(row, { count: row.count + 1, bytes: row.bytes + bytes, until: last });
      else note('messages-received', { ...socket, count: 1, bytes });
    };
    tried.onerror = () => { if (opened === undefined) wait(1, () => closed(1006, '', false)); };
    tried.onclose = ({ code, reason, wasClean }) => closed(code, reason, wasClean);
  });
  document.removeEventListener('securitypolicyviolation', blocked);
  note('finished');
  console.log('Copy the next line and paste it into Explain:');
  console.log(JSON.stringify({
    schema: ${JSON.stringify(reportVersion)}, made: new Date().toISOString(), from: 'console',
    origin: location.origin, browser: navigator.userAgent, runs: [{ trace }],
  }));
})`;
