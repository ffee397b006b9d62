/** An element with a class and a text. The text is never read as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = '',
  ...content: (string | Node)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

/** A link to a page of this site. */
export function link(text: string, address: string, className = ''): HTMLAnchorElement {
  const made = element('a', className, text);
  made.href = address;
  return made;
}

/**
 * The element that a selector finds.
 * @throws {Error} if there is none of that kind
 */
export function field<Kind extends HTMLElement>(
  root: ParentNode,
  selector: string,
  kind: new () => Kind,
): Kind {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`This page has no ${kind.name} at ${selector}.`);
  return found;
}
