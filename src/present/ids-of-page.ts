const pages = new WeakMap<Request, Set<string>>();

/** The ids that rows of a page have already, while it is built. */
export function idsOfPage(request: Request): Set<string> {
  const ids = pages.get(request) ?? new Set();
  pages.set(request, ids);
  return ids;
}
