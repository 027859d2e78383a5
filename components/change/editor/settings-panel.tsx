import { SettingsMeaning } from '@/components/change/settings-meaning'
import { HelpLink } from '@/components/ui/help-link'
import { Panel } from '@/components/ui/panel'
import type { SettingsDifference } from '@/lib/repository/say-settings-change'
import { StaleNote } from './stale-note'

interface SettingsPanelProps {
  /** Null while one side has a mistake; undefined while it is not compared yet. */
  readonly meaning: readonly SettingsDifference[] | null | undefined
  /** Of an older text than the one on screen. */
  readonly isStale: boolean
  /** Errors of the file as it is now. */
  readonly errors: number
}

/** What a draft of `.lockstep.yaml` changes, and when. */
export function SettingsPanel({ meaning, isStale, errors }: SettingsPanelProps) {
  return (
    <Panel
      title="What it means"
      note={<StaleNote isStale={isStale} note="from the merge on" doing="comparing again …" />}
      className={isStale ? 'stale' : ''}
    >
      {meaning === undefined ? (
        <p className="s mid pad">Comparing …</p>
      ) : meaning === null ? (
        <p className="s mid pad">
          {errors > 0 || isStale
            ? 'Compared when every mistake is mended: with one, the whole file counts for nothing.'
            : 'What git has has a mistake, so it cannot be compared. Environments and pins of the last valid version hold meanwhile.'}
        </p>
      ) : (
        <SettingsMeaning differences={meaning} />
      )}
      <p className="s dim foot2">
        <HelpLink topic="settings" inNewTab>
          Every setting
        </HelpLink>
      </p>
    </Panel>
  )
}
