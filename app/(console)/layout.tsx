import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { OpenDocs } from '@/components/docs/open-docs'
import { ForgeBanner } from '@/components/shell/forge-banner'
import { GitBanner } from '@/components/shell/git-banner'
import { parsePreferences } from '@/components/shell/preferences'
import { Providers } from '@/components/shell/providers'
import { TopBar } from '@/components/shell/top-bar'
import { branchName } from '@/lib/git/branch-name'
import type { PersonAnswer } from '@/lib/people/identify-person'
import { lastTip } from '@/lib/repository/last-tip'
import { mirrorTrouble } from '@/lib/repository/mirror-trouble'
import { server } from '@/lib/server'
import { AskServerClient } from './ask-server-client'
import { ShellClient } from './shell-client'
import { LiveFreshness, LiveSections } from './live-bar-client'
import { MomentClient } from './moment-client'
import { barCounts } from './bar-counts'
import { forgeNow } from './forge-now'
import { PageFrame } from './page-frame-client'
import { TitleAnnouncer } from './title-announcer-client'
import { routes } from '@/lib/routes'
import { currentAddress, currentPerson, requirePerson } from '@/lib/session'

/**
 * The frame around every page of the console. Whoever may not look never gets here: `requirePerson` sends them away. The documentation alone
 * is open, since it says nothing of the repository, and also why somebody cannot sign in.
 */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const asked = await currentPerson()
  if (asked.kind !== 'person' && isOfDocs(await currentAddress()))
    return <OpenDocs back={wayBack(asked)}>{children}</OpenDocs>
  const ctx = await requirePerson()
  const [jar, person, opened] = await Promise.all([cookies(), currentPerson(), server()])
  const { mirror, repository } = opened
  const reachable = person.kind === 'person' && person.roleIsFresh
  const [last, forge] = await Promise.all([
    lastTip(ctx, mirror, repository.ref),
    forgeNow(ctx, opened, reachable),
  ])
  const sha = last?.sha ?? null
  const [counts, trouble] = await Promise.all([
    barCounts(ctx, opened, sha),
    mirrorTrouble(mirror, repository.ref, last?.goneSince ?? null, ctx.now),
  ])
  const branch = branchName(repository.ref)
  const tip = sha === null ? null : { branch, sha }
  const bar = { counts, forge, at: ctx.now }
  return (
    <Providers>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <TopBar
        repository={{ owner: repository.owner, name: repository.name }}
        moment={tip === null ? null : <MomentClient tip={tip} />}
        person={ctx.actor}
        sections={<LiveSections drawn={bar} />}
        freshness={<LiveFreshness drawn={bar} />}
        preferences={parsePreferences((name) => jar.get(name)?.value)}
      />
      <PageFrame
        banner={
          forge.reachable ? (
            <GitBanner tip={tip} trouble={trouble} now={ctx.now} />
          ) : (
            <ForgeBanner tip={tip} forge={forge} now={ctx.now} />
          )
        }
      >
        <AskServerClient>{children}</AskServerClient>
      </PageFrame>
      <TitleAnnouncer />
      <ShellClient />
    </Providers>
  )
}

function isOfDocs(address: string): boolean {
  return /^\/docs(?:[/?]|$)/.test(address)
}

/** A person without a role is signed in already. */
function wayBack({ kind }: PersonAnswer): { name: string; href: string } {
  return kind === 'no-role'
    ? { name: 'Ask GitHub again', href: routes.overview() }
    : { name: 'Sign in', href: routes.signin() }
}
