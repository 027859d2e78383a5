import { HelpLink } from '@/components/ui/help-link'
import { DiffView } from '@/components/ui/code/diff-view'
import { withWordMarks } from '@/components/ui/code/word-marks'
import { countOf } from '@/components/ui/format-number'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { printable } from '@/lib/policy/describe/sentence'
import { diffLines, diffParts, type ComparedLine } from '@/lib/policy/edit/line-diff'
import { AdoptFile, AskForFile, AwaitAnswer, RestoreFile } from './ask-host'

interface Asked {
  readonly askedBy: string
  readonly askedAt: Date
  readonly state: 'waiting' | 'silent' | 'content' | 'restored' | 'refused'
  readonly answeredAt: Date | null
  readonly error: string | null
}

interface HostFileProps {
  readonly name: string
  /** What git wants: its text, and the commit at which it was read. Null when git has no such file. */
  readonly wanted: { readonly text: string; readonly commit: string } | null
  /** The live file, as far as it was asked for lately. */
  readonly file:
    | (Asked & { readonly text: string | null; readonly masked: number; readonly keptUntil: Date | null })
    | null
  readonly restore: Asked | null
  /** Null when the viewer may ask and the connector can be asked; else why not. */
  readonly whyNotAsk: string | null
  /** The same for writing. */
  readonly whyNotRestore: string | null
  readonly now: Date
}

/** A file that was edited on its host: its difference to git once a person asked for it, and the two ways back. */
export function HostFilePanel(props: HostFileProps) {
  const { name, wanted, file, restore, whyNotAsk, now } = props
  const text = file?.text ?? null
  const lines = text === null || wanted === null ? null : diffLines(wanted.text, text)
  const [added, removed] = [count(lines, 'added'), count(lines, 'removed')]
  return (
    <Panel
      title="Edited outside git"
      note={
        lines !== null && (
          <span className="mono">
            <span className="allow">+{added}</span> <span className="deny">−{removed}</span>
          </span>
        )
      }
    >
      {lines !== null && added + removed > 0 && (
        <DiffView
          label={`What the file of ${name} has against git`}
          parts={diffParts(lines).map(shownPart)}
        />
      )}
      <div className="hostf">
        <p className="s mid">{said(props, lines)}</p>
        {file?.state === 'waiting' || restore?.state === 'waiting' ? (
          <p role="status">
            Asked <Time at={(file?.state === 'waiting' ? file : restore)?.askedAt ?? now} now={now} />;
            waiting for the connector.
            <AwaitAnswer />
          </p>
        ) : null}
        {restore !== null && restore.state !== 'waiting' && <Restored restore={restore} now={now} />}
        {whyNotAsk !== null ? (
          <p className="s">
            {whyNotAsk} <HelpLink topic="asking-the-host" />
          </p>
        ) : (
          <Actions {...props} />
        )}
      </div>
    </Panel>
  )
}

function Actions({ name, wanted, file, restore, whyNotRestore }: HostFileProps) {
  const mayAdopt = file?.text != null && file.masked === 0
  return (
    <>
      <div className="row wrap">
        {mayAdopt && <AdoptFile name={name} />}
        {whyNotRestore === null && wanted !== null && restore?.state !== 'waiting' && (
          <RestoreFile name={name} commit={wanted.commit} />
        )}
        {file?.state !== 'waiting' && <AskForFile name={name} again={file !== null} />}
      </div>
      {whyNotRestore !== null && (
        <p className="s mid">
          Restore: {whyNotRestore} <HelpLink topic="asking-the-host" />
        </p>
      )}
    </>
  )
}

function Restored({ restore, now }: { restore: Asked; now: Date }) {
  const { askedBy, answeredAt, state, error } = restore
  if (state === 'silent')
    return <p className="s drift">The connector did not answer when @{askedBy} asked to restore the file.</p>
  return (
    <p className={state === 'restored' ? 's' : 's drift'}>
      {state === 'restored' ? 'Written' : 'Not written'}{' '}
      <Time at={answeredAt ?? now} now={now} show="clock" />, asked by @{askedBy}
      {error === null ? '.' : `: ${printable(error)}`}
    </p>
  )
}

/** What is known of the file's text, in one or two sentences. */
function said({ wanted, file, now }: HostFileProps, lines: readonly ComparedLine[] | null): string {
  if (file === null || file.state === 'waiting')
    return 'Its content is in no commit, and its text is not known here. The connector sends the text once, when a person asks: secrets are masked on the host, and the text is kept here for 15 minutes.'
  if (file.state === 'silent')
    return 'The connector did not answer in time. Look whether it still runs, then ask again.'
  if (file.state === 'refused')
    return `The connector did not send it: ${printable(file.error ?? 'it did not say why')}`
  if (file.text === null) return 'The text is not kept any more, or your role does not show it. Ask again.'
  const minutes = Math.max(1, Math.ceil(((file.keptUntil?.getTime() ?? 0) - now.getTime()) / 60_000))
  const kept = `As it was on the host when @${file.askedBy} asked; kept for ${countOf(minutes, 'more minute')}.`
  const masked =
    file.masked === 0
      ? ''
      : ` ${countOf(file.masked, 'place', 'places')} in it looked like a secret and ${file.masked === 1 ? 'was' : 'were'} masked on the host, so that it cannot be adopted from here.`
  const same =
    lines !== null && lines.every(({ kind }) => kind === 'same')
      ? ' The file is what git wants: a process still holds what it loaded before. Restore has it loaded again, or restart the process.'
      : ''
  return kept + masked + same + (wanted === null ? ' Git has no such file now.' : '')
}

function shownPart(part: readonly ComparedLine[]) {
  return {
    lines: withWordMarks(part.map((line) => ({ ...line, text: printable(line.text.replace(/\r$/, '')) }))),
  }
}

function count(lines: readonly ComparedLine[] | null, kind: ComparedLine['kind']): number {
  return lines === null ? 0 : lines.filter((line) => line.kind === kind).length
}
