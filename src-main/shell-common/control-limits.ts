/** Largest frame on the control socket, bytes. More than a page may send: results go to scripts whole. */
export const maxControlBytes = 32 * 1024 * 1024
