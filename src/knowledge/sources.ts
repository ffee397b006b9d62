/** The sources of a page. Pure. */
import type { Source } from './schemas.ts';

/** The source of a page that has the id, if one does. Sources without an id are never meant. */
export const sourceOf = ({ sources }: { sources: readonly Source[] }, wanted: string | undefined) =>
  wanted === undefined ? undefined : sources.find(({ id }) => id === wanted);

/** The ids that a page's sources have, for an error. */
export const idsOf = ({ sources }: { sources: readonly Source[] }) =>
  sources.flatMap(({ id }) => id ?? []).join(', ') || 'none: give the source an "id"';
