import { CopyButton } from './copy-button'
import { RowLink } from './row-link'

interface ShaProps {
  /** 40 hex characters. */
  sha: string
  /** Where it goes; every sha goes somewhere. */
  href?: string
  copy?: boolean
}

/** Seven characters of a commit; the whole one in its title and on copy. */
export function Sha({ sha, href, copy = false }: ShaProps) {
  const short = sha.slice(0, 7)
  const shown =
    href === undefined ? (
      <span className="sha" title={sha}>
        {short}
      </span>
    ) : (
      <RowLink className="sha" href={href} title={sha}>
        {short}
      </RowLink>
    )
  if (!copy) return shown
  return (
    <span className="row nw" style={{ display: 'inline-flex', gap: 4 }}>
      {shown}
      <CopyButton text={sha} label={`commit ${short}`} />
    </span>
  )
}

/** A digest of content: "sha256 9f2c41aa…". */
export function Digest({ sha256, copy = false }: { sha256: string; copy?: boolean }) {
  return (
    <span className="row nw" style={{ display: 'inline-flex', gap: 4 }}>
      <span title={sha256}>
        sha256 <span className="mono">{sha256.slice(0, 8)}…</span>
      </span>
      {copy && <CopyButton text={sha256} label={`digest ${sha256.slice(0, 8)}`} />}
    </span>
  )
}
