import type { ExportedDecision } from './export-decisions'

/** Severity numbers of OpenTelemetry's log data model: what went through, and what was or would have been denied. */
const INFO = { severityNumber: 9, severityText: 'INFO' }
const WARN = { severityNumber: 13, severityText: 'WARN' }

const RESOURCE = { attributes: [{ key: 'service.name', value: { stringValue: 'lockstep' } }] }
const SCOPE = { name: 'lockstep.decisions' }

/**
 * Decisions as lines of OpenTelemetry logs in JSON (the specification's file exporter; OTLP 1.x): one `LogsData` a page, which a collector
 * reads with its receiver for OTLP files. Times are those of the events, in whole milliseconds.
 */
export async function* otlpLines(pages: AsyncGenerator<ExportedDecision[]>): AsyncGenerator<string> {
  for await (const rows of pages) {
    if (rows.length === 0) continue
    const scopeLogs = [{ scope: SCOPE, logRecords: rows.map(logRecord) }]
    yield `${JSON.stringify({ resourceLogs: [{ resource: RESOURCE, scopeLogs }] })}\n`
  }
}

function logRecord({ at, ...row }: ExportedDecision) {
  const severity = row.result === 'allowed' ? INFO : WARN
  const body = row.message ?? `${String(row.tool)}: ${String(row.result)}`
  const attributes = Object.entries(row).flatMap(([key, value]) =>
    value === null ? [] : [{ key: `lockstep.${key}`, value: valueOf(value) }],
  )
  return {
    timeUnixNano: nanoseconds(String(at)),
    ...severity,
    eventName: 'lockstep.decision',
    body: { stringValue: String(body) },
    attributes,
  }
}

/** JSON of OTLP writes 64-bit numbers as text. */
function valueOf(value: string | number | boolean) {
  if (typeof value === 'boolean') return { boolValue: value }
  return typeof value === 'number' ? { intValue: String(value) } : { stringValue: value }
}

function nanoseconds(at: string): string {
  return `${Date.parse(at)}000000`
}
