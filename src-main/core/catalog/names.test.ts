import { describe, expect, it } from 'vitest'
import { camelCase, editDistance, fileStem, nearestNames, pascalCase, uniqueName } from './names.ts'

describe('names of tools', () => {
  it('become camelCase identifiers', () => {
    const names = [
      'bulk_remember',
      'get-sum',
      'getIssue',
      'API-post-search',
      'list.PRs',
      'export',
      '2fa',
      'HTTPGet',
      'x',
      '获取',
      'Über-Ruf',
    ]
    expect(names.map((name) => camelCase(name))).toEqual([
      'bulkRemember',
      'getSum',
      'getIssue',
      'apiPostSearch',
      'listPRs',
      'export_',
      '_2fa',
      'httpGet',
      'x',
      expect.stringMatching(/^tool_[a-z0-9]+$/),
      'uberRuf',
    ])
    expect(pascalCase('export_')).toBe('Export')
  })

  it('become file names that are safe everywhere', () => {
    expect(
      ['get-sum', '../../etc/passwd', 'con', 'index', 'a b', '...', 'NUL'].map((name) => fileStem(name)),
    ).toEqual(['get-sum', 'etc-passwd', 'con_', 'index_', 'a-b', expect.stringMatching(/^tool-/), 'NUL_'])
  })

  it('are cut with a hash that tells long names apart', () => {
    const [left, right] = [`${'a'.repeat(199)}b`, `${'a'.repeat(199)}c`].map((name) => camelCase(name))
    expect(left).not.toBe(right)
    expect(left?.length).toBeLessThanOrEqual(64)
  })

  it('are numbered when they collide, case aside', () => {
    const taken = new Set<string>()
    expect([
      uniqueName('getUser', taken),
      uniqueName('getuser', taken),
      uniqueName('getUser', taken),
    ]).toEqual(['getUser', 'getuser_2', 'getUser_3'])
  })
})

describe('nearest names', () => {
  it('count an exchange of neighbours as one slip', () => {
    expect(editDistance('titel', 'title')).toBe(1)
    expect(editDistance('kitten', 'sitting')).toBe(3)
  })

  it('put what was meant first', () => {
    expect(
      nearestNames('github/creat_issue', ['github/list_issues', 'github/create_issue', 'slack/post'], 2)[0],
    ).toBe('github/create_issue')
  })
})
