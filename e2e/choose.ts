import { expect, type Locator } from '@playwright/test'

/** Opens a list of ours by its field and takes one of its options. */
export async function choose(field: Locator, option: string): Promise<void> {
  await field.click()
  await field.page().getByRole('option', { name: option, exact: true }).click()
  await expect(field).toHaveText(option)
}
