import type { Metadata } from 'next'
import { AdminOnly } from '@/components/settings/admin-only'
import { ConnectionSteps } from '@/components/settings/connection-steps'
import { EmergencyCheck } from '@/components/settings/emergency-check'
import { EnvironmentVariables } from '@/components/settings/environment-variables'
import { OwnersFile } from '@/components/settings/owners-file'
import { PermissionTable } from '@/components/settings/permission-table'
import { RefusedRefs } from '@/components/settings/refused-refs'
import { formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { HelpLink } from '@/components/ui/help-link'
import { Panel, PanelError } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { answerWithin } from '@/lib/answer-within'
import { askOwnerErrors, type OwnerErrors } from '@/lib/changes/ask-owner-errors'
import { checkPreparation } from '@/lib/changes/emergency/check-preparation'
import { judgePaths } from '@/lib/changes/emergency/judge-owners'
import { readCheckTimes } from '@/lib/changes/emergency/read-check-times'
import { knownOwnerErrors } from '@/lib/changes/known-owner-errors'
import { readProtection } from '@/lib/changes/rulesets/branch-protection'
import { readRequired } from '@/lib/changes/rulesets/required-reviewers'
import type { Context } from '@/lib/context'
import { sayDuration } from '@/lib/fleet/say-duration'
import { branchName } from '@/lib/git/branch-name'
import type { InstallationAnswer } from '@/lib/git/github-app'
import type { RemoteContact } from '@/lib/git/mirror'
import type { HelpTopic } from '@/lib/help-topics'
import { countDeliveries } from '@/lib/people/count-deliveries'
import type { Codeowners } from '@/lib/repository/codeowners'
import { CONFIGURATION_MAX_BYTES } from '@/lib/repository/configuration'
import { listPolicies } from '@/lib/repository/list-policies'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'
import type { CommitCodeowners } from '@/lib/repository/read-codeowners'
import { trackedHistory, type Server } from '@/lib/server'
import { DraftSettings } from '../draft-settings'
import { PATIENCE_MS } from '../patience'
import { visitSettings } from '../settings-visit'
import { variablesOf } from './variables'

export const metadata: Metadata = { title: 'Repository and GitHub App' }

/** What is Lockstep connected to, and what may it do there? */
export default async function RepositoryPage() {
  const { ctx, opened, administers, forge } = await visitSettings()
  if (!administers) {
    return <AdminOnly what="Repository and GitHub App" role={ctx.actor.role} forge={forge.repository()} />
  }
  const { app, mirror, repository } = opened
  const history = await trackedHistory(opened)
  const position = history.index.positionOf(history.tip)
  const list = await listPolicies(mirror, history.index, { commit: history.tip, position })
  const { policies, configuration, codeowners } = list
  const emergency = configuration.configuration.emergency
  const [described, owners, deliveries, settings, check] = await Promise.all([
    answerWithin(app.describeInstallation(), PATIENCE_MS),
    codeowners && ownerErrorsOf(opened, codeowners),
    countDeliveries({ ctx }),
    mirror.objects.readFile(history.tip, CONFIGURATION_PATH, CONFIGURATION_MAX_BYTES),
    preparationOf(ctx, opened, codeowners?.codeowners ?? null, {
      paths: policies.map(({ repositoryPath }) => repositoryPath),
      reviewers: emergency?.reviewers ?? [],
    }),
  ])
  const installation = described ?? SILENT
  const unreadable = policies.filter(({ state }) => state.kind !== 'valid').length
  return (
    <>
      <Panel
        title="Repository and GitHub App"
        note={<Standing answer={installation} now={ctx.now} />}
        more={
          <a href={forge.repository()} rel="noreferrer" data-forge>
            On GitHub
          </a>
        }
      >
        <ConnectionSteps
          installation={installation}
          repository={`${repository.owner}/${repository.name}`}
          branch={branchName(repository.ref)}
          tip={history.tip}
          commits={history.index.length}
          policies={policies.length}
          unreadable={unreadable}
        />
        {installation.kind === 'installed' ? (
          <PermissionTable given={installation.permissions} />
        ) : (
          <PanelError title={FAILURES[installation.kind]}>
            Policies and the fleet go on from what is known. Look again in a moment; if it stays, open the app
            on GitHub. <HelpLink topic={TOPICS[installation.kind]} />
          </PanelError>
        )}
        <p className="s mid foot2">
          GitHub has no right that opens pull requests but cannot review them.{' '}
          <b className="b">Lockstep never approves or merges</b>, and never comments with a person’s name.
        </p>
        <div className="foot2 row wrap s" style={{ gap: '6px 14px' }}>
          {deliveries.last === null ? (
            <span className="mid">No webhook has arrived in the last 7 days</span>
          ) : (
            <span className="row" style={{ gap: 6 }}>
              <Glyph name="passed" size={12} label={null} />
              <span>
                Last webhook <Time at={deliveries.last} now={ctx.now} />, {formatCount(deliveries.inADay)} in
                24 h
              </span>
            </span>
          )}
          <Fetching contact={mirror.lastContact} now={ctx.now} />
        </div>
        <RefusedRefs refused={mirror.refused} now={ctx.now} />
      </Panel>
      <OwnersFile
        file={
          codeowners && owners
            ? { path: codeowners.path, href: forge.file(history.tip, codeowners.path), found: owners }
            : null
        }
      />
      <EmergencyCheck
        reviewers={emergency?.reviewers ?? null}
        followUp={sayDuration(emergency?.followUpMs ?? 0)}
        check={check}
        draft={<DraftSettings file={settings.kind} />}
      />
      <EnvironmentVariables variables={variablesOf(opened.environment)} />
    </>
  )
}

const SILENT: InstallationAnswer = { kind: 'unreachable' }

/** Asked while the page is made, as the installation is; of a forge that is silent it is what is known. */
async function ownerErrorsOf(
  { app, repository }: Pick<Server, 'app' | 'repository'>,
  file: CommitCodeowners,
): Promise<OwnerErrors> {
  const { owner, name, ref } = repository
  const target = { owner, name, ref: branchName(ref) }
  const asked = askOwnerErrors(() => app.installationClient(), target, file.codeowners.errors)
  return (await answerWithin(asked, PATIENCE_MS)) ?? knownOwnerErrors(file)
}

/** How far the repository is prepared for an emergency, of nobody's change in particular. */
async function preparationOf(
  ctx: Context,
  { repository }: Pick<Server, 'repository'>,
  codeowners: Codeowners | null,
  { paths, reviewers }: { readonly paths: readonly string[]; readonly reviewers: readonly string[] },
) {
  const branch = branchName(repository.ref)
  const [rules, protection] = await Promise.all([readRequired(ctx, branch), readProtection(ctx, branch)])
  const judged = judgePaths(codeowners, paths, { reviewers, drafter: null, rules, protection })
  const seconds = await readCheckTimes(ctx, protection?.checks ?? [])
  return checkPreparation({ paths: judged, reviewers, branch, protection, seconds })
}

function Standing({ answer, now }: { answer: InstallationAnswer; now: Date }) {
  if (answer.kind !== 'installed') return FAILURES[answer.kind]
  return (
    <span className="row mid" style={{ gap: 5 }}>
      <Glyph name="passed" size={12} label={null} />
      <span>
        connected since <Time at={answer.since} now={now} show="day" />
      </span>
    </span>
  )
}

/** The last look at the branches themselves, which needs no webhook. */
function Fetching({ contact, now }: { contact: RemoteContact | null; now: Date }) {
  if (contact === null) return <span className="mid">The first fetch is under way</span>
  const { at, failing } = contact
  return (
    <span className="row" style={{ gap: 6 }}>
      <Glyph name={failing === null ? 'passed' : 'did-not-reload'} size={12} label={null} />
      <span>
        {failing === null ? (
          <>
            Last fetch <Time at={at} now={now} />, every 10 s even without webhooks
          </>
        ) : (
          <>
            Fetching has failed for <Time at={failing.since} now={now} show="age" />, tried every 10 s
          </>
        )}
      </span>
    </span>
  )
}

const TOPICS = {
  'not-installed': 'app',
  unreachable: 'forge-away',
  unauthorised: 'app-key',
  'rate-limited': 'forge-away',
} as const satisfies Record<keyof typeof FAILURES, HelpTopic>

const FAILURES = {
  'not-installed': 'The app is not installed on the repository.',
  unreachable: 'GitHub does not answer.',
  unauthorised: 'GitHub does not accept the app’s key.',
  'rate-limited': 'GitHub asks Lockstep to wait.',
} as const satisfies Record<Exclude<InstallationAnswer['kind'], 'installed'>, string>
