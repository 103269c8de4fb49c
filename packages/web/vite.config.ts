import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The console is built into a folder of files whose names carry their hash; the server serves it (packages/server/src/console). */
export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['source', 'browser', 'module', 'import', 'default'] },
  build: {
    target: 'es2023',
    // Nothing inlined as data: the page's policy stays strict, and every file can be cached by itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
})
