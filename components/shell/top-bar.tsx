import Link from 'next/link'
import type { ReactNode } from 'react'
import { Glyph } from '@/components/ui/glyph'
import { Mark } from '@/components/ui/icon'
import { formatAge, formatInstant } from '@/components/ui/format-time'
import { routes } from '@/lib/routes'
import { JumpButton } from './jump-button'
import { PersonMenu } from './person-menu'
import type { Preferences } from './preferences'
import type { ShellData } from './shell-data'

interface TopBarProps extends Omit<ShellData, 'tip' | 'counts'> {
  preferences: Preferences
  /** The five, with their numbers. */
  sections: ReactNode
  /** Chooses the commit or instant that is looked at. */
  moment: ReactNode
  now: Date
}

/** The only global navigation: mark, repository with its commit, five sections, jump, GitHub's freshness, person. */
export function TopBar({ repository, forge, person, sections, preferences, moment, now }: TopBarProps) {
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
      <Freshness forge={forge} now={now} />
      <PersonMenu person={person} preferences={preferences} />
    </header>
  )
}

function Freshness({ forge, now }: { forge: ShellData['forge']; now: Date }) {
  const age = forge.lastContact === null ? 'not yet' : `${formatAge(forge.lastContact, now)} ago`
  const title =
    forge.lastContact === null
      ? 'GitHub has not answered since Lockstep started'
      : `GitHub last answered ${formatInstant(forge.lastContact)}`
  return (
    <span className="syncst hide-s" title={title}>
      <Glyph
        name={forge.answers ? 'passed' : 'did-not-reload'}
        label={forge.answers ? 'reachable' : 'no answer'}
      />
      <span className="t">GitHub {age}</span>
    </span>
  )
}
