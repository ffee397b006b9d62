import { hashSource } from './policy.ts';

/**
 * A page with its style in it, allowed by its policy. A reader who comes from a search or a link then waits for one round
 * trip less.
 * @param sheet the text of a style sheet of the build, by its address
 */
export function withStyles(html: string, sheet: (address: string) => string): string {
  const links = [...html.matchAll(/<link rel="stylesheet" href="([^"]+)">/g)];
  const [[first = ''] = []] = links;
  if (first === '') return html;
  const style = links.map(([, address = '']) => sheet(address)).join('');
  // As a function, because a sheet may hold what means something in a replacement.
  return links
    .slice(1)
    .reduce((page, [link]) => page.replace(link, ''), html)
    .replace(first, () => `<style>${style}</style>`)
    .replace("style-src 'self'", `style-src 'self' '${hashSource(style)}'`);
}
