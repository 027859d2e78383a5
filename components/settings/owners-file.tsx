import { InvalidOwnerLines } from '@/components/policy/invalid-owner-lines'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { OwnerErrors } from '@/lib/changes/ask-owner-errors'

interface OwnersFileProps {
  /** Null when the tracked branch has no owners file. */
  readonly file: { readonly path: string; readonly href: string; readonly found: OwnerErrors } | null
}

/** What GitHub does not take of the owners file: lines that it skips, and owners who count for nothing. */
export function OwnersFile({ file }: OwnersFileProps) {
  if (file === null)
    return (
      <Panel title="Owners file">
        <PanelEmpty title="No owners file">
          GitHub reads .github/CODEOWNERS, CODEOWNERS or docs/CODEOWNERS. The branch has none, so nobody owns
          a policy.
        </PanelEmpty>
      </Panel>
    )
  const { path, href, found } = file
  const isSure = found.saidBy === 'forge'
  return (
    <Panel title="Owners file" note={path}>
      <p className="says pad">
        <Glyph name={!isSure ? 'unverified' : found.errors.length === 0 ? 'passed' : 'note'} label={null} />
        <span>
          {isSure
            ? found.errors.length === 0
              ? 'GitHub finds nothing wrong: every line is read, and every owner exists and may write.'
              : 'What GitHub finds wrong with it:'
            : 'GitHub could not be asked. Lockstep’s own look cannot tell whether an owner exists and may write.'}
        </span>
      </p>
      {found.errors.length > 0 && (
        <div className="foot2">
          <InvalidOwnerLines errors={found.errors} hrefOf={(line) => `${href}#L${line}`} />
        </div>
      )}
    </Panel>
  )
}
