import { expect, type Page } from '@playwright/test'
import { openDraft } from './drafts'
import { test } from './fixtures'
import { kindOf, readLinks } from './page-links'
import { loginOf, signIn } from './person'
import { pressAll, type Pressing } from './press-controls'
import { stack } from './stack'

// Every page of the console, every control of each, and what menus, lists and dialogs hold. Nobody else is on the stack meanwhile.
test.describe.configure({ timeout: 1_200_000 })

/** What is not pressed, and where it is. */
const LEFT_ALONE: readonly { readonly name: RegExp; readonly reason: string }[] = [
  { name: /^(End|Ending|Sign out)/, reason: 'ends a session that is in use; settings.spec does' },
  { name: /^Discard$/, reason: 'the draft is needed for what is pressed next; drafts.spec does' },
  {
    name: /^Make key and command$/,
    reason: 'asks for the fields of its form first; first-visit does all of it',
  },
  { name: /^Print$/, reason: 'opens a window of the browser' },
]
/** In what another control opened. */
const LEFT_ALONE_INSIDE: typeof LEFT_ALONE = [
  { name: /^Look$/, reason: 'asks for an instant or a commit first; moment-picker does' },
  { name: /^(Close|Cancel|Done)$/, reason: 'closes it, as Escape does' },
  { name: /^(Submit|Open emergency)/, reason: 'opens a pull request; review.spec does' },
  {
    name: /^(Revoke|Retire|Renew|Restore|Acknowledge)/,
    reason: 'cannot be taken back; fleet.spec and tools.spec do',
  },
]

const HOW: Pressing = {
  leavesAlone: (name, inside) =>
    [...LEFT_ALONE, ...(inside ? LEFT_ALONE_INSIDE : [])].some((one) => one.name.test(name)),
  items: true,
}

const SETTINGS = ['repository', 'people', 'keys', 'environments', 'retention']
const SECTIONS = [
  '/',
  '/policies',
  '/changes',
  '/decisions',
  '/fleet',
  '/connect',
  '/docs',
  '/audit',
  ...SETTINGS.map((name) => `/settings/${name}`),
]
/** So many pages of one kind are opened, and so many more are only asked for: they differ in their data. */
const OPENED_PER_KIND = 2
const ASKED_PER_KIND = 20
const MOST_PAGES = 200

for (const role of ['admin', 'write', 'read'] as const) {
  test(`every link, button and item works for the role ${role}`, async ({ page }) => {
    const drafts = noteDrafts(page)
    await signIn(page, loginOf(role), '/')
    const waiting = [...SECTIONS, ...(role === 'read' ? [] : [await ownDraft(page)])]
    const seen = new Set(waiting)
    const kinds = new Map<string, number>()
    const asked: string[] = []
    const pressed = new Set<string>()
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      expect(seen.size - waiting.length - asked.length, 'pages that are opened').toBeLessThanOrEqual(
        MOST_PAGES,
      )
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      const { pages, faults } = await readLinks(page)
      expect(faults, `links of ${path}`).toEqual([])
      for (const link of pages.filter((one) => !seen.has(one) && !one.startsWith('/drafts/'))) {
        const kind = kindOf(link)
        const count = kinds.get(kind) ?? 0
        if (count >= OPENED_PER_KIND + ASKED_PER_KIND) continue
        kinds.set(kind, count + 1)
        seen.add(link)
        if (count < OPENED_PER_KIND) waiting.push(link)
        else asked.push(link)
      }
      const key = kindOf(path).replace(/\?.*/, '')
      await pressAll(page, { scope: page.getByRole('main'), path, key, pressed, how: HOW })
      if (path === '/')
        await pressAll(page, { scope: page.getByRole('banner'), path, key: 'bar', pressed, how: HOW })
    }
    const refused = []
    for (const link of asked) {
      const answer = await page.request.get(link)
      if (!answer.ok()) refused.push(`${answer.status()} ${link}`)
    }
    expect(refused, 'links that the server refuses').toEqual([])
    await discard(page, drafts)
    test.info().annotations.push({
      type: 'walked',
      description: `${kinds.size} kinds of pages, ${seen.size} addresses, ${pressed.size} controls`,
    })
    expect([...pressed].filter((one) => one.includes(' › ')).length).toBeGreaterThan(10)
  })
}

/** Drafts that are begun on the way are the person's own; nobody needs them afterwards. */
function noteDrafts(page: Page): ReadonlySet<string> {
  const drafts = new Set<string>()
  page.on('framenavigated', (frame) => {
    const id = /\/drafts\/([\w-]+)/.exec(frame.url())?.[1]
    if (id !== undefined) drafts.add(id)
  })
  return drafts
}

async function ownDraft(page: Page): Promise<string> {
  await openDraft(page, [{ basePath: 'policies/payments/stripe.yaml' }])
  return new URL(page.url()).pathname
}

async function discard(page: Page, drafts: ReadonlySet<string>): Promise<void> {
  await page.goto('/')
  for (const id of drafts)
    await page.request.delete(`/api/drafts/${id}`, { headers: { origin: stack().url } })
}
