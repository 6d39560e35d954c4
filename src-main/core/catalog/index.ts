import { AthenaError } from '../../contract/errors.ts'
import type { SandboxModule } from '../../contract/sandbox.ts'
import type {
  Catalog,
  CatalogChoices,
  CatalogServer,
  CatalogTool,
  LearnedShape,
  ServerDefinition,
  ToolOverride,
} from './api.ts'
import { LearnedShapes } from './learned-shapes.ts'
import { isReserved, looseKey, nearestNames } from './names.ts'
import { createToolSearch } from './search/tool-search.ts'
import { parseSpecifier } from './specifiers.ts'
import {
  type WrittenTool,
  nameTools,
  searchToolsFile,
  writeIndex,
  writeRootReadme,
  writeServerReadme,
  writeTool,
} from './wrapper-file.ts'

export type * from './api.ts'
export { keepChoices } from './keep-choices.ts'
export { keepLearned } from './keep-learned.ts'
export { schemaToTypeScript } from './schema-to-typescript.ts'
export { parseSpecifier } from './specifiers.ts'
export { editDistance, nearestNames } from './names.ts'

/** `client.js`, which wrappers written by hand import; inside the sandbox the function is a global anyway. */
const clientFile = 'const call = callMCPTool\nexport { call as callMCPTool }\n'

/** What the user may call a tool's function. */
const exportNamePattern = /^[a-z][A-Za-z0-9_]{0,63}$/

interface Entry {
  server: CatalogServer
  /** Text per tool, written on first use. */
  written: Map<string, WrittenTool>
}

/** Makes an empty catalogue. */
export function createCatalog(): Catalog {
  return new ToolCatalog()
}

class ToolCatalog implements Catalog {
  private readonly entries = new Map<string, Entry>()
  private readonly disabled = new Set<string>()
  private readonly renamed = new Map<string, ToolOverride>()
  private readonly listeners = new Set<() => void>()
  private readonly shapes = new LearnedShapes()
  private count = 0
  private listed: { version: number; servers: CatalogServer[] } | undefined
  private index: ReturnType<typeof createToolSearch> | undefined

  setServer(definition: ServerDefinition): void {
    const server = nameTools(definition)
    for (const tool of server.tools) tool.enabled = !this.disabled.has(tool.id)
    this.entries.set(server.name, { server, written: new Map() })
    for (const tool of server.tools) this.applyOverride(tool)
    this.changed()
  }

  removeServer(name: string): void {
    if (this.entries.delete(name)) this.changed()
  }

  setEnabled(toolId: string, enabled: boolean): void {
    const tool = this.resolve(toolId)
    if (tool.enabled === enabled) return
    if (enabled) this.disabled.delete(tool.id)
    else this.disabled.add(tool.id)
    tool.enabled = enabled
    this.changed()
  }

  setServerEnabled(name: string, enabled: boolean): void {
    const entry = this.findEntry(name)
    if (!entry) throw new AthenaError('UNKNOWN_SERVER', `There is no server "${name.slice(0, 64)}".`)
    for (const tool of entry.server.tools) {
      if (enabled) this.disabled.delete(tool.id)
      else this.disabled.add(tool.id)
      tool.enabled = enabled
    }
    this.changed()
  }

  override(toolId: string, { exportName, description }: ToolOverride): void {
    const tool = this.resolve(toolId)
    const others = this.entries.get(tool.server)?.server.tools.filter((one) => one.id !== tool.id) ?? []
    if (exportName !== undefined && (!exportNamePattern.test(exportName) || isReserved(exportName)))
      throw new AthenaError(
        'BAD_PARAMS',
        `"${exportName.slice(0, 64)}" cannot be the name of a function. Use letters, digits and _, a small letter first, 64 at most.`,
      )
    if (exportName !== undefined && others.some((one) => one.exportName === exportName))
      throw new AthenaError(
        'BAD_PARAMS',
        `${tool.server} already exports "${exportName}". Choose another name.`,
      )
    const kept = {
      ...(exportName === undefined ? {} : { exportName }),
      ...(description === undefined ? {} : { description }),
    }
    if (Object.keys(kept).length === 0) this.renamed.delete(tool.id)
    else this.renamed.set(tool.id, kept)
    this.applyOverride(tool)
    this.changed()
  }

  choices(): CatalogChoices {
    return { off: [...this.disabled].toSorted(), overrides: Object.fromEntries(this.renamed) }
  }

