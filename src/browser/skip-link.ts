/**
 * The skip link moves the focus and leaves the address alone: the fragment holds the reader's case, which a reload or a
 * shared link needs. Counted in the byte budget.
 */
document.querySelector('.skip')?.addEventListener('click', (event) => {
  event.preventDefault();
  const content = document.querySelector('main');
  if (content) content.tabIndex = -1;
  content?.focus();
});
