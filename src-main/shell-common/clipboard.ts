import { spawn } from 'node:child_process'
import type { Clipboard } from '../core/ports.ts'

interface Programs {
  write: [string, ...string[]]
  read: [string, ...string[]]
}

/** Programs that reach the clipboard of this computer, the likeliest first. */
function candidates(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Programs[] {
  if (platform === 'darwin') return [{ write: ['pbcopy'], read: ['pbpaste'] }]
  if (platform === 'win32') {
    const shell = ['powershell.exe', '-NoProfile', '-NonInteractive', '-Command'] as const
    return [
      {
        write: [
          ...shell,
          '$t = [Console]::In.ReadToEnd(); if ($t) { Set-Clipboard -Value $t } else { Set-Clipboard $null }',
        ],
        read: [...shell, 'Get-Clipboard -Raw'],
      },
    ]
  }
  return [
    ...(env['WAYLAND_DISPLAY'] ? [{ write: ['wl-copy'], read: ['wl-paste', '-n'] } satisfies Programs] : []),
    ...(env['DISPLAY']
      ? [
          {
            write: ['xclip', '-selection', 'clipboard'],
            read: ['xclip', '-selection', 'clipboard', '-o'],
          } satisfies Programs,
        ]
      : []),
  ]
}

/**
 * The clipboard of this computer, through the programs it has for it. The text goes through a pipe, never through arguments, which other users can
 * read.
 */
export function createClipboard(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): Clipboard {
  async function first<T>(work: (programs: Programs) => Promise<T>): Promise<T> {
    let failure = new Error('no program of this computer reaches its clipboard')
    for (const programs of candidates(platform, env)) {
      try {
        return await work(programs)
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error))
      }
    }
    throw failure
  }
  return {
    write: async (text) => {
      await first((programs) => pipe(programs.write, env, text))
    },
    read: () => first((programs) => pipe(programs.read, env)),
  }
}

/** Milliseconds a program may take. */
const patienceMs = 5000

function pipe(
  [program, ...args]: [string, ...string[]],
  env: NodeJS.ProcessEnv,
  input?: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    // A program that writes stays behind to serve the selection: only its own streams are waited for.
    const child = spawn(program, args, {
      env,
      stdio: ['pipe', input === undefined ? 'pipe' : 'ignore', 'ignore'],
      timeout: patienceMs,
      windowsHide: true,
    })
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    child.stdin?.on('error', () => undefined)
    child.on('error', reject)
    child.on('exit', (code) => {
      if (code === 0) resolve(text)
      else reject(new Error(`${program} ended with code ${code}`))
    })
    child.stdin?.end(input ?? '')
  })
}
