import { useDeferredValue, useMemo } from 'react'
import type { PolicyTestOutcome } from '@/lib/policy/test/test-report'
import type { useEngine } from './use-engine'

/** A policy with its tests, as texts of the draft or of the branch; `tests` null when it has none. */
export interface TestedTexts {
  readonly policy: string
  readonly tests: string | null
}

/** What the tests say about a policy as it is typed; undefined while they run, which never holds up typing; null without tests. */
export function useTests(
  texts: TestedTexts | null,
  engine: ReturnType<typeof useEngine>,
): PolicyTestOutcome | null | undefined {
  const policy = useDeferredValue(texts?.policy ?? null)
  const tests = useDeferredValue(texts?.tests ?? null)
  return useMemo(() => {
    if (tests === null) return null
    return engine === null || policy === null ? undefined : engine.runTests(policy, tests)
  }, [engine, policy, tests])
}
