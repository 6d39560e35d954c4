// What is packed, for `npm run package`. Checked on every machine by `npm run package -- --check`; packing itself needs
// the Electron binary.

/** Packages whose files other programs than Electron read or run, so they must lie beside the archive. */
export const unpackedPackages = [
  'better-sqlite3',
  'koffi',
  '@koromix',
  'oxc-parser',
  '@oxc-parser',
  'oxc-transform',
  '@oxc-transform',
  '@oxc-project',
  '@typescript',
  '@energetic-ai',
]

/** Never needed at run time. */
const leftOut = [
  '!**/*.{d.ts,d.mts,d.cts,map,md,markdown,flow,tsbuildinfo}',
  '!**/{test,tests,__tests__,example,examples,.github,docs}/**',
  '!**/better-sqlite3/{deps,src}/**',
  // The package brings its binary for every platform; electron-builder fills these two words in.
  '!**/better-sqlite3/prebuilds/!(${platform}-${arch}).node',
]

/** @type {import('electron-builder').Configuration} */
export const configuration = {
  appId: 'dev.athena.desktop',
  productName: 'Athena',
  copyright: 'MIT licence',
  directories: { output: 'dist', buildResources: 'build' },
  files: [
    'package.json',
    'out/main/**',
    '!out/main/.cache/**',
    'out/preload/**',
    'out/renderer/**',
    'out/sandbox/**',
    '!out/sandbox/test/**',
    ...leftOut,
  ],
  asar: true,
  asarUnpack: [
    'out/main/**',
    'out/sandbox/**',
    ...unpackedPackages.map((name) => `**/node_modules/${name}/**`),
  ],
  extraResources: [
    { from: 'build/icons', to: 'athena' },
    { from: 'node_modules/node/bin', to: 'node', filter: ['node', 'node.exe'] },
  ],
  // Told by the archive, whose hash is checked: the start accepts the inspector's fuse in this flavour only.
  ...(process.env.ATHENA_FLAVOUR === 'e2e' ? { extraMetadata: { flavour: 'e2e' } } : {}),
  npmRebuild: false,
  nodeGypRebuild: false,
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    // Playwright drives a build through the inspector; that flavour differs in this fuse alone.
    enableNodeCliInspectArguments: process.env.ATHENA_FLAVOUR === 'e2e',
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  protocols: [{ name: 'Athena', schemes: ['athena'] }],
  mac: {
    target: ['dmg'],
    category: 'public.app-category.developer-tools',
    hardenedRuntime: true,
    // Signed when the usual variables (CSC_LINK, APPLE_ID, …) are there; unsigned otherwise.
    notarize: Boolean(process.env.APPLE_TEAM_ID),
    extendInfo: { LSUIElement: false },
  },
  win: { target: ['nsis'] },
  nsis: { oneClick: true, perMachine: false, deleteAppDataOnUninstall: false },
  linux: {
    target: ['AppImage', 'deb'],
    category: 'Development',
    maintainer: 'The Athena contributors',
    synopsis: "Runs your agent's code on your own machine, next to your data.",
  },
  // Where installed apps look for updates; without it they are updated the way they were installed.
  publish: process.env.ATHENA_UPDATE_URL ? { provider: 'generic', url: process.env.ATHENA_UPDATE_URL } : null,
}

export default configuration