  restoreChoices({ off, overrides }: CatalogChoices): void {
    for (const id of off) this.disabled.add(id)
    for (const [id, value] of Object.entries(overrides)) this.renamed.set(id, value)
    for (const { server } of this.entries.values())
      for (const tool of server.tools) {
        tool.enabled = !this.disabled.has(tool.id)
        this.applyOverride(tool)
      }
    this.changed()
  }

  source(toolId: string): string {
    return this.written(this.resolve(toolId)).text
  }

  servers(): CatalogServer[] {
    if (this.listed?.version === this.count) return this.listed.servers
    // The text of a tool, and with it `degraded`, is written when it is asked for: there may be thousands.
    const degraded = (tool: CatalogTool): string[] => this.written(tool).tool.degraded
    const servers = this.sorted().map(({ server }) => ({
      ...server,
      tools: server.tools.map((tool) => ({
        ...tool,
        get degraded() {
          return degraded(tool)
        },
      })),
    }))
    this.listed = { version: this.count, servers }
    return servers
  }

  resolve(reference: string): CatalogTool {
    const tool = this.find(reference)
    if (tool) return tool
    const nearest = nearestNames(reference.replace(/__|\./, '/'), this.ids(), 3)
    const hint = nearest.length > 0 ? `The nearest: ${nearest.join(', ')}.` : 'Use search_tools to find one.'
    throw new AthenaError(
      'UNKNOWN_TOOL',
      `There is no tool ${JSON.stringify(reference.slice(0, 200))}. ${hint}`,
      { nearest },
    )
  }

  readFile(path: string): string | undefined {
    if (path === '/README.md') return writeRootReadme(this.visible())
    if (path === '/servers/search_tools.ts') return searchToolsFile
    if (path === '/client.ts') return clientFile
    const match = /^\/servers\/([^/]+)\/([^/]+)$/.exec(path)
    const entry = match?.[1] === undefined ? undefined : this.entries.get(match[1])
    if (!entry) return undefined
    const tools = this.enabledTools(entry)
    if (match?.[2] === 'index.ts') return writeIndex(entry.server, tools)
    if (match?.[2] === 'README.md') return writeServerReadme(entry.server, tools)
    const tool = tools.find(({ file }) => file === match?.[2])
    return tool && this.written(tool).text
  }

  listFiles(): string[] {
    const files = ['/README.md', '/servers/search_tools.ts']
    for (const entry of this.entries.values()) {
      const folder = `/servers/${entry.server.name}`
      files.push(`${folder}/README.md`, `${folder}/index.ts`)
      for (const tool of this.enabledTools(entry)) files.push(`${folder}/${tool.file}`)
    }
    return files.toSorted()
  }

  canonicalPath(path: string): string | undefined {
    const target = parseSpecifier(path)
    if (target?.kind === 'search') return '/servers/search_tools.ts'
    if (target?.kind === 'client') return '/client.ts'
    if (target?.kind !== 'server' && target?.kind !== 'tool') return undefined
    const entry = this.findEntry(target.server)
    if (!entry) return undefined
    if (target.kind === 'server') return `/servers/${entry.server.name}/index.ts`
    const tool = this.findInEntry(entry, target.file)
    return tool?.enabled ? `/servers/${entry.server.name}/${tool.file}` : undefined
  }

  module(specifier: string): SandboxModule | undefined {
    const target = parseSpecifier(specifier)
    switch (target?.kind) {
      case undefined:
      case 'skill':
        return undefined
      case 'fs':
        return { kind: 'fs' }
      case 'client':
        return { kind: 'code', source: clientFile }
      case 'search': {
        const call = { tool: 'athena/search_tools', positional: ['query', 'limit'] }
        return { kind: 'server', exports: { search_tools: call, searchTools: call } }
      }
      case 'server':
      case 'tool': {
        const entry = this.findEntry(target.server)
        if (!entry) return undefined
        const tool = target.kind === 'tool' ? this.findInEntry(entry, target.file) : undefined
        if (target.kind === 'tool' && !tool?.enabled) return undefined
        const tools = tool ? [tool] : this.enabledTools(entry)
        return {
          kind: 'server',
          exports: Object.fromEntries(
            tools.map(({ exportName, id, positional }) => [
              exportName,
              positional?.length ? { tool: id, positional } : { tool: id },
            ]),
          ),
        }
      }
    }
  }

