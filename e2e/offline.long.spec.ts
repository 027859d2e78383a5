// Not that of fixtures.ts: a browser reports every request to the app that was killed.
import { expect, test } from '@playwright/test'
import { Client } from 'pg'
import { expectAccessibleInEveryLook } from './looks'
import { loginOf, signIn } from './person'
import { stack } from './stack'
import { databaseUrl, holdStill, killNine } from './victims'

// Long for what it does to everybody else: the connector of all proxies of the demo is silent.
test.describe.configure({ timeout: 240_000 })

const PATIENCE = { timeout: 90_000 }

test('of an offline proxy nothing is called live: the page says what was there at the last contact', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/fleet/everything-prod')
  const instances = page.getByRole('region', { name: 'Instances' })
  const facts = page.getByRole('region', { name: 'The four facts' })
  await expect(instances).toContainText('1 live')
  const goOn = holdStill('connector')
  try {
    await forgetContact()
    await page.goto('/fleet/everything-prod')
    await expect(page.getByRole('main')).toContainText('Offline', PATIENCE)
    await expect(instances).toContainText('1 at the last contact')
    await expect(instances).not.toContainText('live')
    await expect(facts).toContainText('1 process at the last contact')
    await expect(facts).not.toContainText('of 1 instance')
    await expectAccessibleInEveryLook(page)
  } finally {
    goOn()
  }
  await expect(async () => {
    await page.goto('/fleet/everything-prod')
    await expect(instances).toContainText('1 live', { timeout: 3000 })
  }).toPass(PATIENCE)
})

/** As five minutes of silence leave it. The app holds contacts that it has not written yet, and forgets them with its end. */
async function forgetContact(): Promise<void> {
  killNine('app')
  const client = new Client({ connectionString: databaseUrl() })
  await client.connect()
  await client.query(`UPDATE proxy_contact SET last_seen_at = now() - interval '6 minutes'`)
  await client.end()
  await expect
    .poll(
      () =>
        fetch(`${stack().url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      PATIENCE,
    )
    .toBe(true)
}
