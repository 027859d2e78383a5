import { expect } from '@playwright/test'
import { expectNoFaults, type Look } from './axe'
import { test } from './fixtures'
import { loginOf, signIn } from './person'

const LOOKS: readonly Look[] = ['usual', 'every text', 'colours']

test('a text that can hardly be read is found on a page that has no other fault, however closely it is looked at @long', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/docs')
  for (const look of LOOKS) await expectNoFaults(page, look)
  await page.locator('main').evaluate((main) => {
    const pale = document.createElement('p')
    pale.style.color = 'rgb(220 220 220)'
    // React writes a text for each part.
    pale.append(...['What', ' is', ' written', ' in', ' parts'].map((part) => document.createTextNode(part)))
    main.append(pale)
  })
  for (const look of LOOKS) await expect(expectNoFaults(page, look)).rejects.toThrow('color-contrast')
})

test('a button without a name is found', async ({ page }) => {
  await signIn(page, loginOf('read'), '/docs')
  await page.locator('main').evaluate((main) => main.append(document.createElement('button')))
  await expect(expectNoFaults(page)).rejects.toThrow('button-name')
})
