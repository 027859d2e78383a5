import type { RecordedProcess } from './identity.mjs'

export type LockAttempt = { kind: 'taken'; release: () => void } | { kind: 'held'; by: RecordedProcess }
export function tryLock(folder: string): LockAttempt
export function takeLock(folder: string, onWait?: (by: RecordedProcess) => void): Promise<() => void>
