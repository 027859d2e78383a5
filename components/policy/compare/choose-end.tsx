'use client'

import { useState } from 'react'
import { Popover } from '@/components/ui/popover'
import { EndSearch, type MovedEnd } from './end-search'

/** Takes another commit as one end of a comparison: one of all that changed what is compared, or any other. */
export function ChooseEnd(props: MovedEnd) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover
      title={`Choose the ${props.word} end`}
      open={isOpen}
      onOpenChange={setOpen}
      align="end"
      trigger={
        <button type="button" className="lk">
          Choose…<span className="sr"> the {props.word} end</span>
        </button>
      }
    >
      <EndSearch {...props} onChosen={() => setOpen(false)} />
    </Popover>
  )
}
