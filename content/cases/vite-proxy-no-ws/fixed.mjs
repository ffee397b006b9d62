import { defineConfig } from 'vite';

export default defineConfig({
  server: {
    host: '127.0.0.1',
    port: 8080,
    strictPort: true,
    // not101: show
    proxy: {
      '/ws': { target: 'http://127.0.0.1:3000', ws: true },
    },
    // not101: end
  },
});
