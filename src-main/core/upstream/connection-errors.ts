import { SdkError, SdkErrorCode, SdkHttpError, UnauthorizedError } from '@modelcontextprotocol/client'
import { AthenaError } from '../../contract/errors.ts'
import type { UpstreamConfig } from './api.ts'

/** True when another attempt cannot change anything. */
export function isFinal(error: unknown): boolean {
  return (
    error instanceof UnauthorizedError ||
    (error instanceof AthenaError && error.code === 'LOCAL_ONLY') ||
    (error instanceof SdkHttpError && [401, 403].includes(error.status ?? 0))
  )
}

/** The server did not answer in time. */
export function isTimeout(error: unknown): boolean {
  return error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout
}

/** Why a server did not start or cannot be reached, in words for the user. */
export function describeStart(error: unknown, config: UpstreamConfig): string {
  const message = messageOf(error)
  if (message.includes('ENOENT')) {
    return `The command "${config.command}" was not found${config.cwd === undefined ? '' : ` (or the folder ${config.cwd})`}. Give its full path, or install it`
  }
  if (message.includes('EACCES'))
    return `The command "${config.command}" may not be executed. Check its permissions`
  if (error instanceof SdkHttpError) return `${config.url} answered with HTTP ${error.status ?? '?'}`
  if (isTimeout(error)) {
    return config.url === undefined
      ? 'It did not answer the MCP handshake in time'
      : `${config.url} did not answer in time`
  }
  if (/fetch failed|ECONNREFUSED/.test(message)) return `${config.url} cannot be reached`
  return message.slice(0, 500)
}

/** The message of anything thrown, with its cause. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
