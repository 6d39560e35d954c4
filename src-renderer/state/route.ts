import { create } from 'zustand'

export const screenNames = [
  'home',
  'tools',
  'editor',
  'runs',
  'run',
  'compare',
  'vault',
  'memory',
  'savings',
  'connect',
  'servers',
  'sessions',
  'skills',
  'sandboxes',
  'settings',
  'logs',
] as const
export type ScreenName = (typeof screenNames)[number]

/** Where the page is: a screen, what it shows, and its settings; all of it is in the address. */
export interface Route {
  screen: ScreenName
  /** The rest of the path, such as a run's id. */
  path: string
  query: URLSearchParams
}

/** Reads `#/run/x_91f?tab=flow`. Unknown screens are home. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [screen = '', ...rest] = path.split('/')
  const known = screenNames.find((name) => name === screen)
  return {
    screen: known ?? 'home',
    path: rest.map(decodeURIComponent).join('/'),
    query: new URLSearchParams(query),
  }
}

/** The address of a place in the page. */
export function routeHash(screen: ScreenName, path = '', query: Record<string, string> = {}): string {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString()
  const tail = path === '' ? '' : `/${path.split('/').map(encodeURIComponent).join('/')}`
  return `#/${screen}${tail}${search === '' ? '' : `?${search}`}`
}

export const useRoute = create<Route>(() => parseRoute(location.hash))

/** Goes to a place; Back returns. */
export function navigate(screen: ScreenName, path = '', query: Record<string, string> = {}): void {
  location.hash = routeHash(screen, path, query)
}

/** Changes settings of the place without a step in the history. */
export function setQuery(change: Record<string, string>): void {
  const route = useRoute.getState()
  const query = { ...Object.fromEntries(route.query), ...change }
  history.replaceState(null, '', routeHash(route.screen, route.path, query))
  useRoute.setState(parseRoute(location.hash))
}

/** Follows the address from now on. */
export function followAddress(): void {
  useRoute.setState(parseRoute(location.hash))
  window.addEventListener('hashchange', () => useRoute.setState(parseRoute(location.hash)))
}
