import { PanelLoading } from '@/components/ui/panel'

export default function Loading() {
  return (
    <div style={{ paddingTop: 24 }}>
      <section className="panel" style={{ paddingTop: 12 }}>
        <PanelLoading rows={8} label="Loading the page" />
      </section>
    </div>
  )
}
