import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/**
 * Puts the script that asks for the code of the page before that of the console: scripts of modules run in order, each as soon as it is there, and the two are
 * fetched side by side.
 */
const early: Plugin = {
  name: 'early',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle = {} }) => {
      const chunk = Object.values(bundle).find(({ type, name }) => type === 'chunk' && name === 'early')!
      return [
        {
          tag: 'script',
          attrs: { type: 'module', crossorigin: true, src: `/${chunk.fileName}` },
          injectTo: 'head-prepend',
        },
      ]
    },
  },
}

/** The console is built into a folder of files whose names carry their hash; the server serves it (packages/server/src/console). */
export default defineConfig({
  plugins: [react(), early],
  resolve: { conditions: ['source', 'browser', 'module', 'import', 'default'] },
  build: {
    target: 'es2023',
    // Nothing inlined as data: the page's policy stays strict, and every file can be cached by itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: ['index.html', 'src/app/early.ts'],
      // What many pages share comes in one file: each file costs the browser and the server about a millisecond.
      output: { codeSplitting: { groups: [{ name: 'common', minShareCount: 6 }] } },
    },
  },
})
