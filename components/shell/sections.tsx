'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { countOf } from '@/components/ui/format-number'
import { routes } from '@/lib/routes'
import type { ShellData } from './shell-data'

/** The five sections; the same words in address, code and table. */
export const SECTIONS = [
  { name: 'Overview', href: routes.overview(), key: 'o' },
  { name: 'Policies', href: routes.policies(), key: 'p' },
  { name: 'Changes', href: routes.changes(), key: 'c' },
  { name: 'Decisions', href: routes.decisions(), key: 'd' },
  { name: 'Fleet', href: routes.fleet(), key: 'f' },
] as const

export function Sections({ counts }: { counts: ShellData['counts'] }) {
  const path = usePathname()
  return (
    <nav className="nav" aria-label="Main">
      {SECTIONS.map(({ name, href }) => (
        <Link
          key={href}
          href={href}
          prefetch={false}
          aria-current={isWithin(path, href) ? 'page' : undefined}
        >
          {name}
          {name === 'Changes' && <Badge count={counts.openChanges} one="change" word="open" />}
          {name === 'Fleet' && (
            <Badge count={counts.drifted} one="proxy" many="proxies" word="drifted" drift />
          )}
        </Link>
      ))}
    </nav>
  )
}

function isWithin(path: string, href: string): boolean {
  // A draft is a policy that is edited, not a change yet.
  if (path.startsWith('/drafts/')) return href === routes.policies()
  if (path === routes.connect()) return href === routes.fleet()
  return href === routes.overview() ? path === href : path === href || path.startsWith(`${href}/`)
}

interface BadgeProps {
  count: number | null
  one: string
  many?: string
  word: string
  drift?: boolean
}

function Badge({ count, one, many, word, drift = false }: BadgeProps) {
  if (count === null || count === 0) return null
  const text = `${countOf(count, one, many)} ${word}`
  return (
    <span className={drift ? 'c drift' : 'c'} title={text}>
      {count}
      <span className="sr"> {text}</span>
    </span>
  )
}
