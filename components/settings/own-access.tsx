import type { ReactNode } from 'react'
import { Glyph } from '@/components/ui/glyph'
import { HelpLink } from '@/components/ui/help-link'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'

interface OwnAccessProps {
  readonly person: { readonly login: string; readonly role: string }
  readonly repository: string
  readonly abilities: readonly { readonly what: string; readonly allowed: boolean; readonly why: string }[]
  /** When the forge was last asked; null when that is not known. */
  readonly checkedAt: Date | null
  /** The sentence about CODEOWNERS. */
  readonly approving: ReactNode
  readonly approves: boolean
  readonly forge: string
  readonly now: Date
}

/** What the person who looks may do, and where each right comes from. */
export function OwnAccess(props: OwnAccessProps) {
  const { person, repository, abilities, checkedAt, approving, approves, forge, now } = props
  return (
    <Panel
      title="What you may do, and why"
      note={
        <>
          <b className="b">@{person.login}</b> has {person.role} on <span className="mono">{repository}</span>
          {checkedAt !== null && (
            <>
              , asked of GitHub <Time at={checkedAt} now={now} />
            </>
          )}
        </>
      }
      more={
        <a href={forge} rel="noreferrer" data-forge>
          On GitHub
        </a>
      }
    >
      <ul className="rows abilities">
        {abilities.map(({ what, allowed, why }) => (
          <AbilityRow key={what} what={what} allowed={allowed}>
            {why}
          </AbilityRow>
        ))}
        <AbilityRow what="Approve, on GitHub" allowed={approves}>
          {approving}
        </AbilityRow>
      </ul>
      <p className="s mid foot2">
        Rights come from GitHub and are asked again after 60 s. Roles are for the whole repository: GitHub has
        none per file. Nobody’s approval counts for their own change.
      </p>
    </Panel>
  )
}

function AbilityRow({ what, allowed, children }: { what: string; allowed: boolean; children: ReactNode }) {
  return (
    <li className="li">
      <Glyph
        name={allowed ? 'passed' : 'denied'}
        tone={allowed ? undefined : 'dim'}
        label={allowed ? 'yes' : 'no'}
      />
      <div className="grow">
        <b className="b">{what}</b>
        <p className="s mid">
          {children} {!allowed && <HelpLink topic="roles">What it takes</HelpLink>}
        </p>
      </div>
    </li>
  )
}
