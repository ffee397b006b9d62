// not101: show
export default defineNuxtConfig({
  compatibilityDate: '2026-11-28',
  nitro: { experimental: { websocket: true } },
});
// not101: end
