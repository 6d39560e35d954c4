import type { Route, ScreenName } from '../state/route.ts'
import { t } from '../text/t.ts'
import { Compare } from '../screens/compare/compare.tsx'
import { Connect } from '../screens/connect/connect.tsx'
import { Editor } from '../screens/editor/editor.tsx'
import { Home } from '../screens/home/home.tsx'
import { Logs } from '../screens/logs/logs.tsx'
import { Memory } from '../screens/memory/memory.tsx'
import { Run } from '../screens/run/run.tsx'
import { Runs } from '../screens/runs/runs.tsx'
import { Sandboxes } from '../screens/sandboxes/sandboxes.tsx'
import { Savings } from '../screens/savings/savings.tsx'
import { Servers } from '../screens/servers/servers.tsx'
import { Sessions } from '../screens/sessions/sessions.tsx'
import { Settings } from '../screens/settings/settings.tsx'
import { Skills } from '../screens/skills/skills.tsx'
import { Tools } from '../screens/tools/tools.tsx'
import { Vault } from '../screens/vault/vault.tsx'

const screens: Record<ScreenName, () => React.ReactNode> = {
  home: Home,
  tools: Tools,
  editor: Editor,
  runs: Runs,
  run: Run,
  compare: Compare,
  vault: Vault,
  memory: Memory,
  savings: Savings,
  connect: Connect,
  servers: Servers,
  sessions: Sessions,
  skills: Skills,
  sandboxes: Sandboxes,
  settings: Settings,
  logs: Logs,
}

/** Name of a screen, for the window's title. */
export function screenTitle(screen: ScreenName): string {
  return t(`screen.${screen}`)
}

/** The screen of a route. */
export function Screen({ route }: { route: Route }) {
  const Current = screens[route.screen]
  return <Current />
}
