import { expect } from '@playwright/test'
import { formatAge } from '@/components/ui/format-time'
import { test } from './fixtures'
import { expectListening, loginOf, signIn } from './person'

test('a page that nothing renders again says every minute anew how long ago GitHub answered', async ({
  page,
}) => {
  await page.clock.install()
  await signIn(page, loginOf('read'), '/docs/concepts')
  await expectListening(page)
  const answered = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/api/bar')
  // It looks every 15 s what has grown old.
  await page.clock.fastForward(76_000)
  const { lastContact, at } = await (await answered).json()
  const age = formatAge(new Date(lastContact), new Date(at))
  await expect(page.getByRole('banner').getByText(/^GitHub \d+/)).toHaveText(`GitHub ${age} ago`)
})
