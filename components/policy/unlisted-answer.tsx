import { Glyph } from '@/components/ui/glyph'

/** What a tool gets that the policy does not list. Allowed is the exception that takes the colour. */
export function UnlistedAnswer({ answer }: { answer: string }) {
  if (answer === 'allow') {
    return (
      <span className="row s drift" style={{ gap: 6 }}>
        <Glyph name="loosens" label={null} />
        allowed
      </span>
    )
  }
  return (
    <span className="row s mid" style={{ gap: 6 }}>
      <Glyph name="denied" tone="dim" label={null} />
      {answer === 'deny' ? 'denied' : `“${answer}”`}
    </span>
  )
}
