import type { Schema } from '@/forge/shapes/schema'
import type { AppRow, DeliveryRow } from '@/forge/state/credentials'
import { headersOf } from './deliver'

export function presentDeliveryItem(row: DeliveryRow) {
  return {
    id: row.id,
    guid: row.guid,
    delivered_at: row.deliveredAt,
    redelivery: row.redelivery,
    duration: row.duration,
    status: row.status,
    status_code: row.statusCode,
    event: row.event,
    action: row.action,
    installation_id: row.installationId,
    repository_id: row.repositoryId,
  } satisfies Schema<'hook-delivery-item'>
}

export function presentDelivery(row: DeliveryRow, app: AppRow): Schema<'hook-delivery'> {
  return {
    ...presentDeliveryItem(row),
    url: row.url,
    request: {
      headers: headersOf(app, row, JSON.stringify(row.payload)),
      payload: Object.fromEntries(Object.entries(Object(row.payload))),
    },
    response: { headers: {}, payload: null },
  }
}
