import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../theme/tokens.css'
import '../theme/base.css'
import '../theme/parts.css'
import { followApprovals } from '../state/approvals.ts'
import { startConnection } from '../state/connection.ts'
import { followHostInfo } from '../state/host-info.ts'
import { followPreferences } from '../state/preferences.ts'
import { followAddress } from '../state/route.ts'
import { App } from './app.tsx'
import { followShortcuts } from './shortcuts.ts'

followPreferences()
followHostInfo()
followApprovals()
followShortcuts()
// The code in the address is taken out before the address is read as a place.
void startConnection()
followAddress()

const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
