import { describe, expect, it } from 'vitest'
import { ERRORS } from '@/lib/errors'
import { LINT_RULES } from '@/lib/policy/lint/lint-rules'
import { CONNECTOR_PROBLEMS } from '@/lib/wire/problem'
import { listDocs } from './list-docs'

describe('the documentation', () => {
  it.each([
    ['lint rule', 'lint', Object.keys(LINT_RULES)],
    ['error', 'errors', Object.keys(ERRORS)],
    ['problem of a connector', 'errors', Object.keys(CONNECTOR_PROBLEMS)],
  ])('has a page for every %s', async (_, folder, names) => {
    const slugs = new Set((await listDocs()).map(({ slug }) => slug))
    expect(names.filter((name) => !slugs.has(`${folder}/${name}`))).toEqual([])
  })

  it('has each page once, with a title and a text', async () => {
    const pages = await listDocs()
    expect(new Set(pages.map(({ slug }) => slug)).size).toBe(pages.length)
    expect(pages.filter(({ text }) => !/^# .+\n\n\S/.test(text)).map(({ slug }) => slug)).toEqual([])
  })

  it('says of an error what its status is, what it means, what to do and what a connector does', async () => {
    const text = (await listDocs()).find(({ slug }) => slug === 'errors/too-large')?.text
    expect(text).toContain('# The request is too large\n\n`too-large`, status 413')
    expect(text).toMatch(
      /## What it means\n\n.+\n\n## What to do\n\n.+\n\n## What a connector does\n\nIt sends/,
    )
  })

  it('says nothing of connectors where they never see the error', async () => {
    const text = (await listDocs()).find(({ slug }) => slug === 'errors/cross-site')?.text
    expect(text).toContain('## What to do')
    expect(text).not.toContain('connector does')
  })
})
