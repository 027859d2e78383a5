import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Below, StandIn } from '@/components/shell/stand-in'
import { Button } from '@/components/ui/button'
import { Glyph } from '@/components/ui/glyph'
import { HelpLink } from '@/components/ui/help-link'
import { Note } from '@/components/ui/note'
import { apiRoutes, routes } from '@/lib/routes'
import { server } from '@/lib/server'
import { currentPerson } from '@/lib/session'
import { readSignInSearch, type Search } from './search-params'

export const metadata: Metadata = { title: 'Sign in' }

/** Signing in with the forge. Whoever is signed in already goes on to where they wanted to go. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { next, problem } = readSignInSearch(await searchParams)
  const [person, { environment, mirror, repository }] = await Promise.all([currentPerson(), server()])
  if (person.kind === 'person') redirect(next ?? routes.overview())
  return (
    <StandIn
      title={`Sign in to ${repository.owner}`}
      below={<Below host={new URL(environment.LOCKSTEP_URL).host} contact={mirror.lastContact} />}
    >
      <p className="mid">
        Lockstep acts as you on GitHub, and never does more than you can. Lockstep never approves or merges.
      </p>
      {problem !== null && (
        <div style={{ marginBottom: 20 }}>
          <Note glyph="did-not-reload" tone="drift" title={problem.title}>
            {problem.next} <HelpLink topic={problem.topic} inNewTab />
          </Note>
        </div>
      )}
      <form method="post" action={apiRoutes.signIn()}>
        {next !== undefined && <input type="hidden" name="next" value={next} />}
        <Button type="submit" variant="primary" className="wide">
          Continue with GitHub
        </Button>
      </form>
      <hr />
      <WhatItAsksFor repository={`${repository.owner}/${repository.name}`} />
    </StandIn>
  )
}

function WhatItAsksFor({ repository }: { repository: string }) {
  return (
    <>
      <h2>What it asks for</h2>
      <ul className="s asks">
        <li>
          <Glyph name="passed" size={12} label={null} />
          <span>
            Read <span className="mono">{repository}</span>
          </span>
        </li>
        <li>
          <Glyph name="passed" size={12} label={null} />
          <span>Open branches and pull requests as you</span>
        </li>
        <li>
          <Glyph name="note" size={12} label={null} />
          <span>You need a role on the repository on GitHub. Its being public is not enough</span>
        </li>
        <li>
          <Glyph name="hidden" size={12} label={null} />
          <span>
            No access to other repositories. Lockstep never approves or merges: that happens on GitHub
          </span>
        </li>
      </ul>
    </>
  )
}
