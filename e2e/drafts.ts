import { expect, type Page } from '@playwright/test'
import { stack } from './stack'

/** Makes a draft of the signed-in person's own and opens it; the editor is busy until it listens. */
export async function openDraft(page: Page, files: readonly object[], query = ''): Promise<void> {
  const headers = { origin: stack().url }
  const made = await page.request.post('/api/drafts', { headers, data: { files } })
  const { id } = await made.json()
  await page.goto(`/drafts/${id}${query}`)
  await isListening(page)
}

/** The editor is there, hears what is pressed, and has fetched what edits need. */
export async function isListening(page: Page): Promise<void> {
  await expect(page.locator('.editor[aria-busy="false"]')).toBeVisible()
}

/** The server has all that was typed. */
export async function isSaved(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible()
}
