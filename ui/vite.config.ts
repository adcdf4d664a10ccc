// How the screens are bundled: the app and the local runtime apart, so that the one is never loaded with Shopify's own.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// biome-ignore lint/style/noDefaultExport: Vite asks for one
export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  plugins: [react()],
  build: {
    target: 'es2023',
    outDir: process.env.UI_OUT_DIR ?? 'dist',
    emptyOutDir: true,
    manifest: 'manifest.json',
    modulePreload: { polyfill: false },
    // Fonts and pictures are files of their own: the page's policy lets no data in.
    assetsInlineLimit: 0,
    rolldownOptions: { input: { app: 'src/main.tsx', runtime: 'runtime/runtime.ts' } },
  },
});
