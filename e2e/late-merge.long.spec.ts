import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { test } from './fixtures'
import { dataFolder, inMain, mergeChange } from './forge-client'
import { expectAccessibleInEveryLook } from './looks'
import { loginOf, signIn } from './person'
import { holdStill } from './victims'

test('what a proxy decided before a merge reached it reads well in every look', async ({ page }) => {
  const path = 'policies/platform/everything.yaml'
  const text = (await inMain(path)).toString('utf8')
  const decided = () => decisionsOf('everything-prod')
  const goOn = holdStill('connector')
  let number: number
  try {
    number = await mergeChange('Reach the proxy late', { [path]: `${text}# late\n` })
    const before = decided()
    await expect.poll(decided, { timeout: 90_000 }).toBeGreaterThan(before)
  } finally {
    goOn()
  }
  await signIn(page, loginOf('read'), '/changes')
  await page.goto(`/changes/${number}`)
  const exposed = page.getByRole('region', { name: 'Decided before it ran' })
  await expect(exposed.getByRole('link', { name: 'everything-prod' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('All 2 proxies run it.')).toBeVisible({ timeout: 60_000 })
  await expectAccessibleInEveryLook(page)
})

/** How many calls a proxy of the demo has decided, by its own event file. */
function decisionsOf(proxy: string): number {
  const folder = join(dataFolder(), 'demo', proxy, 'events')
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('')
    .split('"tool_call"').length
}
