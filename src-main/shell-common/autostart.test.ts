import { expect, it } from 'vitest'
import { autostartEntry, autostartFile } from './autostart.ts'

it('starts the program hidden, whatever its path', () => {
  expect(autostartEntry('/opt/My $Apps/100%/athena')).toContain(
    'Exec="/opt/My \\$Apps/100%%/athena" --hidden\n',
  )
  expect(autostartFile({}, '/home/a')).toBe('/home/a/.config/autostart/athena.desktop')
  expect(autostartFile({ XDG_CONFIG_HOME: '/etc/a' }, '/home/a')).toBe('/etc/a/autostart/athena.desktop')
})
