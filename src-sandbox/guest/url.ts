import { toText } from './primordials.ts'
import { defineGlobal } from './channel.ts'
import { fragmentSet, percentEncode, querySet, specialQuerySet, userinfoSet } from './url-encoding.ts'
import {
  hostText,
  isSpecial,
  parseUrl,
  pathText,
  setHost,
  setPath,
  setPort,
  setScheme,
  writeUrl,
} from './url-parser.ts'
import type { UrlRecord } from './url-parser.ts'
import { URLSearchParams } from './url-search-params.ts'

/** `URL` of the URL Standard, in plain JavaScript: no object of the host may be in the realm. */
export class URL {
  #record: UrlRecord
  #params: URLSearchParams | undefined
  constructor(url: unknown, base?: unknown) {
    this.#record = parseUrl(toText(url), base === undefined ? undefined : parseUrl(toText(base), undefined))
  }
  static canParse(url: unknown, base?: unknown): boolean {
    return URL.parse(url, base) !== null
  }
  static parse(url: unknown, base?: unknown): URL | null {
    try {
      return new URL(url, base)
    } catch {
      return null
    }
  }
  get href(): string {
    return writeUrl(this.#record)
  }
  set href(value: unknown) {
    this.#record = parseUrl(toText(value), undefined)
    this.#params = undefined
  }
  get origin(): string {
    const { scheme, path } = this.#record
    if (scheme === 'blob') {
      const inner = URL.parse(path)
      return inner && /^https?:$/.test(inner.protocol) ? inner.origin : 'null'
    }
    return isSpecial(scheme) && scheme !== 'file' ? `${scheme}://${hostText(this.#record)}` : 'null'
  }
  get protocol(): string {
    return `${this.#record.scheme}:`
  }
  set protocol(value: unknown) {
    setScheme(this.#record, toText(value))
  }
  get username(): string {
    return this.#record.username
  }
  set username(value: unknown) {
    if (this.#record.host && this.#record.scheme !== 'file')
      this.#record.username = percentEncode(toText(value), userinfoSet)
  }
  get password(): string {
    return this.#record.password
  }
  set password(value: unknown) {
    if (this.#record.host && this.#record.scheme !== 'file')
      this.#record.password = percentEncode(toText(value), userinfoSet)
  }
  get host(): string {
    return hostText(this.#record)
  }
  set host(value: unknown) {
    setHost(this.#record, toText(value), true)
  }
  get hostname(): string {
    return this.#record.host ?? ''
  }
  set hostname(value: unknown) {
    setHost(this.#record, toText(value).replace(/:.*$/s, ''), false)
  }
  get port(): string {
    return this.#record.port === null ? '' : toText(this.#record.port)
  }
  set port(value: unknown) {
    setPort(this.#record, toText(value))
  }
  get pathname(): string {
    return pathText(this.#record)
  }
  set pathname(value: unknown) {
    setPath(this.#record, toText(value))
  }
  get search(): string {
    return this.#record.query ? `?${this.#record.query}` : ''
  }
  set search(value: unknown) {
    const text = toText(value).replace(/^\?/, '')
    this.#record.query =
      text === '' ? null : percentEncode(text, isSpecial(this.#record.scheme) ? specialQuerySet : querySet)
    this.#params = undefined
  }
  get searchParams(): URLSearchParams {
    if (!this.#params) {
      const params = new URLSearchParams()
      URLSearchParams.tie(params, this.#record.query ?? '', () => {
        const text = params.toString()
        this.#record.query = text === '' ? null : text
      })
      this.#params = params
    }
    return this.#params
  }
  get hash(): string {
    return this.#record.fragment ? `#${this.#record.fragment}` : ''
  }
  set hash(value: unknown) {
    const text = toText(value).replace(/^#/, '')
    this.#record.fragment = text === '' ? null : percentEncode(text, fragmentSet)
  }
  toString(): string {
    return this.href
  }
  toJSON(): string {
    return this.href
  }
  get [Symbol.toStringTag](): string {
    return 'URL'
  }
}

/** Defines `URL` and `URLSearchParams`. */
export function installUrl(): void {
  defineGlobal('URL', URL)
  defineGlobal('URLSearchParams', URLSearchParams)
}
