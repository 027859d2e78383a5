import type { Context } from '@/lib/context'
import type { FleetParts } from './fleet-parts'
import { type ProxyRuns, traceVersions, type TraceVersionsInput } from './trace-versions'

/** Columns of exported runs, in their order. */
export const RUN_COLUMNS = [
  'proxy',
  'environment',
  'from',
  'until',
  'seconds',
  'state',
  'commits',
  'blobs',
  'evidence',
] as const
export type RunExportRow = Readonly<Record<(typeof RUN_COLUMNS)[number], unknown>>

/** What each proxy of a policy ran between two instants, a row for each span, proxy by proxy. For everybody who may read the fleet. */
export async function exportRuns({
  ctx,
  parts,
  input,
}: {
  readonly ctx: Context
  readonly parts: FleetParts
  readonly input: TraceVersionsInput
}): Promise<AsyncGenerator<RunExportRow[]>> {
  return pages((await traceVersions({ ctx, parts, input })).proxies)
}

async function* pages(proxies: readonly ProxyRuns[]): AsyncGenerator<RunExportRow[]> {
  for (const proxy of proxies) yield await Promise.resolve(rowsOf(proxy))
}

function rowsOf({ name, environment, spans }: ProxyRuns): RunExportRow[] {
  return spans.map(({ from, to, state, contents, evidence }) => ({
    proxy: name,
    environment,
    from: from.toISOString(),
    until: to.toISOString(),
    seconds: (to.getTime() - from.getTime()) / 1000,
    state,
    commits: contents.map(({ commit }) => commit ?? 'none').join(' '),
    blobs: contents.map(({ blob }) => blob ?? 'not known').join(' '),
    evidence,
  }))
}
