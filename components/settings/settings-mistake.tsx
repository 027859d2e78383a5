import { countOf } from '@/components/ui/format-number'
import { HelpLink } from '@/components/ui/help-link'
import { Note } from '@/components/ui/note'
import { printable } from '@/lib/policy/describe/sentence'
import type { ConfigurationProblem } from '@/lib/repository/configuration-problems'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'

interface SettingsMistakeProps {
  readonly problems: readonly ConfigurationProblem[]
  /** What brought the environments and pins in force; null while the defaults hold, left out where it is not looked up. */
  readonly commit?: string | null
}

/** What holds while `.lockstep.yaml` has a mistake; nothing without one. */
export function SettingsMistake({ problems, commit }: SettingsMistakeProps) {
  const [problem, ...more] = problems
  if (problem === undefined) return null
  const last = commit == null ? 'the last valid version' : commit.slice(0, 7)
  const holds =
    commit === null
      ? 'the defaults hold'
      : `environments and pins of ${last} hold, and of all else the defaults`
  return (
    <Note glyph="failed" tone="deny" title={`${CONFIGURATION_PATH} has a mistake, so ${holds}.`}>
      Line {problem.line}: {printable(problem.message)}
      {more.length > 0 && ` ${countOf(more.length, 'more problem')} in it.`} <HelpLink topic="settings" />
    </Note>
  )
}
