import { delimiter } from 'node:path'
import { describe, expect, it } from 'vitest'
import { serverEnvironment } from './environment.ts'

// Names of Windows differ; what is tested is the choice, not the names.
describe.skipIf(process.platform === 'win32')('the environment of a stdio server', () => {
  it('has what finds programs and folders, and nothing that could hold a credential', () => {
    const from = {
      PATH: '/usr/bin',
      HOME: '/home/me',
      LANG: 'de_DE.UTF-8',
      SSH_AUTH_SOCK: '/run/agent',
      GITHUB_TOKEN: 'secret',
      NODE_OPTIONS: '--require /tmp/x.js',
      LC_ALL: '() { echo function; }',
      NODE_EXTRA_CA_CERTS: '/etc/company.pem',
      HTTPS_PROXY: 'http://proxy:3128',
      HTTP_PROXY: 'http://me:secret@proxy:3128',
    }
    expect(serverEnvironment({ OWN: '1' }, undefined, from)).toEqual({
      PATH: '/usr/bin',
      HOME: '/home/me',
      LANG: 'de_DE.UTF-8',
      NODE_EXTRA_CA_CERTS: '/etc/company.pem',
      HTTPS_PROXY: 'http://proxy:3128',
      OWN: '1',
    })
  })

  it('joins the PATH of the login shell to its own, each folder once', () => {
    const path = ['/usr/bin', '/bin'].join(delimiter)
    const login = ['/home/me/.local/bin', '/usr/bin'].join(delimiter)
    expect(serverEnvironment({}, login, { PATH: path })['PATH']).toBe(
      ['/usr/bin', '/bin', '/home/me/.local/bin'].join(delimiter),
    )
  })
})
