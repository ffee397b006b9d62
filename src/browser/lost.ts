/**
 * A page that does not exist. Below /diagnose/ the reader's facts lead on; elsewhere the words of the address are looked
 * for, because a page may have been renamed.
 */
const [, state] = /\/diagnose\/([^/]*)\/?$/.exec(location.pathname) ?? [];
const [, words] =
  /\/(?:causes|messages|stacks|claims|guides)\/([a-z0-9-]+)\/?$/.exec(location.pathname) ?? [];
if (state !== undefined) void import('./lost-state.ts');
else if (words !== undefined) {
  const box = document.querySelector<HTMLTextAreaElement>('#anything');
  if (box && box.value === '') {
    box.value = words.replaceAll('-', ' ');
    // The box may not be defined yet; what it is told before that is lost.
    void customElements.whenDefined('one-box').then(() => box.dispatchEvent(new Event('input')));
  }
}
