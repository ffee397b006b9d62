import type { plainEndpoint } from '../diagnosis/plain-endpoint.ts';

/** Puts a reader's own endpoint in the place of the example one, wherever Filled.astro has marked it. */
export function fillExamples(
  root: ParentNode,
  { host, path, text, secure }: NonNullable<ReturnType<typeof plainEndpoint>>,
): void {
  const name = host.replace(/:\d+$/, '');
  const fill: Record<string, string> = {
    host,
    name,
    authority: name === host ? `${host}:${secure ? 443 : 80}` : host,
    path,
    socket: text,
    page: `http${secure ? 's' : ''}://${host}${path}`,
  };
  for (const span of root.querySelectorAll<HTMLElement>('[data-fill]'))
    span.textContent = fill[span.dataset['fill'] ?? ''] ?? span.textContent;
}
