import Link from 'next/link'
import type { ReactNode } from 'react'
import { Mark } from '@/components/ui/icon'
import { routes } from '@/lib/routes'
import { JumpButton } from './jump-button'
import { PersonMenu } from './person-menu'
import type { Preferences } from './preferences'
import type { ShellData } from './shell-data'

interface TopBarProps extends Pick<ShellData, 'repository' | 'person'> {
  preferences: Preferences
  /** The five, with their numbers. */
  sections: ReactNode
  /** Chooses the commit or instant that is looked at. */
  moment: ReactNode
  /** When GitHub last answered. */
  freshness: ReactNode
}

/** The only global navigation: mark, repository with its commit, five sections, jump, GitHub's freshness, person. */
export function TopBar({ repository, person, sections, preferences, moment, freshness }: TopBarProps) {
  return (
    <header className="top">
      <Link className="mark" href={routes.overview()} prefetch={false}>
        <Mark />
        <span>Lockstep</span>
      </Link>
      <div className="where">
        <span className="repo trunc">
          {repository.owner}/<b>{repository.name}</b>
        </span>
        {moment}
      </div>
      {sections}
      <JumpButton />
      {freshness}
      <PersonMenu person={person} preferences={preferences} />
    </header>
  )
}
