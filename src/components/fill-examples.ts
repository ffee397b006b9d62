import type { plainEndpoint } from '../diagnosis/plain-endpoint.ts';

/** Puts a reader's own endpoint in the place of the example one, wherever Filled.astro has marked it. */
export function fillExamples(
  root: ParentNode,
  { host, path, text, secure }: NonNullable<ReturnType<typeof plainEndpoint>>,
): void {
  const name = host.replace(/:\d+$/, '');
  const origin = `http${secure ? 's' : ''}://${host}`;
  const fill: Record<string, string> = {
    origin,
    host,
    name,
    authority: name === host ? `${host}:${secure ? 443 : 80}` : host,
    path,
    socket: text,
    page: origin + path,
  };
  for (const span of root.querySelectorAll<HTMLElement>('[data-fill]'))
    span.textContent = fill[span.dataset['fill'] ?? ''] ?? span.textContent;
}
