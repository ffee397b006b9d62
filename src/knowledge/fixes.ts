/** Fixes of a page. Apart from the graph, which needs the schemas: pages load this file. Pure. */
import type { Fix } from './graph.ts';

/** Id of a fix on its page. */
export function fixId({ stack, case: slug, source }: Omit<Fix, 'parts'>): string {
  return `fix-${stack}-${slug ?? source}`;
}

/** The first fix of each stack. */
export function firstOfEach(fixes: readonly Fix[]): Fix[] {
  return fixes.filter(({ stack }, index) => fixes.findIndex((fix) => fix.stack === stack) === index);
}
