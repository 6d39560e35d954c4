import { describe, expect, it } from 'vitest'
import { allowAction, buildFilter, errnoAction, killAction, runnerPlan, spawnerPlan } from './filter.ts'
import { architectureOf } from './system-calls.ts'
import type { Architecture } from './system-calls.ts'

/** Runs a classic BPF program on one system call, as the kernel would. */
function decide(program: Buffer, architecture: number, number: number, values: number[] = []): number {
  const data = Buffer.alloc(64)
  data.writeUInt32LE(number >>> 0, 0)
  data.writeUInt32LE(architecture, 4)
  values.forEach((value, index) => data.writeUInt32LE(value >>> 0, 16 + 8 * index))
  let accumulator = 0
  for (let at = 0; at < program.length / 8; at++) {
    const code = program.readUInt16LE(at * 8)
    const jumpTrue = program[at * 8 + 2] ?? 0
    const jumpFalse = program[at * 8 + 3] ?? 0
    const k = program.readUInt32LE(at * 8 + 4)
    if (code === 0x20) accumulator = data.readUInt32LE(k)
    else if (code === 0x54) accumulator = (accumulator & k) >>> 0
    else if (code === 0x06) return k
    else {
      const holds =
        code === 0x15 ? accumulator === k : code === 0x35 ? accumulator >= k : (accumulator & k) !== 0
      at += holds ? jumpTrue : jumpFalse
    }
  }
  throw new Error('the program ends without an answer')
}

const eperm = errnoAction(1)
describe.each(['x64', 'arm64'])('the system-call filter of a runner on %s', (name) => {
  const architecture = architectureOf(name) as Architecture
  const program = buildFilter(architecture, runnerPlan(77, false))
  const strict = buildFilter(architecture, runnerPlan(77, true))
  const ask = (call: string, values: number[] = [], of = program): number =>
    decide(of, architecture.audit, architecture.numbers[call] ?? -1, values)

  it('allows what a running engine needs', () => {
    for (const call of [
      'read',
      'write',
      'futex',
      'munmap',
      'madvise',
      'brk',
      'getrandom',
      'clock_gettime',
      'exit_group',
    ])
      expect(ask(call), call).toBe(allowAction)
  })
  it('ends the process for calls that only an attacker makes', () => {
    for (const call of [
      'execve',
      'execveat',
      'socket',
      'connect',
      'ptrace',
      'io_uring_setup',
      'bpf',
      'process_vm_readv',
      'userfaultfd',
      'pidfd_open',
      'keyctl',
      'mount',
      'setns',
      'unshare',
    ])
      expect(ask(call), call).toBe(killAction)
  })
  it('refuses files, processes, descriptors and signals', () => {
    for (const call of [
      'openat',
      'clone',
      'clone3',
      'memfd_create',
      'socketpair',
      'kill',
      'tkill',
      'prlimit64',
      'seccomp',
      'close',
      'landlock_restrict_self',
    ])
      expect(ask(call), call).toBe(eperm)
  })
  it('maps private anonymous memory only', () => {
    expect(ask('mmap', [0, 4096, 3, 0x22])).toBe(allowAction)
    expect(ask('mmap', [0, 4096, 3, 0x4022])).toBe(allowAction)
    for (const flags of [0x21, 0x01, 0x02, 0x11, 0x23])
      expect(ask('mmap', [0, 4096, 3, flags]), String(flags)).toBe(eperm)
  })
  it('forbids executable memory in the strict profile', () => {
    expect(ask('mprotect', [0, 4096, 5])).toBe(allowAction)
    expect(ask('mprotect', [0, 4096, 5], strict)).toBe(eperm)
    expect(ask('mprotect', [0, 4096, 3], strict)).toBe(allowAction)
  })
  it('signals threads of its own process only, and sets no process option but names', () => {
    expect(ask('tgkill', [77, 78, 6])).toBe(allowAction)
    expect(ask('tgkill', [1, 1, 9])).toBe(eperm)
    expect(ask('prctl', [15])).toBe(allowAction)
    expect(ask('prctl', [4, 1])).toBe(eperm)
  })
  it('ends the process for another architecture, and for the second table of numbers', () => {
    expect(decide(program, 0x40000003, 1)).toBe(killAction)
    if (architecture.hasX32) expect(decide(program, architecture.audit, 0x40000000 + 1)).toBe(killAction)
  })
  it('refuses every number that no list names', () => {
    const named = new Set(Object.values(architecture.numbers))
    for (let number = 0; number < 600; number++)
      if (!named.has(number)) expect(decide(program, architecture.audit, number), String(number)).toBe(eperm)
  })
  it('lets the spawner start programs but not watch or trace them', () => {
    const spawner = buildFilter(architecture, spawnerPlan())
    expect(ask('execve', [], spawner)).toBe(allowAction)
    expect(ask('ptrace', [], spawner)).toBe(eperm)
    expect(ask('io_uring_setup', [], spawner)).toBe(errnoAction(38))
  })
})

it('knows no architecture that it was not written for', () => {
  expect(architectureOf('riscv64')).toBeUndefined()
  expect(architectureOf('__proto__')).toBeUndefined()
})
