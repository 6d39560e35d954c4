import { matchesGlob } from 'node:path/posix'
import { AthenaError, toWireError } from '../contract/errors.ts'
import type { Catalog, SearchAnswer, SearchRequest } from './catalog/api.ts'
import { cutText, handBackMs, maxAnswerCharacters } from './execution/index.ts'
import type { Execution, Executions } from './execution/index.ts'
import type { Approval } from './gateway/index.ts'
import type { McpAnswer, McpHost } from './mcp-server/api.ts'
import type { Memory } from './memory/api.ts'
import type { Privacy } from './privacy/api.ts'
import { normalisePath } from './session/index.ts'
import type { Sessions, Workspace } from './session/index.ts'
import { findSkills } from './skills/index.ts'
import type { Skills } from './skills/index.ts'
import type { RunReader } from './store/index.ts'

export interface McpHostParts {
  executions: Executions
  catalog: Catalog
  skills: Skills
  workspace: Workspace
  sessions: Sessions
  privacy: Privacy
  memory: Memory
  reader: RunReader
  /** Calls that wait for a person. */
  approvals: () => Approval[]
  onClient: McpHost['onClient']
}

const maxFilesAtOnce = 50

/** What the five tools do, as text for a model (design: execution, sections 1 and 5). Failures are answers, never exceptions. */
export function createMcpHost(parts: McpHostParts): McpHost {
  const { executions, catalog, skills, workspace, sessions, privacy, reader } = parts

  async function answerOf(execution: Execution, waitMs: number): Promise<McpAnswer> {
    const timer = Promise.withResolvers<undefined>()
    const timeout = setTimeout(() => timer.resolve(undefined), waitMs)
    const result = await Promise.race([execution.done, timer.promise])
    clearTimeout(timeout)
    if (result) {
      const content = (result.content ?? []).flatMap(({ type, data, mimeType }) =>
        type === 'file' ? [] : [{ type, data, mimeType }],
      )
      return {
        text: result.text,
        isError: result.status !== 'ok',
        ...(content.length === 0 ? {} : { content }),
      }
    }
    const held = parts.approvals().filter((approval) => approval.execution === execution.id)
    const question = held.find((approval) => approval.question !== undefined)
    if (question?.question !== undefined) {
      return {
        text: `waiting · session ${execution.session} · execution ${execution.id}\nThe server ${question.question.server} asks the user something in Athena (${question.tool}). Tell the user, then call wait_execution with executionId "${execution.id}". Without an answer it is told so ${minutes([question])} from now.`,
        isError: false,
      }
    }
    if (held.length > 0) {
      if (held.every((approval) => approval.review !== undefined)) {
        return {
          text: `waiting · session ${execution.session} · execution ${execution.id}\nThe run is over; its answer waits until the user has reviewed and released it in Athena. Tell the user, then call wait_execution with executionId "${execution.id}". Without an answer it is withheld ${minutes(held)} from now.`,
          isError: false,
        }
      }
      const tools = [...new Set(held.map((approval) => approval.tool))].join(', ')
      return {
        text: `waiting · session ${execution.session} · execution ${execution.id}\n${held.length === 1 ? 'A call waits' : `${held.length} calls wait`} for the user's approval in Athena: ${tools}. Tell the user, then call wait_execution with executionId "${execution.id}". Without an answer it is denied ${minutes(held)} from now.`,
        isError: false,
      }
    }
    return {
      text: `running · session ${execution.session} · execution ${execution.id}\nStill running after ${Math.round(waitMs / 1_000)} s. Call wait_execution with executionId "${execution.id}" for the answer.`,
      isError: false,
    }
  }

  async function guarded(work: () => Promise<McpAnswer>): Promise<McpAnswer> {
    try {
      return await work()
    } catch (error) {
      const wire = toWireError(error)
      const safe = await privacy
        .tokeniseText(wire.message, { session: 'catalog' })
        .catch(() => ({ text: 'The message was withheld.' }))
      return { text: `${wire.code}: ${safe.text}`, isError: true }
    }
  }

  function finished(id: string, offset: number): McpAnswer {
    const run = reader.get(id)
    if (!run) {
      const recent = reader.recent(3)
      throw new AthenaError(
        'UNKNOWN_EXECUTION',
        `There is no execution "${id}".${recent.length > 0 ? ` Recent ones: ${recent.join(', ')}.` : ''}`,
      )
    }
    if (offset > 0 && run.resultRef) {
      const blob = reader.blob(run.resultRef)
      const part = cutText(blob?.text.slice(offset) ?? '', maxAnswerCharacters)
      const total = blob?.text.length ?? 0
      const next = offset + part.length
      const head = `execution ${id} · characters ${offset}–${next} of ${total}${next < total ? ` · next offset ${next}` : ' · end'}`
      return { text: `${head}\n${part}`, isError: false }
    }
    const text = run.answerRef ? reader.blob(run.answerRef)?.text : undefined
    return {
      text:
        text ??
        `${run.row.status} · session ${run.row.session} · execution ${id}\n${run.error ? `${run.error.code}: ${run.error.message}` : 'No answer was recorded.'}`,
      isError: run.row.status !== 'ok',
    }
  }

  return {
    execute: (request) =>
      guarded(async () => {
        const { signal, onProgress, session, timeoutMs, dryRun } = request
        const execution = executions.start({
          code: request.code,
          client: request.client,
          source: 'agent',
          limited: true,
          signal,
          ...(session === undefined ? {} : { session }),
          ...(timeoutMs === undefined ? {} : { timeoutMs }),
          ...(dryRun === undefined ? {} : { dryRun }),
          ...(onProgress === undefined ? {} : { onProgress }),
        })
        return await answerOf(execution, handBackMs)
      }),
    wait: (request) =>
      guarded(async () => {
        const execution = executions.find(request.executionId)
        if (execution) return await answerOf(execution, Math.min(Math.max(request.waitMs, 0), handBackMs))
        return finished(request.executionId, request.offset ?? 0)
      }),
    search: (request) =>
      guarded(async () => {
        const found = findSkills(skills, request.queries).map(
          (skill) =>
            `skill ${skill.name} — import from './skills/${skill.name}'\n  ${oneLine(skill.description)}`,
        )
        const text = [...found, renderSearch(catalog.search(request), request)].join('\n')
        const safe = await privacy.tokeniseText(text, { session: 'catalog' })
        return { text: safe.text, isError: false }
      }),
    readFiles: (request) =>
      guarded(async () => {
        const session = request.session === undefined ? undefined : sessions.get(request.session).id
        const paths = expand(request.paths, () => workspace.list(session))
        if (session !== undefined && paths.some((path) => path.startsWith('/workspace'))) {
          const reason = privacy.reviewReason(request.client, session, [])
          if (reason !== undefined) {
            throw new AthenaError(
              'WITHHELD',
              `Files of session ${session} are not read directly, because ${reason} and the user reviews such answers. Read them in execute_code and return what you need; the user then releases it.`,
            )
          }
        }
        const texts: string[] = []
        for (const path of paths.slice(0, maxFilesAtOnce)) {
          if (path.startsWith('/workspace') && session === undefined) {
            throw new AthenaError(
              'BAD_PATH',
              `${path} belongs to a session. Give the "session" that an answer of execute_code named.`,
            )
          }
          const content = Buffer.from(workspace.readFile(session ?? '', path)).toString('utf8')
          texts.push(paths.length === 1 ? content : `=== ${path}\n${content}`)
        }
        if (paths.length > maxFilesAtOnce)
          texts.push(`[${paths.length - maxFilesAtOnce} more files match; name fewer]`)
        const safe = await privacy.tokeniseText(texts.join('\n'), { session: session ?? 'catalog' })
        const cut = cutText(safe.text, maxAnswerCharacters * 2)
        return {
          text:
            cut.length < safe.text.length
              ? `[truncated: ${cut.length} of ${safe.text.length} characters shown; read fewer files, or work on them in code]\n${cut}`
              : cut,
          isError: false,
        }
      }),
    callTool: (request) =>
      guarded(async () => {
        const execution = executions.callTool({
          tool: request.tool,
          args: request.arguments,
          client: request.client,
          source: 'agent',
          limited: true,
          signal: request.signal,
          ...(request.session === undefined ? {} : { session: request.session }),
        })
        return await answerOf(execution, handBackMs)
      }),
    listResources: () => [
      {
        uri: 'athena://memory/context',
        name: 'Memory context',
        description: 'What Athena remembers that matters now: working set, due intentions, profile.',
        mimeType: 'text/markdown',
      },
      ...catalog
        .listFiles()
        .filter((path) => path.endsWith('/README.md'))
        .map((path) => ({
          uri: `athena:/${path}`,
          name: path,
          description:
            path === '/README.md' ? 'How the tool tree works.' : `Tools of ${path.split('/')[2] ?? path}.`,
          mimeType: 'text/markdown',
        })),
    ],
    async readResource(uri) {
      if (uri === 'athena://memory/context') {
        const text = await parts.memory.context({ execution: '', session: 'catalog', client: 'resource' })
        return {
          text: (await privacy.tokeniseText(text, { session: 'catalog' })).text,
          mimeType: 'text/markdown',
        }
      }
      if (!uri.startsWith('athena://')) return undefined
      const path = normalisePath(`/${uri.slice('athena://'.length)}`)
      const text = catalog.readFile(path) ?? skills.readFile(path)
      if (text === undefined) return undefined
      const safe = await privacy.tokeniseText(text, { session: 'catalog' })
      return { text: safe.text, mimeType: path.endsWith('.md') ? 'text/markdown' : 'text/typescript' }
    },
    onClient: parts.onClient,
  }
}

