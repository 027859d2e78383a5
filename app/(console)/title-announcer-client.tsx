'use client'

import { useEffect, useState } from 'react'

/** What the document is called while a page's own title is on its way; see instrumentation-client.ts. */
const NONE_YET = 'Lockstep'

/**
 * Tells a screen reader which page has come, once the page has its own title. Next tells the title that stands when the page is drawn, which
 * is that of no page where the page's own is late; its announcer is silenced in base.css.
 */
export function TitleAnnouncer() {
  const [told, setTold] = useState('')
  useEffect(() => {
    // Of the page that the browser loaded, and told itself.
    let last = document.title
    const observer = new MutationObserver(() => {
      const { title } = document
      if (title === NONE_YET || title === '' || title === last) return
      last = title
      setTold(title)
    })
    observer.observe(document.head, { childList: true, subtree: true, characterData: true })
    return () => observer.disconnect()
  }, [])
  return (
    <p className="sr" role="alert" data-announcer>
      {told}
    </p>
  )
}
