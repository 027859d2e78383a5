import type { Mirror } from '@/lib/git/mirror'
import { MAX_POLICY_BYTES } from '@/lib/wire/terms'
import type { LogTerms } from './take-batch'

/** What a process's log needs beside batches: policies from its mirror, and for how long it keeps decisions. */
export function logTerms({
  mirror,
  environment,
}: {
  mirror: Mirror
  environment: { DECISION_RETENTION_DAYS: number }
}): LogTerms {
  return {
    retentionDays: environment.DECISION_RETENTION_DAYS,
    readBlob: async (blob) => {
      const read = await mirror.objects.readBlob(blob, MAX_POLICY_BYTES)
      return read.kind === 'file' ? read.bytes : null
    },
  }
}
