import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { URL as GuestUrl } from './url.ts'
import { URLSearchParams as GuestParams } from './url-search-params.ts'

const parts = [
  'href',
  'origin',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const
function seen(make: () => URL | GuestUrl): Record<string, string> | 'invalid' {
  let url: URL | GuestUrl
  try {
    url = make()
  } catch (error) {
    expect((error as Error).name).toBe('TypeError')
    return 'invalid'
  }
  return Object.fromEntries(parts.map((part) => [part, url[part]]))
}

const absolute = [
  'https://example.com',
  'HTTP://User:Pa%20ss@EXAMPLE.com:80/a/./b/../c?x=1&y=a b#frag ment',
  "https://example.com:8443/ä/%7e?q=ü&r='",
  'http://192.168.0.1.',
  'http://0x7f.1/',
  'http://256.1.1.1',
  'http://[::1]:3000/x',
  'http://[2001:DB8:0:0:0:0:0:1]/',
  'http://[::ffff:1.2.3.4]',
  'http://[::1',
  'file:///C:/a/../b',
  'file://localhost/etc',
  'file:/x',
  'mailto:a@b.c?subject=x y',
  'data:text/plain,hello world',
  'ws://h:80/',
  'wss://h:81',
  'http:example.org',
  'http:\\\\h\\p',
  'foo://bar:99/a/../b?q#h',
  'foo:/a/b',
  'foo:bar',
  'http://',
  'http://a b',
  'http://a:99999',
  'http://a:x',
  '//no',
  'nothing',
  '',
  'https://münchen.de/straße',
  'https://例え.jp',
  'http://a@b@c/',
  'http://h?x#y?z',
  'http://h/%2e%2e/a',
  '  https://trim.me  ',
  'javascript:alert(1)',
  'blob:https://a/b',
  'http://h/a|b^c`{}"<>',
  'urn:isbn:123',
  'http://a:0/',
  'http://A%41.com/',
  'non-special://[::1]/a',
]
const relative = [
  '',
  'x',
  './x',
  '../x',
  '../../../x',
  '/x',
  '//other/y',
  '?q=1',
  '#f',
  'x/./y/../z',
  'a:b',
  'http:x',
  '\\x',
  '..',
  '.',
  'a?b#c',
  '%2e/x',
]

describe('the URL of the realm', () => {
  it.each(absolute)('agrees with Node on %j', (text) => {
    expect(seen(() => new GuestUrl(text))).toEqual(seen(() => new URL(text)))
  })
  it.each(relative)('resolves %j as Node does', (text) => {
    for (const base of ['https://user@example.com:1/a/b/c?old#h', 'file:///a/b', 'foo://h/p/q'])
      expect(seen(() => new GuestUrl(text, base))).toEqual(seen(() => new URL(text, base)))
  })
  it('agrees with Node on made-up web addresses', () => {
    const piece = fc.stringMatching(/^[a-zA-Z0-9%._~ äß:;,+=&'()-]{0,8}$/)
    fc.assert(
      fc.property(
        fc.webUrl({ withFragments: true, withQueryParameters: true }),
        piece,
        piece,
        (web, path, query) => {
          const text = `${web.split(/[?#]/)[0] ?? ''}/${path}?${query}`
          expect(seen(() => new GuestUrl(text))).toEqual(seen(() => new URL(text)))
        },
      ),
      { numRuns: 300 },
    )
  })
  it('changes parts by assignment as Node does', () => {
    const changes: [(typeof parts)[number], string][] = [
      ['port', '8080'],
      ['port', '443'],
      ['hostname', 'other.org'],
      ['host', 'h:1'],
      ['pathname', 'a b/../c'],
      ['search', 'x=ü'],
      ['hash', 'z z'],
      ['protocol', 'http'],
      ['protocol', 'foo'],
      ['username', 'ä'],
      ['password', 'p:'],
      ['search', ''],
      ['hash', ''],
    ]
    const mine = new GuestUrl('https://a.b/c?d#e')
    const theirs = new URL('https://a.b/c?d#e')
    for (const [part, value] of changes) {
      ;(mine as unknown as Record<string, string>)[part] = value
      ;(theirs as unknown as Record<string, string>)[part] = value
      expect(mine.href, `${part}=${value}`).toBe(theirs.href)
    }
  })
  it('keeps searchParams and the URL in step', () => {
    const mine = new GuestUrl('https://a.b/?x=1&y=2&x=3')
    mine.searchParams.append('z', 'a b&c')
    mine.searchParams.delete('y')
    mine.searchParams.set('x', '9')
    expect(mine.href).toBe('https://a.b/?x=9&z=a+b%26c')
    expect(JSON.stringify({ mine })).toBe('{"mine":"https://a.b/?x=9&z=a+b%26c"}')
  })
  it('reads and writes search parameters as Node does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (pairs) => {
        const wellFormed = pairs.map(([a, b]): [string, string] => [a.toWellFormed(), b.toWellFormed()])
        expect(new GuestParams(wellFormed).toString()).toBe(new URLSearchParams(wellFormed).toString())
        expect([...new GuestParams(new URLSearchParams(wellFormed).toString())]).toEqual([
          ...new URLSearchParams(new URLSearchParams(wellFormed).toString()),
        ])
      }),
      { numRuns: 200 },
    )
  })
})
