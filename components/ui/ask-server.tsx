'use client'

import { createContext, useContext } from 'react'
import type { Refused } from './refusal'

/** What came of a question: the answer's body, or why there is none, in words for the person. */
export type Asked = { readonly ok: true; readonly body: unknown } | ({ readonly ok: false } & Refused)

/** Asks the server at an address of `lib/routes.ts`. Never rejects: what goes wrong is an answer too. */
export interface AskServer {
  readonly readJson: (address: string, signal: AbortSignal) => Promise<Asked>
  readonly postJson: (address: string, body: unknown) => Promise<Asked>
  /** Removes what the address stands for. */
  readonly deleteAt: (address: string) => Promise<Asked>
}

const Asking = createContext<AskServer | null>(null)

/** Components never fetch: app/ passes the asking in, around each page. */
export const AskServerProvider = Asking.Provider

/** The way to ask the server that app/ passed in. */
export function useAskServer(): AskServer {
  const asking = useContext(Asking)
  if (asking === null) throw new Error('nobody passed in how to ask the server: see AskServerProvider')
  return asking
}

/** Null when it was done, else the reason. */
export function whyNot(asked: Asked): Refused | null {
  return asked.ok ? null : asked
}
