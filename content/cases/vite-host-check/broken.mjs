import { defineConfig } from 'vite';

export default defineConfig({
  // not101: show
  server: {
    host: '127.0.0.1',
    port: 3000,
    strictPort: true,
  },
  // not101: end
});
