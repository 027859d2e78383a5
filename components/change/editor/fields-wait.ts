'use client'

import { createContext, useContext, useState } from 'react'

/** Whether what is typed into a field is made an edit only later: until then the draft does not say it. */
export const FieldsWait = createContext(false)

export function useFieldsWait(): boolean {
  return useContext(FieldsWait)
}

/** What a field shows: what the draft says, or what was typed while the draft could not say it yet. */
export function useShown(said: string): readonly [string, (typed: string) => void] {
  const waits = useContext(FieldsWait)
  const [typed, setTyped] = useState<string | null>(null)
  return [waits && typed !== null ? typed : said, setTyped]
}
