import { expect, it } from 'vitest'
import type { UpdatesPort } from '../ports.ts'
import { updateHandlers } from './update-handlers.ts'

const { signal } = new AbortController()

it('says off where the shell does not update itself', async () => {
  const handlers = updateHandlers(undefined, () => false)
  expect(await handlers['updates.check']({}, signal)).toMatchObject({ state: 'off' })
  expect(await handlers['updates.install']({}, signal)).toEqual({ willInstall: false })
})

it('asks no server in local-only mode', async () => {
  let checks = 0
  let isLocalOnly = true
  const port: UpdatesPort = {
    status: () => ({ state: 'current' }),
    async check() {
      checks++
      return { state: 'downloaded', version: '2.0.0' }
    },
    install: () => true,
  }
  const handlers = updateHandlers(port, () => isLocalOnly)
  expect(await handlers['updates.check']({}, signal)).toMatchObject({
    state: 'off',
    reason: expect.stringContaining('Local-only') as string,
  })
  expect(checks).toBe(0)
  isLocalOnly = false
  expect(await handlers['updates.check']({}, signal)).toEqual({ state: 'downloaded', version: '2.0.0' })
  expect(await handlers['updates.install']({}, signal)).toEqual({ willInstall: true })
})
