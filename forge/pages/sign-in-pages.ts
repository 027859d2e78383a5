import { html, redirect, type Answer } from '@/forge/http/answer'
import type { PageVisit } from './page-visit'
import { layout } from './layout'
import { markup, type Markup } from './markup'
import { checkForm, endSession, startSession } from './session'
import { notFound } from '@/forge/refusal'
import type { AccountRow } from '@/forge/state/records'
import { grant, readAuthorize } from '@/forge/oauth/authorize'

/** `/login`: choose whom to be on the forge's own pages. */
export function showLogin(visit: PageVisit): Answer {
  const back = localPath(visit.query.get('return_to'))
  const hidden = markup`<input type="hidden" name="return_to" value="${back}">`
  return picker(visit, 'Sign in to the local forge', '/login', hidden)
}

export function signIn(visit: PageVisit): Answer {
  const account = chosen(visit)
  return redirect(localPath(visit.form.get('return_to')), {
    'set-cookie': startSession(visit.core, account, visit.at),
  })
}

export function signOut(visit: PageVisit): Answer {
  checkForm(visit.request, visit.form)
  return redirect('/', { 'set-cookie': endSession(visit.core, visit.request, visit.at) })
}

/** `/login/oauth/authorize`: choose whom to be for an app. */
export function showAuthorize(visit: PageVisit): Answer {
  const { app } = readAuthorize(visit.core, visit.query)
  const action = `/login/oauth/authorize?${visit.query.toString()}`
  return picker(visit, `Sign in to ${app.name}`, action, markup``)
}

/** The choice: the person is also signed in on the forge itself, as on GitHub. */
export function authorize(visit: PageVisit): Answer {
  const request = readAuthorize(visit.core, visit.query)
  const account = chosen(visit)
  return redirect(grant(visit.core, request, account, visit.at), {
    'set-cookie': startSession(visit.core, account, visit.at),
  })
}

function chosen(visit: PageVisit): AccountRow {
  checkForm(visit.request, visit.form)
  const [account] = visit.core.state.accountsByLogin((visit.form.get('login') ?? '').toLowerCase())
  if (account?.type !== 'User') throw notFound()
  return account
}

function picker(visit: PageVisit, title: string, action: string, hidden: Markup): Answer {
  const people = visit.core.state.accounts.all().filter(({ type }) => type === 'User')
  const buttons = people.map(
    ({ login, name }) =>
      markup`<button class="account" name="login" value="${login}"><strong>${login}</strong> ${name}</button>`,
  )
  const content = markup`<h1>${title}</h1>
<p>This is the local forge: choose an account. There are no passwords.</p>
<form method="post" action="${action}">
<input type="hidden" name="csrf" value="${visit.visitor.csrf}">${hidden}
${people.length === 0 ? markup`<p>There are no accounts yet.</p>` : buttons}
</form>`
  const page = { title, content, account: visit.visitor.account, csrf: visit.visitor.csrf }
  return html(200, layout(page), { 'set-cookie': visit.visitor.cookies })
}

/** Only a path of this server: no way to send people elsewhere. */
function localPath(path: string | null): string {
  return path !== null && /^\/(?![/\\])/.test(path) ? path : '/'
}
