/** Screens that a link from outside may open, with the shape of what follows. */
const targets: Record<string, RegExp> = {
  run: /^x_[0-9a-z]{1,32}$/,
  runs: /^$/,
  tools: /^[a-z0-9_/-]{0,200}$/,
  vault: /^$/,
  settings: /^$/,
  connect: /^[a-z-]{0,40}$/,
}

/**
 * The page's route for `athena://open/SCREEN[/WHAT]`, such as `#/run/x_7k2m9qt4ab`; undefined for anything else. Links
 * only show things: nothing is ever run or changed by one.
 */
export function deepLinkRoute(text: string): string | undefined {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return undefined
  }
  if (url.protocol !== 'athena:' || url.host !== 'open') return undefined
  const [screen = '', ...rest] = url.pathname.slice(1).split('/')
  const what = rest.join('/')
  if (!Object.hasOwn(targets, screen) || !targets[screen]?.test(what)) return undefined
  return what === '' ? `#/${screen}` : `#/${screen}/${what}`
}

/** The first link among the arguments of a second start. */
export function deepLinkIn(args: readonly string[]): string | undefined {
  return args.map((argument) => deepLinkRoute(argument)).find((route) => route !== undefined)
}