  declaration(toolId: string): string {
    return this.written(this.resolve(toolId)).declaration
  }

  search(request: Parameters<Catalog['search']>[0]): ReturnType<Catalog['search']> {
    if (!this.index) {
      const documents = this.visible().flatMap(({ server, tools }) => tools.map((tool) => ({ server, tool })))
      this.index = createToolSearch(documents, (tool) => this.written(tool).declaration)
    }
    return this.index(request)
  }

  observe(toolId: string, value: unknown): void {
    const tool = this.find(toolId)
    if (!tool || tool.outputSchema) return
    if (!this.shapes.observe(tool.id, value)) return
    this.entries.get(tool.server)?.written.delete(tool.id)
    this.tell()
  }

  learned(): [string, LearnedShape][] {
    return this.shapes.export()
  }

  restoreLearned(entries: [string, LearnedShape][]): void {
    this.shapes.import(entries)
    for (const { written } of this.entries.values()) written.clear()
    this.tell()
  }

  version(): number {
    return this.count
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Gives a tool the user's name and description, or its own ones back. A name that is taken meanwhile is left aside. */
  private applyOverride(tool: CatalogTool): void {
    const wanted = this.renamed.get(tool.id)
    tool.own ??= { exportName: tool.exportName, description: tool.description }
    const siblings = this.entries.get(tool.server)?.server.tools ?? []
    const free = (name: string) => !siblings.some((one) => one !== tool && one.exportName === name)
    tool.exportName =
      wanted?.exportName !== undefined && free(wanted.exportName) ? wanted.exportName : tool.own.exportName
    tool.description = wanted?.description ?? tool.own.description
    this.entries.get(tool.server)?.written.delete(tool.id)
  }

  /** The set of tools changed. */
  private changed(): void {
    this.index = undefined
    this.tell()
  }

  private tell(): void {
    this.count++
    for (const listener of this.listeners) listener()
  }

  private sorted(): Entry[] {
    return [...this.entries.values()].toSorted((left, right) =>
      left.server.name < right.server.name ? -1 : 1,
    )
  }

  private visible(): { server: CatalogServer; tools: CatalogTool[] }[] {
    return this.sorted().map((entry) => ({ server: entry.server, tools: this.enabledTools(entry) }))
  }

  private enabledTools(entry: Entry): CatalogTool[] {
    return entry.server.tools.filter((tool) => tool.enabled)
  }

  private written(tool: CatalogTool): WrittenTool {
    const entry = this.entries.get(tool.server)
    const known = entry?.written.get(tool.id)
    if (known) return { ...known, tool: { ...known.tool, enabled: tool.enabled } }
    const written = writeTool(tool, this.shapes.get(tool.id))
    entry?.written.set(tool.id, written)
    return written
  }

  private *ids(): Iterable<string> {
    for (const { server } of this.entries.values()) for (const tool of server.tools) yield tool.id
  }

  /** `server/tool`, `server.tool`, `server__tool`, `mcp__server__tool`; any spelling of case, `-` and `_` if only one tool fits. */
  private find(reference: string): CatalogTool | undefined {
    const name = reference.replace(/^mcp__/, '')
    for (const separator of ['/', '.', '__', ':']) {
      for (let at = name.indexOf(separator); at > 0; at = name.indexOf(separator, at + 1)) {
        const entry = this.findEntry(name.slice(0, at))
        const tool = entry && this.findInEntry(entry, name.slice(at + separator.length))
        if (tool) return tool
      }
    }
    return undefined
  }

  private findEntry(name: string): Entry | undefined {
    const exact = this.entries.get(name)
    if (exact) return exact
    const key = looseKey(name)
    const loose =
      key === '' ? [] : [...this.entries.values()].filter(({ server }) => looseKey(server.name) === key)
    return loose.length === 1 ? loose[0] : undefined
  }

  /** A tool by its own name, export name or file stem; else by the loose spelling, if only one has it. */
  private findInEntry(entry: Entry, name: string): CatalogTool | undefined {
    const { tools } = entry.server
    const exact =
      tools.find((tool) => tool.name === name) ??
      tools.find((tool) => tool.exportName === name || tool.file === `${name}.ts`)
    if (exact) return exact
    const key = looseKey(name)
    const loose = key === '' ? [] : tools.filter((tool) => looseKey(tool.name) === key)
    return loose.length === 1 ? loose[0] : undefined
  }
}
