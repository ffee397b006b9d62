import { href } from '../present/links.ts';

/** A part that has not come after this time has failed, in milliseconds. */
const patience = 15_000;

/** Loads and makes a part once; what failed is tried again at the next call. */
export function part<Part>(name: string, make: (data: never) => Part): () => Promise<Part> {
  let loading: Promise<Part> | undefined;
  const load = async () => {
    const response = await fetch(href(`data/${name}.json`), { signal: AbortSignal.timeout(patience) });
    if (!response.ok) throw new Error(`${response.status} for data/${name}.json`);
    return make((await response.json()) as never);
  };
  return () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
}
