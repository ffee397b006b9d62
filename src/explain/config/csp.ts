/** What a Content-Security-Policy says of sockets. Pure. */
import { isNameOf } from './asked.ts';
import type { Asked } from './asked.ts';
import type { Directive } from './directive.ts';
import type { Lines } from './lines.ts';
import type { Hit } from './rule.ts';

/** Sources that a policy allows to connect to; `undefined` where it does not limit that. */
function connectSources(policy: string): string[] | undefined {
  const directives = policy.split(';').map((each) => each.trim().split(/\s+/));
  const found =
    directives.find(([name]) => name?.toLowerCase() === 'connect-src') ??
    directives.find(([name]) => name?.toLowerCase() === 'default-src');
  return found?.slice(1);
}

/** The host that a policy allows for pages and leaves out for sockets, or the asked host if it is left out; `undefined` where nothing is. */
function leftOutBy(policy: string, asked: Asked, ownNames: readonly string[]): string | undefined {
  const sources = connectSources(policy)?.map((each) => each.toLowerCase());
  if (sources === undefined) return undefined;
  const allowsAll = sources.some((each) => ['ws:', 'wss:', '*'].includes(each));
  const isAllowed = (host: string) =>
    allowsAll ||
    (sources.includes("'self'") && ownNames.includes(host)) ||
    sources.some((each) => {
      const name =
        /^wss?:\/\/([^/:]+)/.exec(each)?.[1] ??
        (/^[\w.*-]+(?::\S+)?$/.test(each) ? each.split(':')[0] : undefined);
      return name !== undefined && isNameOf(name, host);
    });
  if (asked.host !== undefined) return isAllowed(asked.host) ? undefined : asked.host;
  return sources
    .flatMap((each) => /^https:\/\/([\w.-]+)/.exec(each)?.[1] ?? [])
    .find((host) => !isAllowed(host));
}

/** A line with the socket's host put into its connect-src. */
function withSocketHost(line: string, host: string): string | undefined {
  return /connect-src /i.test(line)
    ? line.replace(/connect-src /i, (found) => `${found}wss://${host} `)
    : undefined;
}

/**
 * The place of a policy that leaves the socket out, with the change where it stands on one line; nothing where it lets the socket through.
 * @param ownNames the host names that `'self'` means
 */
export function socketLeftOut(
  policy: string,
  asked: Asked,
  ownNames: readonly string[],
  { line, lastLine }: Pick<Directive, 'line' | 'lastLine'>,
  lines: Lines,
): Hit[] {
  const host = leftOutBy(policy, asked, ownNames);
  if (host === undefined) return [];
  const changed = line === lastLine ? withSocketHost(lines.at(line), host) : undefined;
  return [
    {
      line,
      lastLine,
      means: `The policy allows no socket to ${host.slice(0, 80)}: an https:// source does not cover wss://. The browser refuses it without a request.`,
      ...(changed !== undefined && { change: { line, removed: [lines.at(line)], added: [changed] } }),
    },
  ];
}
