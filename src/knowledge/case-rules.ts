/** What must hold between the fields of one case. Pure. */
import { sides, type CaseData } from './schemas.ts';

/** What a case says that cannot hold together, one sentence each, without a full stop. */
export function contradictionsOf(data: CaseData): string[] {
  const ownFilesAreProxy = data.backend !== 'case' && data.language !== 'html';
  const rules: [boolean, string][] = [
    [
      data.observe.echo === undefined && data.observe.silence === 0,
      'observe names neither echo nor silence, so nothing would be observed after the open',
    ],
    [
      data.observe.reload && (data.proxy === undefined || data.observe.silence === 0),
      'observe.reload is set, but there is no proxy to reload or no silence after it',
    ],
    [
      data.observe.heartbeat !== undefined && data.observe.silence <= data.observe.heartbeat,
      'observe.heartbeat is set, but the silence is no longer than one interval of it',
    ],
    [
      data.observe.requests > 0 !== sides.every((side) => data[side].requestConnections !== undefined),
      'observe.requests and requestConnections of both sides must be set together',
    ],
    [
      data.observe.cookieBytes !== undefined && data.path === '/ws',
      'observe.cookieBytes is set, but path is /ws: in WebKitGTK those cookies would reach the handshakes of other cases too; give this one a path of its own',
    ],
    [
      data.observe.socketIo !== undefined && data.observe.client !== 'socket.io',
      'observe.socketIo is set, but observe.client is not socket.io',
    ],
    [
      data.observe.terminate &&
        (data.backend !== 'case' || data.observe.silence === 0 || data.observe.echo === undefined),
      'observe.terminate is set, but the backend is not the case’s own, or there is no echo before it or no silence after it',
    ],
    [
      data.observe.reconnects > 0 && data.language !== 'html',
      'observe.reconnects is set, but the files are no page that could reconnect',
    ],
    [
      data.observe.peer &&
        (data.nodes !== 2 ||
          data.proxy !== undefined ||
          data.observe.echo === undefined ||
          data.observe.silence > 0),
      'observe.peer is set, but there are no two nodes without a proxy, no echo that it could send, or a silence, in which clients look side by side',
    ],
    [
      data.observe.terminate && data.nodes !== 1,
      'observe.terminate is set, but there are two nodes, and the lab can end and start again only one',
    ],
    [
      data.observe.page === 'redirected' && (data.proxy === undefined || data.scheme !== 'wss'),
      'observe.page is "redirected", but there is no proxy with a TLS listener to redirect to',
    ],
    [ownFilesAreProxy && data.proxy === undefined, 'the files are a proxy config, but proxy is missing'],
    [
      ownFilesAreProxy && (data.proxyFrom ?? data.files.proxy) !== undefined,
      'proxyFrom or files.proxy is set, but the files are the proxy config',
    ],
    [
      !ownFilesAreProxy &&
        (data.proxy === undefined) !== ((data.proxyFrom ?? data.files.proxy) === undefined),
      'proxy and one of proxyFrom and files.proxy must be set together, because the files are not a proxy config',
    ],
    [
      data.runtime !== 'node' && data.backend !== 'case',
      `runtime is ${data.runtime}, but the files are not the backend; write "backend: case"`,
    ],
    [
      data.proxyFrom !== undefined && data.files.proxy !== undefined,
      'proxyFrom and files.proxy are both set',
    ],
  ];
  return rules.flatMap(([isBroken, text]) => (isBroken ? [text] : []));
}
