import { expect, it } from 'vitest'
import { readPages } from './read-pages'

it('reads the documentation once, however often and whoever asks', async () => {
  const pages = await readPages()
  expect(pages.map(({ slug }) => slug)).toContain('errors/too-large')
  expect(await readPages()).toBe(pages)
})
