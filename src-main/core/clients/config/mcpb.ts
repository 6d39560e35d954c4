import { deflateRawSync, crc32 } from 'node:zlib'

/** What goes into the bundle. */
export interface McpbParts {
  version: string
  /** Text of the built bridge, one file without dependencies. */
  bridge: string
  /** The data folder whose Athena the bridge looks for. */
  data: string
  /** PNG icon, if there is one. */
  icon?: Uint8Array
}

/**
 * The bundle that Claude Desktop installs with one click: a manifest (specification 0.3) and the bridge, which runs on
 * the client's own Node and starts Athena when it is not running.
 *
 * @returns The bytes of the `.mcpb` file, a ZIP archive. The same parts give the same bytes.
 */
export function createMcpb({ version, bridge, data, icon }: McpbParts): Uint8Array {
  const manifest = {
    manifest_version: '0.3',
    name: 'athena',
    display_name: 'Athena',
    version,
    description: "Runs your agent's code on your own machine, next to your data, and shows you what left it.",
    long_description:
      'Athena gives Claude one small set of tools to write TypeScript that runs locally in a sandbox and calls your other tools as functions. Personal values stay on this computer. The Athena app must be installed; the bundle only connects to it.',
    author: { name: 'The Athena contributors' },
    license: 'MIT',
    ...(icon === undefined ? {} : { icon: 'icon.png' }),
    server: {
      type: 'node',
      entry_point: 'server/bridge.mjs',
      mcp_config: { command: 'node', args: ['${__dirname}/server/bridge.mjs'], env: { ATHENA_DATA: data } },
    },
    tools_generated: true,
    compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: '>=18.0.0' } },
  }
  return zip([
    ['manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)],
    ['server/bridge.mjs', Buffer.from(bridge)],
    ...(icon === undefined ? [] : [['icon.png', Buffer.from(icon)] as [string, Buffer]]),
  ])
}

/** 1980-01-01, the first date a ZIP archive can hold: archives of the same files are equal. */
const zipDate = 0x0021

/** A ZIP archive (PKWARE APPNOTE 6.3.3): local headers, central directory, end record; deflate, no extensions. */
function zip(files: [string, Buffer][]): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of files) {
    const path = Buffer.from(name)
    const packed = deflateRawSync(content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0) // version needed
    common.writeUInt16LE(0x0800, 2) // names in UTF-8
    common.writeUInt16LE(8, 4) // deflate
    common.writeUInt16LE(0, 6)
    common.writeUInt16LE(zipDate, 8)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(path.length, 22)
    parts.push(Buffer.from('PK\x03\x04'), common, path, packed)
    const entry = Buffer.alloc(16)
    entry.writeUInt32LE(0o100644 * 0x10000, 8) // a regular file, rw-r--r--
    entry.writeUInt32LE(offset, 12)
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, entry.subarray(2), path)
    offset += 4 + common.length + path.length + packed.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(size, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, ...directory, Buffer.from('PK\x05\x06'), end])
}
