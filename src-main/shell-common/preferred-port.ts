/** The port that Athena is usually on, so that bookmarks and client configurations stay valid. */
export const preferredPort = 7423
