/**
 * Filters a long list by words: an entry stays if it has all of them, a group if it has an entry left. Without script the
 * list is complete. Counted in the byte budget of content pages.
 */
const place = document.querySelector<HTMLElement>('[data-browse]');
const input = place?.querySelector('input');
const said = place?.querySelector<HTMLElement>('[role=status]');

if (place && input && said) {
  const groups = [...document.querySelectorAll<HTMLElement>('section.group')].map((group) => ({
    group,
    jump: document.querySelector(`.jumps [href="#${group.id}"]`)?.parentElement,
    parts: [...group.querySelectorAll<HTMLElement>('.entries, tbody')].map((part) => ({
      part,
      items: [...part.querySelectorAll<HTMLElement>('li, tr:has(td)')].map((item) => ({
        item,
        text: [item.textContent, item.dataset['also'], part.querySelector('[scope=rowgroup]')?.textContent]
          .join(' ')
          .toLowerCase(),
      })),
    })),
  }));
  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let [all, left] = [0, 0];
    for (const { group, jump, parts } of groups) {
      let inGroup = 0;
      for (const { part, items } of parts) {
        const shown = items.filter(({ item, text }) => {
          item.hidden = !words.every((word) => text.includes(word));
          return !item.hidden;
        });
        part.hidden = shown.length === 0;
        inGroup += shown.length;
        all += items.length;
      }
      group.hidden = inGroup === 0;
      if (jump) jump.hidden = group.hidden;
      left += inGroup;
    }
    said.textContent = words.length === 0 ? '' : `${left} of ${all}. `;
    if (words.length === 0 || left > 0) return;
    const search = Object.assign(document.createElement('a'), {
      href: `${place.dataset['browse']}#q=${encodeURIComponent(input.value)}`,
      textContent: 'Search all pages for it',
    });
    said.append(search);
  };
  place.dataset['ready'] = '';
  input.addEventListener('input', filter);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || input.value === '') return;
    event.preventDefault();
    input.value = '';
    filter();
  });
  // A browser that comes back to the page may fill the input in again.
  addEventListener('pageshow', filter);
}
