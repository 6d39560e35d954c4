/** Defines `URL` and `URLSearchParams`. */
export function installUrl(): void {}
