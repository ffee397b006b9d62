/** Doing many things, several at once. */

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Does all jobs in the given order, so many at once. */
export async function runJobs<T>(
  jobs: readonly T[],
  atOnce: number,
  run: (job: T) => Promise<void>,
): Promise<void> {
  const left = jobs.values();
  const work = async (): Promise<void> => {
    for (const job of left) await run(job);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
