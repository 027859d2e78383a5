import { apiRoutes } from '@/lib/routes'

/** Browser only. A form, because signing out changes something: never a link that a page elsewhere could make the browser follow. */
export function signOut(): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = apiRoutes.signOut()
  document.body.append(form)
  form.submit()
}
