import type { Mirror } from '@/lib/git/mirror'
import { policyPathOf, testPathOf } from '@/lib/policy/test/test-path'
import { isPolicyPath, isPolicyTestPath } from '@/lib/repository/policy-path'
import type { DraftFile } from './draft-file'
import { baseText } from './draft-parts'

/** A file on the branch that belongs to one of a draft: the tests of a policy, or the policy of tests. */
export interface Companion {
  readonly path: string
  readonly blob: string
  readonly text: string
}

/** Characters of all companions of one draft: they are sent with its page. */
const MOST_CHARACTERS = 512 * 1024

/**
 * What stands at `head` beside the files of a draft and is needed to run policy tests, without what the draft itself holds. Files that are no
 * text, and those beyond the bound, are left out.
 */
export async function readCompanions(
  mirror: Mirror,
  head: string,
  files: readonly Pick<DraftFile, 'basePath' | 'path'>[],
  root: string,
): Promise<Companion[]> {
  const held = new Set(files.flatMap(({ basePath, path }) => [basePath, path]))
  const wanted = files.flatMap(({ path }) => {
    if (path === null) return []
    if (isPolicyPath(path, root)) return [testPathOf(path)]
    return isPolicyTestPath(path, root) ? [policyPathOf(path)] : []
  })
  const companions: Companion[] = []
  let size = 0
  for (const path of new Set(wanted)) {
    if (held.has(path)) continue
    const entry = await mirror.objects.entryAt(head, path)
    if (entry === null || (entry.type !== 'file' && entry.type !== 'executable')) continue
    const text = await baseText(mirror, entry.sha)
    size += text?.length ?? 0
    if (text === null || size > MOST_CHARACTERS) continue
    companions.push({ path, blob: entry.sha, text })
  }
  return companions
}
