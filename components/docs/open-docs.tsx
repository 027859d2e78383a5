import Link from 'next/link'
import type { ReactNode } from 'react'
import { Mark } from '@/components/ui/icon'
import { routes } from '@/lib/routes'

/** The frame around the documentation for whoever is not let into the console: why they are not may be what they look for. */
export function OpenDocs({ back, children }: { back: { name: string; href: string }; children: ReactNode }) {
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="top">
        <Link className="mark" href={routes.docs()} prefetch={false}>
          <Mark />
          <span>Lockstep</span>
        </Link>
        <span className="grow" />
        {/* Another frame: the whole page is asked for. */}
        <a className="btn" href={back.href}>
          {back.name}
        </a>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  )
}
