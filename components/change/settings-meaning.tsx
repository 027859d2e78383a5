import { SentenceText } from '@/components/policy/sentence-text'
import { Glyph } from '@/components/ui/glyph'
import type { SettingsDifference } from '@/lib/repository/say-settings-change'

interface SettingsMeaningProps {
  readonly differences: readonly SettingsDifference[]
  readonly className?: string
}

/** What a change of `.lockstep.yaml` does from the merge on. */
export function SettingsMeaning({ differences, className = 'rows' }: SettingsMeaningProps) {
  if (differences.length === 0)
    return (
      <p className={className === 'rows' ? 's mid pad' : `s mid ${className}`}>No setting is another one.</p>
    )
  return (
    <ul className={`mean ${className}`} aria-label="What it does to the settings">
      {differences.map(({ sentence, place }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- two settings may be said alike
        <li key={index}>
          <Glyph name="note" label={null} />
          <div className="grow">
            <SentenceText sentence={sentence} />
          </div>
          {place !== null && (
            <span className="s dim num nw">
              {place.file === 'after' ? 'line' : 'was line'} {place.line}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
