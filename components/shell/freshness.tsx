import { Glyph } from '@/components/ui/glyph'
import { formatAge, formatInstant } from '@/components/ui/format-time'
import type { ShellData } from './shell-data'

interface FreshnessProps {
  readonly forge: Pick<ShellData['forge'], 'answers' | 'lastContact'>
  readonly now: Date
}

/** Whether GitHub answers, and how long ago it last did. */
export function Freshness({ forge, now }: FreshnessProps) {
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
