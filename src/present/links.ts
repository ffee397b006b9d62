import type { StateId } from '../diagnosis/tree.ts';
import { pageFolders, type PageKind } from '../knowledge/kinds.ts';

/** Address of a page below the site's base path. `path` starts without a slash; an empty one is the start page. */
export function href(path: string): string {
  return `${import.meta.env.BASE_URL.replace(/\/$/, '')}/${path}`;
}

/** Address of a content page. */
export function pageHref(kind: PageKind, slug: string): string {
  return href(`${pageFolders[kind]}/${slug}/`);
}

/** Address of what was seen in the run of a case. */
export function evidenceHref(slug: string): string {
  return href(`evidence/${slug}/`);
}

/** Address of a state of the tree; the start has a short one. */
export function stateHref(id: StateId): string {
  return href(id === 'start' ? 'diagnose/' : `diagnose/${id}/`);
}
