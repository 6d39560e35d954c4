import { expect, test } from 'vitest'
import { createSettings } from '../settings/index.ts'
import { athenaMigrations, openDatabase } from '../store/index.ts'
import { admit } from './admission.ts'

const settings = createSettings(openDatabase(':memory:', athenaMigrations))

test('nothing runs below the accepted level, and the refusal says what to do', () => {
  expect(() => admit(settings, true, 'kernel-enforced', undefined)).not.toThrow()
  expect(() => admit(settings, false, 'reduced', 'no seccomp')).toThrowError(
    /"reduced" \(no seccomp\).*--accept-level reduced/,
  )
  settings.set('sandbox.acceptedLevel', 'reduced')
  expect(() => admit(settings, false, 'reduced', undefined)).not.toThrow()
  expect(() => admit(settings, false, 'none', undefined)).toThrowError(
    expect.objectContaining({ code: 'SANDBOX_LEVEL' }),
  )
})

test('paused agents are refused, the user is not', () => {
  settings.set('agents.paused', true)
  expect(() => admit(settings, true, 'kernel-enforced', undefined)).toThrowError(/paused/)
  expect(() => admit(settings, false, 'kernel-enforced', undefined)).not.toThrow()
})
