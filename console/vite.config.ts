import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** A running API: `vite --config console/vite.config.ts` serves the console beside it while one works on it. */
const API = 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    // A data: address is refused by the content security policy, and so is an inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // light-dark() is used as it is.
    target: ['chrome123', 'firefox121', 'safari17.5'],
  },
  server: { proxy: { '/api': API, '/auth': API, '/docs': API, '/openapi.json': API } },
});
