// not101: show
export default defineNuxtConfig({
  compatibilityDate: '2026-11-28',
});
// not101: end
