import { expect, it } from 'vitest'
import { filmStrip } from './film-strip.ts'
import { foldRun } from './run-fold.ts'
import { sampleRun } from './sample-run.testing.ts'

it('is one page without scripts in which text is only text', () => {
  const model = foldRun(sampleRun.map((event, index) => ({ seq: index + 1, event })))
  const page = filmStrip(model, {
    id: 'x_1',
    title: '<script>alert(1)</script>',
    status: 'ok',
    code: 'return "<img src=x onerror=alert(1)>"',
    answer: '[EMAIL_1] & more',
  })
  expect(page).not.toMatch(/<script|<img|javascript:/)
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(page.match(/<tr>/g)).toHaveLength(model.calls.size + 1)
  expect(page).toContain('<b class="tok">[EMAIL_1]</b>')
})
