'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { routes, type SettingsPage } from '@/lib/routes'

const PAGES = [
  { page: 'repository', name: 'Repository and GitHub App' },
  { page: 'people', name: 'People' },
  { page: 'environments', name: 'Environments' },
  { page: 'keys', name: 'Enrolment keys' },
  { page: 'retention', name: 'Retention' },
] as const satisfies readonly { page: SettingsPage; name: string }[]

/** The pages of the settings. Whoever is no administrator sees which are not for them before going there. */
export function SettingsNav({ administers }: { administers: boolean }) {
  const path = usePathname()
  const nav = useRef<HTMLElement>(null)
  // On a phone the pages are a row that scrolls: the open one is brought into view.
  useEffect(() => {
    const current = nav.current?.querySelector<HTMLElement>(`[href="${path}"]`)
    if (nav.current && current) nav.current.scrollLeft = current.offsetLeft - nav.current.offsetLeft - 24
  }, [path])
  return (
    <nav aria-label="Settings" className="sn" ref={nav}>
      {PAGES.map(({ page, name }) => (
        <Link
          key={page}
          href={routes.settings(page)}
          prefetch={false}
          aria-current={path === routes.settings(page) ? 'page' : undefined}
        >
          {page === 'people' && !administers ? 'You and your sessions' : name}
          {page !== 'people' && !administers && <span className="tag dash">admin</span>}
        </Link>
      ))}
    </nav>
  )
}
