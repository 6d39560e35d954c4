import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const root = import.meta.dirname
/** The build stages its output here and swaps it in when all of it is there. */
const out = resolve(root, process.env.ATHENA_OUT ?? 'out')
/** Leaves out what is not there, so that a part can be built before the others. */
function present(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries)
      .map(([name, path]) => [name, resolve(root, path)] as const)
      .filter(([, path]) => existsSync(path)),
  )
}

/** Libraries of hundreds of small files: as part of ours they took 0.4 s less of a start. Nothing they make is handed to another library. */
const ofManyFiles = ['stdnum', 'chrono-node', 'libphonenumber-js', 'ajv']

const preload = present({ preload: 'src-main/preload/preload.ts' })
const renderer = present({ index: 'src-renderer/index.html' })

export default defineConfig({
  main: {
    build: {
      outDir: resolve(out, 'main'),
      target: 'node24',
      externalizeDeps: { exclude: ofManyFiles },
      rollupOptions: {
        input: present({
          headless: 'src-main/shell-headless/main.ts',
          cli: 'src-main/cli/main.ts',
          'demo-server': 'src-main/core/demo/server.ts',
          'memory-tables': 'src-main/core/memory/tables/child.ts',
          electron: 'src-main/shell-electron/main.ts',
          // Looked for beside the entries by the code that starts it.
          'scan-worker': 'src-main/core/privacy/worker/scan-worker.ts',
          'consolidation-worker': 'src-main/core/memory/consolidation/scan-worker.ts',
          'embed-worker': 'src-main/core/memory/embedding/embed-worker.ts',
        }),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  ...(Object.keys(preload).length > 0
    ? {
        preload: {
          build: {
            outDir: resolve(out, 'preload'),
            // A sandboxed preload must be one CommonJS file that requires nothing but electron.
            externalizeDeps: false,
            rollupOptions: { input: preload, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
          },
        },
      }
    : {}),
  ...(Object.keys(renderer).length > 0
    ? {
        renderer: {
          root: 'src-renderer',
          plugins: [react()],
          build: {
            outDir: resolve(out, 'renderer'),
            emptyOutDir: true,
            minify: true,
            rollupOptions: { input: renderer },
          },
        },
      }
    : {}),
})
