import Form from 'next/form'
import Link from 'next/link'
import { buttonClass } from '@/components/ui/button'
import { routes, type AuditQuery } from '@/lib/routes'
import { ACTION_CHOICES } from './audit-words'

/** What narrows the trail; a plain form, so that the address keeps all of it. */
export function AuditFilters({ query }: { query: AuditQuery }) {
  const { who, action, q, from, to } = query
  const narrowed = [who, action, q, from, to].some((value) => value !== undefined)
  // Typed anew when the address changes by a link: a field keeps what it was first given otherwise.
  return (
    <Form action={routes.audit()} className="row wrap af" key={JSON.stringify(query)}>
      <label className="f">
        Who
        <input className="in" name="who" defaultValue={who} placeholder="login, proxy or job" data-filter />
      </label>
      <label className="f">
        Action
        <select className="in" name="action" defaultValue={action ?? ''}>
          <option value="">any</option>
          {ACTION_CHOICES.map(({ noun, label, actions }) => (
            <optgroup key={noun} label={label}>
              <option value={noun}>{label}, all</option>
              {actions.map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <label className="f">
        To what
        <input className="in" name="q" defaultValue={q} placeholder="proxy, key or #number" />
      </label>
      <label className="f">
        From day, UTC
        <input className="in" name="from" type="date" defaultValue={from?.slice(0, 10)} />
      </label>
      <label className="f">
        To day, UTC
        <input className="in" name="to" type="date" defaultValue={to?.slice(0, 10)} />
      </label>
      <button type="submit" className={buttonClass()}>
        Filter
      </button>
      {narrowed && (
        <Link className={buttonClass({ variant: 'ghost' })} href={routes.audit()} prefetch={false}>
          Show all
        </Link>
      )}
    </Form>
  )
}
