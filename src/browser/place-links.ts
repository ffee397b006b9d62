/**
 * A link beside each heading and each row that has an id: it copies the address of that place. Without script the ids are
 * there all the same. Counted in the byte budget of content pages.
 */
for (const place of document.querySelectorAll<HTMLElement>(
  'main :is(h2,h3)[id],main [id]>:is(h2,h3):first-child,main tr[id]>:first-child',
)) {
  const link: HTMLAnchorElement = Object.assign(document.createElement('a'), {
    className: 'place',
    href: `#${place.id || place.parentElement?.id}`,
    textContent: '#',
    ariaLabel: `Link to “${place.textContent.trim()}”`,
    onblur: () => (link.textContent = '#'),
    onclick: (event: Event) => {
      // The fragment may hold the reader's case, which a reload needs and nobody else should get.
      if (location.hash.includes('=')) event.preventDefault();
      if (isSecureContext)
        navigator.clipboard.writeText(link.href).then(
          () => (link.textContent = 'copied'),
          // The address bar has it all the same.
          () => undefined,
        );
    },
  });
  place.append(' ', link);
}
