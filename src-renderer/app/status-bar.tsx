import { formatBytes, formatEstimate } from '../pure/format.ts'
import { showApprovals, useApprovals } from '../state/approvals.ts'
import { useConnection } from '../state/connection.ts'
import { useHostInfo } from '../state/host-info.ts'
import { navigate } from '../state/route.ts'
import { t } from '../text/t.ts'
import { Icon } from '../widgets/icon.tsx'

/** Host and port of the MCP address. */
function shortAddress(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return url
  }
}

/** Always visible: each part is the way to its screen. */
export function StatusBar() {
  const state = useConnection((connection) => connection.state)
  const info = useHostInfo((host) => host.info)
  const waiting = useApprovals((approvals) => approvals.waiting.length)
  if (info === undefined || state !== 'open')
    return (
      <footer className="statusbar" aria-label={t('app.status')}>
        <button type="button" onClick={() => navigate('connect')}>
          <span className="live down" />
          {t(state === 'open' ? 'bar.reading' : 'bar.away')}
        </button>
      </footer>
    )
  const load = Math.round(info.cpu)
  return (
    <footer className="statusbar" aria-label={t('app.status')}>
      <button type="button" title={t('bar.mcpHint')} onClick={() => navigate('connect')}>
        <span className="live" />
        {t('bar.mcp', { address: shortAddress(info.mcpUrl) })}
      </button>
      <button type="button" onClick={() => navigate('connect')}>
        <Icon name="connect" />
        {t('bar.clients', { count: info.clients.length })}
      </button>
      <button type="button" onClick={() => navigate('sandboxes')}>
        <Icon name="box" />
        {info.running === 0
          ? t('bar.idle')
          : t('bar.running', { count: info.running, cpu: load, memory: formatBytes(info.rssBytes) })}
      </button>
      {info.level === 'kernel-enforced' ? null : (
        <button
          type="button"
          className="warn"
          title={info.levelReason ?? ''}
          onClick={() => navigate('connect')}
        >
          <Icon name="shield" />
          {t('bar.level', { level: info.level })}
        </button>
      )}
      {info.localOnly ? (
        <button type="button" title={t('bar.localOnlyHint')} onClick={() => navigate('settings')}>
          <Icon name="shieldok" />
          {t('bar.localOnly')}
        </button>
      ) : null}
      <span className="sp" />
      <button
        type="button"
        className="hide-narrow"
        title={t('bar.savedHint')}
        onClick={() => navigate('savings')}
      >
        <Icon name="savings" />
        {t('bar.saved', { tokens: formatEstimate(info.tokensSavedToday) })}
      </button>
      <button
        type="button"
        title={`${t('bar.vaultHint')}: ${info.keyProtection}`}
        onClick={() => navigate('vault')}
      >
        <Icon name="vault" />
        {t('bar.vault')}
      </button>
      {waiting === 0 ? null : (
        <button type="button" className="warn" onClick={showApprovals}>
          <Icon name="hand" />
          {t('bar.approvals', { count: waiting })}
        </button>
      )}
    </footer>
  )
}
