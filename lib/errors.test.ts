import { describe, expect, it } from 'vitest'
import { ERRORS, RequestError, toProblem } from './errors'

describe('a problem document', () => {
  it('says what happened and where to read about it', () => {
    expect(toProblem(new RequestError('conflict', 'Reload the page.'), 'id-1')).toEqual({
      type: '/docs/errors/conflict',
      title: 'Somebody changed this meanwhile',
      status: 409,
      code: 'conflict',
      detail: 'Reload the page.',
      requestId: 'id-1',
    })
  })

  it.each([new Error('password=hunter2'), 'hunter2', null, { message: 'hunter2' }])(
    'of an unknown error never shows what it said',
    (error) => {
      const problem = toProblem(error, 'id-1')
      expect(problem).toMatchObject({
        status: 500,
        code: 'internal',
        detail: expect.stringContaining('id-1'),
      })
      expect(JSON.stringify(problem)).not.toContain('hunter2')
    },
  )

  it('has a status that means an error for every code', () => {
    for (const { status, title } of Object.values(ERRORS)) {
      expect(status).toBeGreaterThanOrEqual(400)
      expect(title).not.toBe('')
    }
  })
})
