// `node --import register.mjs out/main/electron.js`: the word `electron` means the stand-in.
import { registerHooks } from 'node:module'

const standIn = new URL('./electron.mjs', import.meta.url).href
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron' ? { url: standIn, shortCircuit: true } : next(name, context),
})
