import { NativeTypeError, toText } from './primordials.ts'
import { isDigit, parseHost } from './url-host.ts'
import {
  fragmentSet,
  pathSet,
  percentEncode,
  querySet,
  specialQuerySet,
  userinfoSet,
} from './url-encoding.ts'

/** The parts of a URL (URL Standard, "URL record"). An opaque path is a string, others a list of segments. */
export interface UrlRecord {
  scheme: string
  username: string
  password: string
  host: string | null
  port: number | null
  path: string[] | string
  query: string | null
  fragment: string | null
}

/** Schemes with an authority and their default ports. */
const specialPorts: Readonly<Record<string, number | null>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  ftp: 21,
  file: null,
  __proto__: null,
}
export const isSpecial = (scheme: string): boolean =>
  Object.hasOwn(specialPorts, scheme) && scheme !== '__proto__'

function invalid(input: string): never {
  const error = new NativeTypeError(`Invalid URL: ${input.slice(0, 200)}`) as TypeError & {
    code?: string
    input?: string
  }
  error.code = 'ERR_INVALID_URL'
  error.input = input
  throw error
}

/** Parses an absolute URL, or a relative one against a base. Throws TypeError. */
export function parseUrl(given: string, base: UrlRecord | undefined): UrlRecord {
  // oxlint-disable-next-line no-control-regex
  const input = given.replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '').replace(/[\t\n\r]/g, '')
  const hash = input.indexOf('#')
  const fragment = hash < 0 ? null : percentEncode(input.slice(hash + 1), fragmentSet)
  const whole = hash < 0 ? input : input.slice(0, hash)
  const schemed = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(whole)
  const scheme = schemed?.[1]?.toLowerCase()
  if (schemed && scheme !== undefined) {
    const rest = whole.slice(schemed[0].length)
    // `https:path` is relative when the base has the same special scheme.
    if (!(isSpecial(scheme) && base?.scheme === scheme && !/^[/\\]/.test(rest)))
      return { ...parseAbsolute(scheme, rest, given, base), fragment }
    return { ...parseRelative(rest, base, given), fragment }
  }
  if (!base) return invalid(given)
  if (typeof base.path === 'string') {
    if (whole !== '' || fragment === null) invalid(given)
    return { ...base, fragment }
  }
  return { ...parseRelative(whole, base, given), fragment }
}

function splitQuery(text: string, special: boolean): { before: string; query: string | null } {
  const mark = text.indexOf('?')
  if (mark < 0) return { before: text, query: null }
  return {
    before: text.slice(0, mark),
    query: percentEncode(text.slice(mark + 1), special ? specialQuerySet : querySet),
  }
}

