/** Cookies of a wanted size. */

/** Browsers keep no cookie of more than 4096 bytes. */
const longestCookie = 4000;

/** Cookies, as `name=value`, that make a Cookie header of exactly so many bytes, 20 or more; none for 0. */
export function cookiesOf(bytes: number): string[] {
  const count = Math.ceil(bytes / longestCookie);
  // A separator of two bytes stands between two cookies.
  const payload = bytes - 2 * (count - 1);
  return Array.from({ length: count }, (_, index) => {
    const length = Math.floor((payload * (index + 1)) / count) - Math.floor((payload * index) / count);
    return `lab${index}=`.padEnd(length, 'c');
  });
}
