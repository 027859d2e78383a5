import { CopyButton } from '@/components/ui/copy-button'
import { formatInstant } from '@/components/ui/format-time'

/** The text of a key that was just made, and how it gets to a host. */
export function MadeKeyText({ text, expiresAt }: { text: string; expiresAt: Date }) {
  return (
    <div className="key0" style={{ marginTop: 0 }}>
      <div className="row wrap">
        <code className="mono b" aria-label="Enrolment key">
          {text}
        </code>
        <CopyButton text={text} label="key" words="Copy key" className="btn sm" />
      </div>
      <p className="s mid" style={{ marginTop: 6 }}>
        It ends on {formatInstant(expiresAt)}. Give it to{' '}
        <span className="mono">lockstep connect --enrol -</span> on standard input or in{' '}
        <span className="mono">LOCKSTEP_ENROL_KEY</span>, never in a command line.
      </p>
    </div>
  )
}
