import Link from 'next/link'
import type { ReactNode } from 'react'

export interface Crumb {
  name: string
  href: string
}

interface PageHeaderProps {
  title: ReactNode
  /** Where the page hangs; each ends in a slash. */
  crumbs?: readonly Crumb[]
  /** What the page itself is called among its like, at the end of the crumbs: "#412". */
  here?: string
  /** One sentence that answers the page's question. */
  children?: ReactNode
  actions?: ReactNode
}

/** Crumb, title, one sentence and the actions at the right. Every page begins with it. */
export function PageHeader({ title, crumbs, here, children, actions }: PageHeaderProps) {
  return (
    <div className="ph">
      <div className="grow">
        {crumbs !== undefined && crumbs.length > 0 && (
          <nav className="crumb" aria-label="Where this is">
            {crumbs.map((crumb) => (
              <span key={crumb.href} className="row" style={{ gap: 6 }}>
                <Link href={crumb.href} prefetch={false}>
                  {crumb.name}
                </Link>
                <span aria-hidden="true">/</span>
              </span>
            ))}
            {here !== undefined && <span className="num">{here}</span>}
          </nav>
        )}
        <h1>{title}</h1>
        {children !== undefined && <p className="sub">{children}</p>}
      </div>
      {actions !== undefined && <div className="acts">{actions}</div>}
    </div>
  )
}
