import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { BridgeCommand } from '../clients/config/index.ts'
import type { Check } from './check.ts'

/** Milliseconds the bridge may take to get an answer through. */
const bridgeMs = 8000

/** What clients are told to start: absolute paths to files that are there. */
export function commandCheck({ node, bridge }: BridgeCommand): Check {
  const check = { id: 'clients.command', title: 'Command exists and is absolute' }
  const bad = [node, bridge].find((path) => !isAbsolute(path) || !existsSync(path))
  return bad === undefined
    ? { ...check, state: 'ok', detail: `${node} ${bridge}` }
    : { ...check, state: 'failed', detail: `It is not there: ${bad}.`, fix: 'Install or build Athena again.' }
}

/** Starts the bridge as a client would, once: whether an answer comes through, and whether the tools are listed. */
export async function bridgeChecks(command: BridgeCommand): Promise<{ bridge: Check; tools: Check }> {
  const bridge = { id: 'bridge', title: 'Bridge reaches Athena' }
  const tools = { id: 'host.tools', title: 'Tools are listed' }
  const notAsked: Check = { ...tools, state: 'skipped', detail: 'The bridge did not get that far.' }
  if (commandCheck(command).state !== 'ok')
    return {
      bridge: { ...bridge, state: 'skipped', detail: 'There is no command to start.' },
      tools: notAsked,
    }
  const started = performance.now()
  const { problem, answer } = await askThroughBridge(command)
  if (problem !== undefined) {
    const fix = 'Start Athena again, then repeat this check.'
    return { bridge: { ...bridge, state: 'failed', detail: problem, fix }, tools: notAsked }
  }
  const names = namesIn(answer)
  return {
    bridge: { ...bridge, state: 'ok', detail: `Answered in ${Math.round(performance.now() - started)} ms.` },
    tools:
      names.length > 0
        ? { ...tools, state: 'ok', detail: `${names.join(', ')}.` }
        : {
            ...tools,
            state: 'failed',
            detail: 'Athena answered, but listed no tools.',
            fix: 'Start Athena again.',
          },
  }
}

/** Asks for the tools without a handshake: the revision of 2026-07-28 needs none. */
const request = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/list',
  params: {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
      'io.modelcontextprotocol/clientInfo': { name: 'athena-doctor', version: '1' },
    },
  },
}

function askThroughBridge({
  node,
  bridge,
  data,
}: BridgeCommand): Promise<{ problem?: string; answer: string }> {
  return new Promise((resolve) => {
    const child = spawn(node, [bridge], {
      env: { PATH: process.env.PATH, ATHENA_DATA: data },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let errors = ''
    let answer = ''
    const end = (problem?: string): void => {
      clearTimeout(timer)
      child.kill()
      resolve(problem === undefined ? { answer } : { problem, answer })
    }
    const timer = setTimeout(
      () => end(`No answer within ${bridgeMs / 1000} seconds. ${errors}`.trim()),
      bridgeMs,
    )
    child.on('error', (error) => end(`The bridge could not be started: ${error.message}`))
    child.on('exit', (code) => end(`The bridge ended with code ${code}. ${errors}`.trim()))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-500)))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      answer += text
      if (answer.includes('\n')) end()
    })
    child.stdin.on('error', () => undefined)
    child.stdin.write(`${JSON.stringify(request)}\n`)
  })
}

function namesIn(answer: string): string[] {
  try {
    const { result } = JSON.parse(answer.split('\n')[0] ?? '') as { result?: { tools?: { name: string }[] } }
    return (result?.tools ?? []).map((tool) => tool.name)
  } catch {
    return []
  }
}