/** Paths and globs to the files they name, each once, in order. @throws NO_SUCH_FILE for a glob that matches nothing. */
function expand(paths: string[], list: () => string[]): string[] {
  const found = new Set<string>()
  for (const written of paths) {
    const path = normalisePath(written.replace(/^athena:\/\//, '/'))
    if (!/[*?[{]/.test(path)) {
      found.add(path)
      continue
    }
    const matches = list().filter((candidate) => matchesGlob(candidate, path))
    if (matches.length === 0)
      throw new AthenaError(
        'NO_SUCH_FILE',
        `No file matches ${path}. List the tree with search_tools, or read /README.md.`,
      )
    for (const match of matches) found.add(match)
  }
  return [...found]
}

/** A search answer as a model reads it. */
export function renderSearch(answer: SearchAnswer, request: SearchRequest): string {
  if (answer.servers) {
    const lines = answer.servers.map((server) => `- ${server.name} (${server.tools}): ${server.title}`)
    return [
      `${answer.of} tools on ${answer.servers.length} servers. Give a query to find some, or read /servers/<server>/README.md.`,
      ...lines,
      `Call them from execute_code: import { tool } from './servers/<server>'`,
    ].join('\n')
  }
  if (answer.hits.length === 0) {
    const near =
      answer.nearest && answer.nearest.length > 0 ? ` Nearest names: ${answer.nearest.join(', ')}.` : ''
    return `No tool matches among ${answer.of}.${near} Call search_tools without arguments for the list of servers.`
  }
  const shown = `${answer.hits.length} of ${answer.total} matching, ${answer.of} in all`
  const more =
    request.offset + answer.hits.length < answer.total
      ? ` · next offset ${request.offset + answer.hits.length}`
      : ''
  const lines = answer.hits.map((hit) => {
    const head = `${hit.tool} — import { ${hit.exportName} } from '${hit.importFrom}'`
    if (hit.declaration) return `${head}\n${hit.declaration}`
    return request.detailLevel === 'name' ? hit.tool : `${head}\n  ${oneLine(hit.description ?? '')}`
  })
  return [shown + more, ...lines].join('\n')
}

/** Time until the first of them lapses, in words. */
function minutes(held: Approval[]): string {
  const left = Math.min(...held.map((approval) => approval.expiresAt)) - Date.now()
  return left > 90_000 ? `${Math.round(left / 60_000)} minutes` : `${Math.max(1, Math.round(left / 1000))} s`
}

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  return flat.length > 200 ? `${cutText(flat, 199)}…` : flat
}