function parseAbsolute(scheme: string, rest: string, given: string, base: UrlRecord | undefined): UrlRecord {
  const special = isSpecial(scheme)
  const { before, query } = splitQuery(rest, special)
  const text = special ? before.replace(/\\/g, '/') : before
  if (scheme === 'file') {
    const authority = /^\/\/([^/]*)(.*)$/s.exec(text)
    if (authority && !/^[A-Za-z][:|]$/.test(authority[1] ?? '')) {
      const host = (authority[1] ?? '') === '' ? '' : hostOf(authority[1] ?? '', true, given)
      return fresh(scheme, {
        host: host === 'localhost' ? '' : host,
        path: normalise((authority[2] ?? '').split('/').slice(1), true),
        query,
      })
    }
    const path = text.replace(/^\/\//, '/')
    const inherited =
      base?.scheme === 'file' && typeof base.path !== 'string' && !path.startsWith('/')
        ? base.path.slice(0, -1)
        : []
    return fresh(scheme, {
      host: '',
      path: normalise([...inherited, ...path.replace(/^\//, '').split('/')], true),
      query,
    })
  }
  if (special) {
    const after = text.replace(/^\/*/, '')
    const slash = after.indexOf('/')
    const authority = slash < 0 ? after : after.slice(0, slash)
    const parts = authorityOf(authority, scheme, given)
    if (parts.host === '') invalid(given)
    return fresh(scheme, {
      ...parts,
      path: normalise(slash < 0 ? [''] : after.slice(slash + 1).split('/'), false),
      query,
    })
  }
  if (text.startsWith('//')) {
    const after = text.slice(2)
    const slash = after.indexOf('/')
    const authority = slash < 0 ? after : after.slice(0, slash)
    const parts = authorityOf(authority, scheme, given)
    return fresh(scheme, {
      ...parts,
      path: slash < 0 ? [] : normalise(after.slice(slash + 1).split('/'), false),
      query,
    })
  }
  if (text.startsWith('/')) return fresh(scheme, { path: normalise(text.slice(1).split('/'), false), query })
  return fresh(scheme, { path: percentEncode(text, ''), query })
}

function parseRelative(text: string, base: UrlRecord | undefined, given: string): UrlRecord {
  if (!base || typeof base.path === 'string') return invalid(given)
  const special = isSpecial(base.scheme)
  const { before, query } = splitQuery(text, special)
  const path = special ? before.replace(/\\/g, '/') : before
  const file = base.scheme === 'file'
  if (path.startsWith('//'))
    return parseAbsolute(
      base.scheme,
      path + (query === null ? '' : `?${text.slice(text.indexOf('?') + 1)}`),
      given,
      base,
    )
  if (path === '')
    return {
      ...base,
      path: [...base.path],
      query: query ?? (text.includes('?') ? '' : base.query),
      fragment: null,
    }
  const segments = path.startsWith('/')
    ? path.slice(1).split('/')
    : [...base.path.slice(0, -1), ...path.split('/')]
  return { ...base, path: normalise(segments, file), query, fragment: null }
}

function fresh(scheme: string, parts: Partial<UrlRecord>): UrlRecord {
  return {
    scheme,
    username: '',
    password: '',
    host: null,
    port: null,
    path: [],
    query: null,
    fragment: null,
    ...parts,
  }
}

function hostOf(text: string, special: boolean, given: string): string {
  try {
    return parseHost(text, special)
  } catch {
    return invalid(given)
  }
}

function authorityOf(
  authority: string,
  scheme: string,
  given: string,
): Pick<UrlRecord, 'username' | 'password' | 'host' | 'port'> {
  const special = isSpecial(scheme)
  const at = authority.lastIndexOf('@')
  let username = ''
  let password = ''
  if (at >= 0) {
    const credentials = authority.slice(0, at)
    const colon = credentials.indexOf(':')
    username = percentEncode(colon < 0 ? credentials : credentials.slice(0, colon), userinfoSet)
    password = colon < 0 ? '' : percentEncode(credentials.slice(colon + 1), userinfoSet)
  }
  const place = at < 0 ? authority : authority.slice(at + 1)
  const found = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(place)
  if (!found) return invalid(given)
  const name = found[1] ?? ''
  const digits = found[2] ?? ''
  if (name === '' && (special || at >= 0 || digits !== '')) invalid(given)
  for (let i = 0; i < digits.length; i++) if (!isDigit(digits, i)) invalid(given)
  const number = digits === '' ? null : Number(digits)
  if (number !== null && number > 65535) invalid(given)
  return {
    username,
    password,
    host: name === '' ? '' : hostOf(name, special, given),
    port: number === specialPorts[scheme] ? null : number,
  }
}

/** Resolves `.` and `..` and encodes each segment. */
function normalise(segments: string[], file: boolean): string[] {
  const out: string[] = []
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] ?? ''
    const last = i === segments.length - 1
    const plain = segment.replace(/%2e/gi, '.')
    if (plain === '..') {
      if (!(file && out.length === 1 && /^[A-Za-z]:$/.test(out[0] ?? ''))) out.pop()
      if (last) out.push('')
    } else if (plain === '.') {
      if (last) out.push('')
    } else if (file && out.length === 0 && /^[A-Za-z]\|$/.test(segment)) out.push(`${segment[0] ?? ''}:`)
    else out.push(percentEncode(segment, pathSet))
  }
  return out
}

/** The pathname of a record. */
export function pathText(record: UrlRecord): string {
  if (typeof record.path === 'string') return record.path
  return record.path.length === 0 ? '' : `/${record.path.join('/')}`
}

/** `host:port` as written. */
export function hostText(record: UrlRecord): string {
  return record.host === null ? '' : record.host + (record.port === null ? '' : `:${record.port}`)
}

/** The whole URL as text. */
export function writeUrl(record: UrlRecord): string {
  let out = `${record.scheme}:`
  if (record.host !== null) {
    out += '//'
    if (record.username !== '' || record.password !== '')
      out += `${record.username}${record.password === '' ? '' : `:${record.password}`}@`
    out += hostText(record)
  } else if (typeof record.path !== 'string' && record.path.length > 1 && record.path[0] === '') out += '/.'
  out += pathText(record)
  if (record.query !== null) out += `?${record.query}`
  if (record.fragment !== null) out += `#${record.fragment}`
  return out
}

/** Sets the port from text, as the `port` setter does: digits at the front count. */
export function setPort(record: UrlRecord, value: string): void {
  if (record.host === null || record.host === '' || record.scheme === 'file') return
  if (value === '') record.port = null
  const digits = /^\d+/.exec(value)?.[0]
  if (digits === undefined || Number(digits) > 65535) return
  record.port = Number(digits) === specialPorts[record.scheme] ? null : Number(digits)
}

/** Sets host and port from text; leaves the record alone when the text is no host. */
export function setHost(record: UrlRecord, value: string, withPort: boolean): void {
  if (typeof record.path === 'string') return
  try {
    const text = toText(value)
    const end = text.search(isSpecial(record.scheme) ? /[/\\?#]/ : /[/?#]/)
    const parts = authorityOf(
      (end < 0 ? text : text.slice(0, end)).replace(/^.*@/s, ''),
      record.scheme,
      value,
    )
    record.host = parts.host
    if (withPort && /:\d+$/.test(end < 0 ? text : text.slice(0, end))) record.port = parts.port
  } catch {
    // not a host: the setter does nothing
  }
}

/** Sets the path from text. */
export function setPath(record: UrlRecord, value: string): void {
  if (typeof record.path === 'string') return
  const text = isSpecial(record.scheme) ? value.replace(/\\/g, '/') : value
  record.path = normalise(text.replace(/^\//, '').split('/'), record.scheme === 'file')
}

/** Sets the scheme from text where the standard allows the change. */
export function setScheme(record: UrlRecord, value: string): void {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*)/.exec(value)?.[1]?.toLowerCase()
  if (scheme === undefined || isSpecial(scheme) !== isSpecial(record.scheme)) return
  if (scheme === 'file' && (record.username !== '' || record.password !== '' || record.port !== null)) return
  if (record.scheme === 'file' && record.host === '') return
  record.scheme = scheme
  if (record.port === specialPorts[scheme]) record.port = null
}
