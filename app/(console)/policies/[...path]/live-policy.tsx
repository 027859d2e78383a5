import { WhereItRuns } from '@/components/fleet/where-it-runs'
import { PolicyTraffic } from '@/components/policy/traffic'
import { landedKey, WorthALook } from '@/components/policy/worth-a-look'
import type { Context } from '@/lib/context'
import { countByRule } from '@/lib/decisions/count-by-rule'
import { coverDecisions } from '@/lib/decisions/cover-decisions'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { listFleet } from '@/lib/fleet/list-fleet'
import { knownTools } from '@/lib/fleet/tools/known-tools'
import { toolsForLint } from '@/lib/fleet/tools/tools-for-lint'
import type { PolicyFile } from '@/lib/repository/get-policy'
import { lintContent } from '@/lib/repository/lint-content'
import { readConfiguration } from '@/lib/repository/read-configuration'
import type { Revision } from '@/lib/repository/find-revision'
import { rulesSince } from '@/lib/repository/rules-since'
import type { Server } from '@/lib/server'

const SHOWN = 12

/** What is known of a policy besides its text: its proxies now, what they called and denied, and rules that never fired. At the tip only, but for what lint says. */
export async function livePolicy(
  ctx: Context,
  opened: Server,
  file: Extract<PolicyFile, { kind: 'found' }>,
  { commit, isNow }: Revision,
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
  const lint =
    loaded === null || file.sha256 === null
      ? { findings: [], count: 0 }
      : await lintContent(
          { sha256: file.sha256, path: file.repositoryPath, text: loaded.document.text },
          toolsForLint(known),
          (await readConfiguration(opened.mirror.objects, commit)).configuration,
        )
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
          lint={lint}
          traffic={traffic}
          landed={new Map(landed.map((rule) => [landedKey(rule.scope, rule.rule), rule]))}
          coverage={coverage}
          now={ctx.now}
        />
      ),
  }
}
