import { beforeAll, describe, expect, it } from 'vitest'
import { PublishedSchema } from './published-schema'

let schema: PublishedSchema
beforeAll(() => {
  schema = new PublishedSchema()
})

const REF = '/repos/{owner}/{repo}/git/ref/{ref}'
const answer = {
  ref: 'refs/heads/main',
  node_id: 'x',
  url: 'http://127.0.0.1/x',
  object: { type: 'commit', sha: 'a'.repeat(40), url: 'http://127.0.0.1/x' },
}

describe('the published schema', () => {
  it('accepts an answer as published', () => {
    expect(schema.problemsOf('GET', REF, 200, answer)).toEqual([])
  })

  it('finds a missing property', () => {
    const { node_id: _gone, ...rest } = answer
    expect(schema.problemsOf('GET', REF, 200, rest).join()).toContain("required property 'node_id'")
  })

  it('finds a wrong type and a too short sha', () => {
    const wrong = { ...answer, ref: 7, object: { ...answer.object, sha: 'abc' } }
    expect(schema.problemsOf('GET', REF, 200, wrong)).toHaveLength(2)
  })

  it('knows where null is a value and where it is not', () => {
    const comment = schema.problemsOf('GET', '/repos/{owner}/{repo}/commits/{ref}/status', 200, {
      state: null,
    })
    expect(comment.join()).toContain('/state must be string')
  })

  it('refuses routes and statuses that GitHub does not have', () => {
    expect(schema.problemsOf('GET', '/nowhere', 200, {})).toEqual(['GET /nowhere is not published'])
    expect(schema.problemsOf('GET', REF, 206, answer)).toEqual([`GET ${REF} does not document 206`])
  })
})
