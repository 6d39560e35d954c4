import { z } from 'zod'
import { AthenaError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { Catalog, DetailLevel } from '../catalog/api.ts'
import type { Caller, NewRunEvent } from '../gateway/api.ts'
import type { Privacy } from '../privacy/api.ts'
import { normalisePath } from '../session/index.ts'
import type { Binary } from '../upstream/index.ts'
import type { Workspace } from '../session/index.ts'
import { findSkills } from '../skills/index.ts'
import type { Skills } from '../skills/index.ts'

/** What the services of one run may touch. */
export interface ServiceContext {
  caller: Caller
  emit: (event: NewRunEvent) => void
  keepText: (text: string) => string
  /** Takes an image or sound that the code hands to the model; absent where nobody would get it. */
  hand?: (binary: Binary) => void
}

/** The host's own services for code: calls under `athena/`. Answers are JSON; failures are AthenaErrors. */
export interface Services {
  call(service: string, args: Json, context: ServiceContext): Promise<Json | undefined>
}

const path = z.string()
const data = z.object({ data: z.string(), encoding: z.enum(['utf8', 'base64']) })
const fsArgs = z.discriminatedUnion('op', [
  z.object({ op: z.literal('readFile'), path, encoding: z.enum(['utf8', 'base64']) }),
  data.extend({ op: z.literal('writeFile'), path }),
  data.extend({ op: z.literal('appendFile'), path }),
  z.object({ op: z.literal('readdir'), path, recursive: z.boolean() }),
  z.object({ op: z.literal('stat'), path }),
  z.object({ op: z.literal('rm'), path, recursive: z.boolean().optional(), force: z.boolean().optional() }),
  z.object({ op: z.literal('mkdir'), path }),
  z.object({ op: z.enum(['rename', 'copyFile']), path, to: path }),
])
const searchArgs = z.object({
  query: z.string().optional(),
  queries: z.array(z.string()).optional(),
  detailLevel: z.enum(['name', 'name+description', 'full-schema']).optional(),
  category: z.string().optional(),
  limit: z.number().optional(),
  offset: z.number().optional(),
})
const piiArgs = z.object({
  op: z.enum(['domain', 'last4', 'equals', 'kind']),
  values: z.array(z.string()).min(1).max(10_000),
})
/** The handle itself, or what a tool returned with it. */
const emitArgs = z.object({
  handle: z.union([z.string(), z.object({ handle: z.string() }).transform((value) => value.handle)]),
})
const presentArgs = z.object({ value: z.unknown(), title: z.string().optional() })

/** Makes the services. */
export function createServices(parts: {
  catalog: Catalog
  workspace: Workspace
  skills: Skills
  privacy: Privacy
  /** What a tool returned under a handle. */
  binary?: (handle: string) => Binary | undefined
}): Services {
  const { catalog, workspace, skills, privacy } = parts

  function hand(handle: string, context: ServiceContext): Json {
    if (privacy.mode() === 'strict') {
      throw new AthenaError(
        'SCAN_FAILED',
        'Images and sound cannot be scanned for personal data, and strict mode is on: nothing was handed to the model. Describe what you need instead, or use present().',
      )
    }
    const binary = parts.binary?.(handle)
    if (!binary) {
      throw new AthenaError(
        'NOT_FOUND',
        `There is no image or sound under the handle "${handle.slice(0, 64)}". emit() takes a handle from a tool result; the oldest are forgotten first.`,
      )
    }
    if (binary.type === 'file') {
      throw new AthenaError(
        'BAD_ARGUMENTS',
        `${binary.mimeType} cannot be shown to the model; emit() takes images and sound.`,
      )
    }
    context.hand?.(binary)
    return `handed to the model: ${binary.type} (${binary.mimeType})`
  }

  function files(args: z.infer<typeof fsArgs>, session: string): Json | undefined {
    switch (args.op) {
      case 'readFile':
        return Buffer.from(workspace.readFile(session, args.path)).toString(args.encoding)
      case 'writeFile':
        workspace.writeFile(session, args.path, Buffer.from(args.data, args.encoding))
        return undefined
      case 'appendFile':
        workspace.writeFile(
          session,
          args.path,
          Buffer.concat([existing(session, args.path), Buffer.from(args.data, args.encoding)]),
        )
        return undefined
      case 'readdir':
        return entries(session, args.path, args.recursive, '')
      case 'stat': {
        const stat = workspace.stat(session, args.path)
        return { size: stat.size, mtimeMs: stat.modifiedAt, directory: stat.directory }
      }
      case 'rm':
        try {
          workspace.rm(session, args.path, args.recursive ?? false)
        } catch (error) {
          if (!(args.force && error instanceof AthenaError && error.code === 'NO_SUCH_FILE')) throw error
        }
        return undefined
      case 'mkdir': {
        // Folders exist by the files in them; only a path that could never hold one is refused.
        const normal = normalisePath(args.path)
        if (normal !== '/workspace' && !normal.startsWith('/workspace/')) {
          throw new AthenaError('READ_ONLY', `${normal} cannot be made. Folders go below /workspace.`)
        }
        return undefined
      }
      case 'rename':
      case 'copyFile':
        workspace.writeFile(session, args.to, workspace.readFile(session, args.path))
        if (args.op === 'rename') workspace.rm(session, args.path, false)
        return undefined
    }
  }

  /** Contents are encrypted where code has plain values, names of files are not: a name must not hold one. */
  async function checkNames(args: z.infer<typeof fsArgs>, session: string): Promise<void> {
    if (!privacy.holdsPlain(session)) return
    const isWrite = ['writeFile', 'appendFile', 'rename', 'copyFile'].includes(args.op)
    const name = 'to' in args ? args.to : args.path
    if (!isWrite || (await privacy.scan(name)).spans.length === 0) return
    throw new AthenaError(
      'BAD_PATH',
      'The file was not written: its name holds a personal value. Name it otherwise and put the value into the file.',
    )
  }

  function entries(
    session: string,
    folder: string,
    recursive: boolean,
    prefix: string,
  ): { name: string; directory: boolean }[] {
    return workspace.readdir(session, folder).flatMap((name) => {
      const path = `${normalisePath(folder)}/${name}`
      const { directory } = workspace.stat(session, path)
      const entry = { name: prefix + name, directory }
      return directory && recursive ? [entry, ...entries(session, path, true, `${entry.name}/`)] : [entry]
    })
  }

  function existing(session: string, name: string): Uint8Array {
    try {
      return workspace.readFile(session, name)
    } catch (error) {
      if (error instanceof AthenaError && error.code === 'NO_SUCH_FILE') return new Uint8Array()
      throw error
    }
  }

  return {
    async call(service, args, context) {
      switch (service) {
        case 'fs': {
          const operation = parse(fsArgs, args, 'file operation')
          await checkNames(operation, context.caller.session)
          return files(operation, context.caller.session)
        }
        case 'search_tools': {
          const request = parse(searchArgs, args ?? {}, 'search_tools')
          const detailLevel: DetailLevel = request.detailLevel ?? 'name+description'
          const queries = request.queries ?? (request.query ? [request.query] : [])
          const answer = catalog.search({
            queries,
            detailLevel,
            limit: Math.min(Math.max(request.limit ?? 10, 1), 100),
            offset: Math.max(request.offset ?? 0, 0),
            ...(request.category ? { category: request.category } : {}),
          })
          if (answer.servers) return answer.servers
          // Skills rank before tools: a person saved them for just this.
          const found = findSkills(skills, queries).map(({ name, description }) => ({
            skill: name,
            importFrom: `./skills/${name}`,
            description,
          }))
          return [...found, ...answer.hits] as unknown as Json
        }
        case 'pii': {
          const { op, values } = parse(piiArgs, args, 'pii helper')
          const [first = '', second = ''] = values
          if (op === 'equals')
            return await privacy.ask({ op, token: first, other: second }, context.caller.session)
          const answers = await Promise.all(
            values.map((token) => privacy.ask({ op, token }, context.caller.session)),
          )
          return answers.length === 1 ? answers[0] : answers
        }
        case 'present': {
          const report = parse(presentArgs, args, 'present')
          const text = typeof report.value === 'string' ? report.value : JSON.stringify(report.value ?? null)
          const source = { session: context.caller.session, execution: context.caller.execution }
          const safe = await privacy.tokeniseText(text, source)
          const title = await privacy.tokeniseText((report.title ?? 'Report').slice(0, 200), source)
          context.emit({ k: 'presented', title: title.text, ref: context.keepText(safe.text) })
          return 'shown to the user'
        }
        case 'emit':
          return hand(parse(emitArgs, args, 'emit').handle, context)
        default:
          throw new AthenaError('UNKNOWN_TOOL', `Athena has no service "${service}".`)
      }
    },
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new AthenaError(
    'BAD_ARGUMENTS',
    `${what}: ${issue?.path.join('.') || 'arguments'}: ${issue?.message ?? 'not valid'}`,
  )
}
