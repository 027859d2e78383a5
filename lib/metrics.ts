import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { processWide } from './process-wide'

/**
 * Of this process; labels never name a commit, a proxy, a path or a person, nor are they `job` or `instance`, which Prometheus sets itself.
 * What an alert takes the increase of begins with 0: the first value that is seen of a counter is none.
 */
export interface Metrics {
  readonly registry: Registry
  readonly requestSeconds: Histogram<'method' | 'status'>
  readonly jobSeconds: Histogram<'task'>
  readonly jobFailures: Counter<'task'>
  /** Unix time of the last fetch of the mirror that worked. */
  readonly mirrorFetched: Gauge
  readonly webhooks: Counter<'event' | 'outcome'>
  /** Messages about drift that were posted, by outcome. */
  readonly alerts: Counter<'outcome'>
  /** Events for the log, by outcome. */
  readonly decisions: Counter<'outcome'>
  readonly lateDecisions: Counter
  /** Proxies that count, by state. */
  readonly proxies: Gauge<'state'>
}

/** The process's metrics, made on first use. */
export function metrics(): Metrics {
  return processWide('metrics', startMetrics)
}

/** Metrics of which nothing was counted yet. */
export function startMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const alerts = new Counter({
    name: 'lockstep_alerts_total',
    help: 'Messages about drift that were posted, by outcome: received, failed (tried again) or given-up',
    labelNames: ['outcome'],
    registers,
  })
  for (const outcome of ['received', 'failed', 'given-up']) alerts.inc({ outcome }, 0)
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'lockstep_request_seconds',
      help: 'Time to answer requests to the API',
      labelNames: ['method', 'status'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'lockstep_job_seconds',
      help: 'Time of one run of a background job',
      labelNames: ['task'],
      buckets: [0.01, 0.1, 0.5, 1, 5, 30, 120],
      registers,
    }),
    jobFailures: new Counter({
      name: 'lockstep_job_failures_total',
      help: 'Runs of background jobs that failed',
      labelNames: ['task'],
      registers,
    }),
    mirrorFetched: new Gauge({
      name: 'lockstep_mirror_fetched_timestamp_seconds',
      help: 'When the mirror was last fetched with success',
      registers,
    }),
    webhooks: new Counter({
      name: 'lockstep_webhooks_total',
      help: 'Webhook deliveries by event and outcome',
      labelNames: ['event', 'outcome'],
      registers,
    }),
    alerts,
    decisions: new Counter({
      name: 'lockstep_decisions_total',
      help: 'Events that connectors sent for the log, by outcome: accepted, duplicate (known already) or refused',
      labelNames: ['outcome'],
      registers,
    }),
    lateDecisions: new Counter({
      name: 'lockstep_late_decisions_total',
      help: 'Accepted decisions that came more than five minutes after they were made',
      registers,
    }),
    proxies: new Gauge({
      name: 'lockstep_proxies',
      help: 'Proxies by state, as this process judged them last',
      labelNames: ['state'],
      registers,
    }),
  }
}
