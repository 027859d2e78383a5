import Link from 'next/link'
import { FileDiffView } from '@/components/policy/file-diff-view'
import { Panel } from '@/components/ui/panel'
import type { ProxyDetail } from '@/lib/fleet/get-proxy'
import { routes } from '@/lib/routes'
import type { Server } from '@/lib/server'

/** What the worst process runs against what it should run; null when both are the same, or one of them is nothing. */
export async function runningDiff(opened: Server, proxy: ProxyDetail, policy: string) {
  const { desired, evidence } = proxy
  const other = proxy.running.find(({ blob }) => blob !== desired?.blob)
  if (desired === null || other === undefined || (evidence ?? 0) < 3) return null
  // What is in no commit cannot be compared here: see the panel of what was edited.
  if (other.commit === null) return null
  const [diff] = await opened.mirror.diff(other.commit, desired.commit, { path: proxy.policyPath })
  if (diff === undefined) return null
  const { content } = diff
  return (
    <Panel
      title="Running against desired"
      note={
        content.kind === 'lines' && (
          <span className="mono">
            <span className="allow">+{content.added}</span> <span className="deny">−{content.removed}</span>
          </span>
        )
      }
      more={
        <Link
          href={routes.policy(policy, { compare: `${other.commit}...${desired.commit}` })}
          prefetch={false}
        >
          Compare
        </Link>
      }
    >
      <FileDiffView diff={diff} label="What it runs against what it should run" />
    </Panel>
  )
}
