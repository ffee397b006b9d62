import type { plainEndpoint } from '../diagnosis/plain-endpoint.ts';

/** What stands where a text names the example: fill → text. */
export type Fills = Readonly<Record<string, string>>;

/** What of a reader's endpoint takes the place of the example one. */
export function fillsOfEndpoint({
  host,
  path,
  text,
  secure,
}: NonNullable<ReturnType<typeof plainEndpoint>>): Fills {
  const name = host.replace(/:\d+$/, '');
  const origin = `http${secure ? 's' : ''}://${host}`;
  return {
    origin,
    host,
    name,
    authority: name === host ? `${host}:${secure ? 443 : 80}` : host,
    path,
    socket: text,
    page: origin + path,
  };
}

/** Puts what is known of the reader where the example is, wherever exampleParts has marked it; what is not known stays the example. */
export function fillExamples(root: ParentNode, fills: Fills): void {
  for (const span of root.querySelectorAll<HTMLElement>('[data-fill]')) {
    const example = (span.dataset['example'] ??= span.textContent);
    span.textContent = fills[span.dataset['fill'] ?? ''] ?? example;
  }
}
