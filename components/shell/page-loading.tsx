import { PanelLoading } from '@/components/ui/panel'
import type { PageOutline } from './page-outline'

/** Stands for a page that is on its way: its title is known, the rest are still bars. That it is awaited is said by the live region beside it. */
export function PageLoading({ title, columns }: PageOutline) {
  return (
    <div className="pgload" data-columns={columns}>
      <div className="ph">
        <h1 className="grow">{title}</h1>
      </div>
      <div className="pgcols" aria-hidden="true">
        {columns === 'rail' && <PanelLoading rows={6} />}
        <div className="panel">
          <PanelLoading rows={12} />
        </div>
        {columns === 'aside' && (
          <div className="panel">
            <PanelLoading rows={5} />
          </div>
        )}
      </div>
    </div>
  )
}
