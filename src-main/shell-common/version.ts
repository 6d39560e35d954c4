import packageJson from '../../package.json' with { type: 'json' }

/** The version of this Athena. */
export const version: string = packageJson.version
