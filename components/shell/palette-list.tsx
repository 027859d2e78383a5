import { useEffect } from 'react'
import { Glyph } from '@/components/ui/glyph'
import { Icon } from '@/components/ui/icon'
import type { PaletteGlyph, PaletteItem } from './palette-item'

interface PaletteListProps {
  id: string
  items: readonly PaletteItem[]
  current: PaletteItem | undefined
  text: string
  nothing: string
  onChoose: (item: PaletteItem, inNewTab: boolean) => void
}

/** What is offered, in groups; what was typed is marked in each. */
export function PaletteList({ id, items, current, text, nothing, onChoose }: PaletteListProps) {
  const currentId = current?.id
  useEffect(() => {
    if (currentId !== undefined)
      document.getElementById(`${id}-${currentId}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, currentId])
  if (items.length === 0) {
    return (
      <div className="list" id={id}>
        <p className="none" role="status">
          {nothing}
        </p>
      </div>
    )
  }
  return (
    <div className="list" role="listbox" aria-label="Results" id={id}>
      {[...new Set(items.map(({ group }) => group))].map((group) => (
        <div key={group} role="group" aria-label={group}>
          <div className="h" aria-hidden="true">
            {group}
          </div>
          {items
            .filter((item) => item.group === group)
            .map((item) => (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above holds the focus and its keys
              <div
                key={item.id}
                id={`${id}-${item.id}`}
                role="option"
                tabIndex={-1}
                aria-selected={item === current}
                onClick={(event) => onChoose(item, event.metaKey || event.ctrlKey)}
              >
                <ItemGlyph name={item.glyph} />
                <span className="trunc">
                  {item.lead !== undefined && `${item.lead} `}
                  <span className={item.mono === true ? 'mono' : undefined}>
                    <Marked label={item.label} text={text} />
                  </span>
                </span>
                {item.note !== undefined && <span className="s dim trunc">{item.note}</span>}
              </div>
            ))}
        </div>
      ))}
    </div>
  )
}

function ItemGlyph({ name }: { name: PaletteGlyph }) {
  return name === 'file' || name === 'right' ? (
    <Icon name={name} size={14} className="dim" />
  ) : (
    <Glyph name={name} label={null} />
  )
}

function Marked({ label, text }: { label: string; text: string }) {
  const wanted = text.replace(/^[#@>]\s*/, '').toLowerCase()
  const at = wanted === '' ? -1 : label.toLowerCase().indexOf(wanted)
  if (at < 0) return label
  return (
    <>
      {label.slice(0, at)}
      <mark>{label.slice(at, at + wanted.length)}</mark>
      {label.slice(at + wanted.length)}
    </>
  )
}
