import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The window's page, into out/renderer. Relative addresses: it is served under http://127.0.0.1:PORT/ and under app://. */
export default defineConfig({
  base: './',
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    sourcemap: true,
    // Workers and fonts must be files: the page's CSP knows no data: scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
});
