import { WhereItRuns } from '@/components/fleet/where-it-runs'
import { PolicyTraffic } from '@/components/policy/traffic'
import { landedKey, WorthALook } from '@/components/policy/worth-a-look'
import type { Context } from '@/lib/context'
import { countByRule } from '@/lib/decisions/count-by-rule'
import { coverDecisions } from '@/lib/decisions/cover-decisions'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { listFleet } from '@/lib/fleet/list-fleet'
import { knownTools, type KnownTools } from '@/lib/fleet/tools/known-tools'
import { toolsForLint } from '@/lib/fleet/tools/tools-for-lint'
import type { LintFinding } from '@/lib/policy/lint/lint-finding'
import { lintPolicy } from '@/lib/policy/lint/lint-policy'
import type { LoadedPolicy } from '@/lib/policy/parse-policy'
import type { PolicyFile } from '@/lib/repository/get-policy'
import { rulesSince } from '@/lib/repository/rules-since'
import type { Server } from '@/lib/server'

const SHOWN = 12

/** What is known of a policy besides its text: its proxies now, what they called and denied, and rules that never fired. At the tip only. */
export async function livePolicy(
  ctx: Context,
  opened: Server,
  file: Extract<PolicyFile, { kind: 'found' }>,
  isNow: boolean,
) {
  const input = { policy: file.repositoryPath, limit: SHOWN }
  const [fleet, counts, known] = await Promise.all([
    listFleet({ ctx, parts: fleetParts(opened), input }),
    isNow ? countByRule({ ctx, input }) : null,
    isNow ? knownTools({ ctx, input }) : null,
  ])
  const { content, history } = file
  const traffic = counts === null || fleet.total === 0 ? null : new PolicyTraffic(counts)
  const since = traffic?.since ?? null
  const loaded = content.kind === 'valid' ? content.loaded : null
  const [landed, coverage] =
    loaded === null || since === null
      ? [[], null]
      : await Promise.all([
          rulesSince(opened.mirror.objects, loaded.policy, history.versions, since),
          coverDecisions({ ctx, input: { from: since, to: ctx.now, policy: file.repositoryPath } }),
        ])
  return {
    traffic,
    known,
    runs: (
      <WhereItRuns
        rows={fleet.rows}
        inSync={fleet.buckets['in-sync']}
        total={fleet.total}
        policy={file.path}
        denied={counts && new Map(counts.proxies.map(({ proxy, denied }) => [proxy, denied]))}
        now={ctx.now}
      />
    ),
    look:
      loaded === null ? null : (
        <WorthALook
          loaded={loaded}
          unknown={unknownTools(loaded, known)}
          traffic={traffic}
          landed={new Map(landed.map(({ scope, rule, at }) => [landedKey(scope, rule), at]))}
          coverage={coverage}
          now={ctx.now}
        />
      ),
  }
}

/** What the policy names and no server offers. */
function unknownTools({ document }: LoadedPolicy, known: KnownTools | null): LintFinding[] {
  const tools = toolsForLint(known)
  if (tools.toolNames === undefined) return []
  return lintPolicy(document.text, tools).filter(({ rule }) => rule === 'unknown-tool')
}
