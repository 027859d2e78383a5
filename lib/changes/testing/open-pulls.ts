import { FULL_NAME } from '@/forge/testing/acme'
import { STRIPE, type ChangeStage } from './change-stage'

/** What each of them changes. */
export const PULL_PATH = 'policies/payments/stripe.yaml'

const MINUTE = 60_000

/** Opens so many pull requests by hand and fetches them: long ago, so that their times do not lie within the second of a look. */
export async function openPulls({ forge: { forge }, source }: ChangeStage, count: number): Promise<void> {
  for (let index = 1; index <= count; index += 1) {
    const at = new Date(Date.now() - (count + 20 - index) * MINUTE)
    const [branch, person] = [`branch-${index}`, 'ana']
    const files = { [PULL_PATH]: STRIPE.replace('500', String(index)) }
    await forge.commitFiles({ repository: FULL_NAME, branch, files, message: 'x', person, at })
    const pull = { head: branch, base: 'main', title: `Pull ${index}`, body: '', draft: false, person, at }
    await forge.openPull({ repository: FULL_NAME, ...pull })
  }
  await source.mirror.fetch()
}
