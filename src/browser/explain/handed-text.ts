/** A text that another page of this tab hands to the page that explains: never by the address, where it would stay. */

const key = 'not101.explain';

/** Hands a text over. Says whether the browser allowed it. */
export function handText(text: string): boolean {
  try {
    sessionStorage.setItem(key, text);
    return true;
  } catch {
    // A browser may forbid a page to keep anything, and a text may be too long.
    return false;
  }
}

/** Takes the text that was handed over; empty if there is none. */
export function handedText(): string {
  try {
    const text = sessionStorage.getItem(key) ?? '';
    sessionStorage.removeItem(key);
    return text;
  } catch {
    return '';
  }
}
