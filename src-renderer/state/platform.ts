/** True on Apple systems, where shortcuts are given with ⌘. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)
