import { act } from '../../state/act.ts'
import { announce } from '../../state/announce.ts'
import { useNotice } from '../../state/notice.ts'
import { t } from '../../text/t.ts'

/** Lets the host put a value on the clipboard: the page never has it. */
export function copyValue(token: string): void {
  act('vault.copy', { token }, ({ clearAfterMs }) => {
    const text = t('vault.copied', { seconds: Math.round(clearAfterMs / 1000) })
    announce(text)
    useNotice.setState({ hint: text })
  })
}
