/**
 * Scheme, host and path of a WebSocket URL, or `undefined` if it is not one or has unusual characters. The result is
 * put into commands and configs that a reader copies, so nothing that a shell or a config parser treats specially
 * may pass; the URL parser alone lets `$`, `;` and backquotes through.
 */
export function plainEndpoint(
  text: string,
): { text: string; host: string; path: string; secure: boolean } | undefined {
  const [, scheme, host, path = '/'] =
    /^(wss?):\/\/((?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::\d{1,5})?)(\/[\w.~/-]*)?$/i.exec(text) ??
    [];
  if (scheme === undefined || host === undefined || text.length > 300) return undefined;
  return { text: `${scheme}://${host}${path}`, host, path, secure: scheme.toLowerCase() === 'wss' };
}
