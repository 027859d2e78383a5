import type { Crumb } from '@/components/ui/page-header'
import { printable } from '@/lib/policy/describe/sentence'
import { routes } from '@/lib/routes'

/** The folders above a policy, each a link to the explorer at the same commit. */
export function folderCrumbs(path: string, at: string | undefined): Crumb[] {
  const folders = path.split('/').slice(0, -1)
  return [
    { name: 'policies', href: routes.policies({ at }) },
    ...folders.map((name, index) => ({
      name: printable(name),
      href: routes.policies({ at, team: folders.slice(0, index + 1).join('/') }),
    })),
  ]
}
