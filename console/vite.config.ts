import react from '@vitejs/plugin-react';
import { type Plugin, defineConfig } from 'vite';
import { compression, defineAlgorithm } from 'vite-plugin-compression2';

/** A running API: `vite --config console/vite.config.ts` serves the console beside it while one works on it. */
const API = 'http://127.0.0.1:3000';

/** The page names the words of each language; the server leaves those of the reader's, so that they come beside the code. */
const languages: Plugin = {
  name: 'languages',
  transformIndexHtml(_html, { bundle = {} }) {
    return Object.values(bundle).flatMap((file) => {
      const lang = /i18n\/(en|zh-CN)(?:\/labels)?\.json$/.exec(
        (file.type === 'chunk' && file.facadeModuleId) || '',
      )?.[1];
      const attrs = { rel: 'modulepreload', crossorigin: '', href: `/${file.fileName}`, 'data-lang': lang };
      return lang === undefined ? [] : [{ tag: 'link', attrs, injectTo: 'head' as const }];
    });
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    languages,
    // As small as it gets, once; a server has no time for that with each answer.
    compression({ algorithms: [defineAlgorithm('brotliCompress')], include: /\.(js|css|svg)$/, threshold: 1_000 }),
  ],
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
