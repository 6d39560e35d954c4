import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import vm from 'node:vm'
import { agentFile, modulePrefix } from '../frames.ts'
import type { FromRunner, RunFrame, ToRunner } from '../frames.ts'
import { createKernel } from '../linux/kernel.ts'
import type { Koffi } from '../linux/kernel.ts'
import { createSeatbelt } from '../mac/seatbelt.ts'
import { receiveFrame, sendFrame } from './channel.ts'
import { lockCalls, lockPaths, lockReport } from './lock-down.ts'
import type { LockOptions } from './lock-down.ts'
import { probe } from './probe.ts'
import { createRealmFactory } from './realm.ts'
import { warmUpCode } from './warm-up.ts'

/** True only in the test build that gives the realm away to show that the layers below hold. */
declare const REALM_LOST: boolean

/** Given by the supervisor in the environment. */
export interface RunnerOptions extends LockOptions {
  /** Path of the koffi package's entry; empty where there is no kernel lock-down. */
  koffi: string
}

const options = JSON.parse(process.env.ATHENA_RUNNER ?? '{}') as RunnerOptions
for (const name of Object.keys(process.env)) delete process.env[name]

const here = path.dirname(process.argv[1] ?? '/')
const hostRequire = createRequire(path.join(here, 'runner.cjs'))
const koffi = options.koffi ? (hostRequire(options.koffi) as Koffi) : undefined
const kernel = koffi ? createKernel(koffi, process.platform, process.arch) : undefined
const seatbelt = koffi ? createSeatbelt(koffi, process.platform) : undefined
const guestSource = readFileSync(path.join(here, 'guest.js'), 'utf8')

/** Gives up what Node's permission model still allows; what cannot be given up was never granted. */
function dropPermissions(): boolean {
  const { permission } = process as { permission?: { drop?: (scope: string) => void } }
  if (!permission?.drop) return process.permission !== undefined
  for (const scope of ['fs.read', 'fs.write', 'addon', 'child', 'worker', 'inspector', 'wasi', 'net']) {
    try {
      permission.drop(scope)
    } catch {
      // an unknown scope of another Node version
    }
  }
  return true
}

const permissions = dropPermissions()
const paths = lockPaths(kernel, options)
const makeRealm = createRealmFactory(guestSource)
warmUp()
const realm = makeRealm((text) => {
  if (typeof text === 'string') sendFrame(text)
})
if (REALM_LOST) giveAway()
const calls = lockCalls(kernel, options, process.pid)
const sealed = seatbelt ? { seatbelt: seatbelt.lock() === 0 } : {}
send({ t: 'ready', lock: { ...lockReport(paths, calls, permissions), ...sealed } })
serve()

function send(frame: FromRunner): void {
  sendFrame(JSON.stringify(frame))
}

/** Runs code once in a realm that is thrown away, so that what V8 and ICU load on first use is loaded before the lock-down. */
function warmUp(): void {
  const throwaway = makeRealm(() => undefined)
  const main = { code: warmUpCode, lines: [] }
  const frame: RunFrame = {
    t: 'run',
    main,
    modules: {},
    state: null,
    seed: '00'.repeat(32),
    resultBytes: 1e6,
    logBytes: 1e5,
  }
  throwaway.api.start(JSON.stringify(frame), throwaway.load(main, agentFile))
  throwaway.flush()
  throwaway.api.deliver('{"t":"result","id":1,"ok":true,"value":1,"at":1}')
  throwaway.flush()
  throwaway.api.fire('{"t":"fire","at":2}')
  throwaway.flush()
}

/** One run, then endless waiting: the supervisor ends the process. */
function serve(): never {
  let received = 0
  for (;;) {
    sendFrame(`{"t":"blocked","n":${received}}`)
    const text = receiveFrame()
    received++
    const message = JSON.parse(text) as ToRunner
    switch (message.t) {
      case 'run':
        run(text, message)
        break
      case 'result':
        realm.api.deliver(text)
        break
      case 'fire':
        realm.api.fire(text)
        break
      case 'probe':
        send({ t: 'probed', ...probe(kernel, seatbelt, message.probe, message.path, message.pid) })
        break
    }
    realm.flush()
  }
}

function run(text: string, frame: RunFrame): void {
  try {
    for (const [key, module] of Object.entries(frame.modules))
      if (module.kind === 'code') realm.api.define(key, realm.load(module.compiled, modulePrefix + key))
    const main = realm.load(frame.main, agentFile)
    realm.api.start(text, main)
  } catch (error) {
    // Only compilation throws here: what V8 refuses although both parsers took it.
    const message = error instanceof Error ? error.message : 'The code cannot be compiled'
    send({ t: 'done', ok: false, error: { name: 'SyntaxError', message, stack: '' } })
  }
}

/** Test build: the realm gets the whole of Node and raw foreign calls. */
function giveAway(): void {
  const given = {
    process,
    require: hostRequire,
    Buffer,
    fetch: globalThis.fetch,
    __kernel: kernel,
    __koffi: koffi,
    __vm: vm,
  }
  const names = [
    'child_process',
    'worker_threads',
    'dgram',
    'dns',
    'net',
    'http',
    'inspector',
    'v8',
    'vm',
    'module',
    'url',
    'buffer',
    'wasi',
    'trace_events',
    'fs',
  ]
  for (const name of names) {
    try {
      hostRequire(name)
    } catch {
      // refused by the permission model
    }
  }
  const target = vm.runInContext('globalThis', realm.context) as object
  for (const [key, value] of Object.entries(given))
    Object.defineProperty(target, key, { value, writable: true, configurable: true })
}
