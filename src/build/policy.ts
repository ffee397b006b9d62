import { createHash } from 'node:crypto';

/** A script or a style as the source of a Content-Security-Policy that allows it. */
export const hashSource = (text: string): `sha256-${string}` =>
  `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** The hashes of the blocks of script and style that stand in a page. */
function hashesIn(html: string): Set<string> {
  const blocks = html.matchAll(/<(script|style)\b[^>]*>([^]*?)<\/\1>/g);
  return new Set([...blocks].flatMap(([, , text = '']) => (text === '' ? [] : [hashSource(text)])));
}

/**
 * A page whose policy allows what stands in it, and nothing that stands in other pages. The policy comes first: it does
 * not hold for what is before it.
 */
export function withOwnPolicy(html: string): string {
  const own = hashesIn(html);
  const [meta] = /<meta http-equiv="content-security-policy"[^>]*>/i.exec(html) ?? [];
  if (meta === undefined) return html;
  const kept = meta.replace(/ '(sha256-[^']+)'/g, (source, hash: string) => (own.has(hash) ? source : ''));
  return html.replace(meta, '').replace(/<meta charset="[^"]*">/, (charset) => charset + kept);
}
