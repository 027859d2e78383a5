import { randomUUID } from 'node:crypto'
import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { signIn } from './person'
import { z } from 'zod'
import { routes } from '../lib/routes'
import { asPerson, commitToBranch, makeMalformedBranch } from './forge-client'

const MARKUP = '<img src=x onerror="globalThis.injected=1"><script>globalThis.injected=1</script>'
/** A name that is markup, turns the text around, and looks like an option. */
const HOSTILE_NAME = '--x <b onclick=1>&"\'\u202E%2e%2e;#?.yaml'
const FOLDER = 'policies/support'
const VALID = 'version: "1"\ndefault: deny\n'

/** What git takes for the name of a branch. */
const HOSTILE_BRANCH = `"><img/src=x/onerror=globalThis.injected=1>&%2e;'--x`

/** On a branch of its own, so that nobody else's pages change. */
async function hostileBranch(end = ''): Promise<{ branch: string; commit: string }> {
  const branch = `hostile-${randomUUID().slice(0, 8)}${end}`
  const commit = await commitToBranch('mara', {
    branch,
    message: `${MARKUP}\n\n\u202E${MARKUP} \u0007`,
    files: {
      [`${FOLDER}/malformed.yaml`]: `version: "1"\ntools:\n  ${MARKUP}:\n    rules: [\n  oops`,
      [`${FOLDER}/huge.yaml`]: `${VALID}# ${'x'.repeat(5 * 1024 * 1024)}\n`,
      [`${FOLDER}/binary.yaml`]: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff, 0xfe, 0, 1, 2, 3]),
      [`${FOLDER}/escape.yaml`]: { link: '../../../../../../etc/passwd' },
      [`${FOLDER}/${HOSTILE_NAME}`]: `${VALID}description: '${MARKUP.replaceAll("'", "''")}'\n`,
    },
  })
  return { branch, commit }
}

/** Looked at last, when all of the page is there. */
async function expectNothingInjected(page: Page): Promise<void> {
  expect(await page.evaluate(() => 'injected' in globalThis)).toBe(false)
  await expect(page.locator('img[src="x"]')).toHaveCount(0)
}

test('what is wrong with a file in git is said on its page, and nothing of it becomes markup', async ({
  page,
}) => {
  test.slow()
  const { commit } = await hostileBranch()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await signIn(page, 'mara', '/policies')
  const open = async (name: string) => {
    // The mirror learns of the branch by a push event or by its next look.
    await expect(async () => {
      const answer = await page.goto(routes.policy(`support/${name}`, { at: commit }))
      expect(answer?.status()).toBe(200)
      await expect(page.getByRole('heading', { level: 1 })).toContainText(name.slice(0, 5), { timeout: 2000 })
    }).toPass()
  }

  for (const [name, said] of [
    ['malformed.yaml', 'Intercept cannot load this file'],
    ['huge.yaml', 'Lockstep reads policies up to 1 MB'],
    ['binary.yaml', 'This is not a text file'],
    ['escape.yaml', 'This is a symbolic link'],
    [HOSTILE_NAME, 'What an agent may do'],
  ] as const) {
    await open(name)
    await expect(page.getByRole('main')).toContainText(said)
    await expect(page.getByRole('main')).not.toContainText('root:')
    await expectNothingInjected(page)
  }
  expect(errors).toEqual([])
})

test('a pull request made by hand with a hostile title, branch and commit message is shown as text @long', async ({
  page,
}) => {
  test.slow()
  const { branch } = await hostileBranch(HOSTILE_BRANCH)
  const call = await asPerson('mara')
  const title = `${MARKUP} \u202E${branch}`
  const body = { title, body: MARKUP, head: branch, base: 'main' }
  const { number } = z.object({ number: z.number() }).parse(await call('POST', '/pulls', body))
  try {
    await signIn(page, 'mara', '/policies')
    // There is no such page until the forge's hook was heard.
    await expect.poll(async () => (await page.request.get(routes.change(number))).status()).toBe(200)
    await page.goto(routes.change(number))
    await expect(page.getByRole('heading', { level: 1 })).toContainText('<img src=x')
    await expect(page.getByRole('main')).toContainText('malformed.yaml')
    await expect(page.getByRole('region', { name: 'Branch' })).toContainText(branch)
    await expectNothingInjected(page)
    await page.goto(`${routes.change(number)}/evidence`)
    await expect(page.getByRole('article')).toContainText('<img src=x')
    await expectNothingInjected(page)
    await page.goto(routes.changes())
    await expect(page.getByRole('main')).toContainText('<img src=x')
    await expectNothingInjected(page)
  } finally {
    await call('PATCH', `/pulls/${number}`, { state: 'closed' })
  }
})

test('a branch that git refuses keeps no other branch away, and the settings name it @long', async ({
  page,
}) => {
  test.slow()
  const malformed = `malformed-${randomUUID().slice(0, 8)}`
  makeMalformedBranch(malformed)
  try {
    const { commit } = await hostileBranch()
    await signIn(page, 'priya', '/policies')
    await expect
      .poll(async () =>
        (await page.request.get(routes.policy('support/binary.yaml', { at: commit }))).status(),
      )
      .toBe(200)
    await expect(async () => {
      await page.goto('/settings/repository')
      await expect(page.getByRole('main')).toContainText(`Branch ${malformed} is left out`, { timeout: 2000 })
    }).toPass()
    await expect(page.getByRole('main')).toContainText('git refuses as malformed')
  } finally {
    await (
      await asPerson('mara')
    )('DELETE', `/git/refs/heads/${malformed}`)
  }
})
