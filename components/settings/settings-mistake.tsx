import { HelpLink } from '@/components/ui/help-link'
import { Note } from '@/components/ui/note'
import { printable } from '@/lib/policy/describe/sentence'
import type { ConfigurationProblem } from '@/lib/repository/configuration-problems'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'

interface SettingsMistakeProps {
  readonly problem: ConfigurationProblem
  /** What brought the environments and pins in force; null while the defaults hold. */
  readonly commit: string | null
}

/** What the fleet follows while `.lockstep.yaml` on the branch has a mistake. */
export function SettingsMistake({ problem, commit }: SettingsMistakeProps) {
  const holds =
    commit === null
      ? 'the defaults hold'
      : `environments and pins of ${commit.slice(0, 7)} hold, and of all else the defaults`
  return (
    <Note glyph="failed" tone="deny" title={`${CONFIGURATION_PATH} has a mistake, so ${holds}.`}>
      Line {problem.line}: {printable(problem.message)} <HelpLink topic="settings" />
    </Note>
  )
}
