import * as z from 'zod'

/**
 * Every code that the connector endpoints answer with, and what the connector does about it.
 * `retry`: send the same again later. `stop`: a person must act; the connector says so and stops asking.
 */
export const CONNECTOR_PROBLEMS = {
  'invalid-input': { status: 400, action: 'stop', title: 'The request is not valid' },
  'incomplete-body': { status: 408, action: 'retry', title: 'The request did not arrive whole' },
  'unknown-token': { status: 401, action: 'stop', title: 'The token is unknown, expired or revoked' },
  'key-unknown': {
    status: 401,
    action: 'stop',
    title: 'The enrolment key is unknown, expired, used up or revoked',
  },
  'key-scope': { status: 403, action: 'stop', title: 'The enrolment key does not allow this' },
  'name-taken': { status: 409, action: 'stop', title: 'Another proxy has this name' },
  'proxy-retired': { status: 410, action: 'stop', title: 'This proxy was retired' },
  'second-connector': { status: 409, action: 'retry', title: 'Another connector reports for this proxy' },
  'too-large': { status: 413, action: 'split', title: 'The request is too large' },
  'too-many-requests': { status: 429, action: 'retry', title: 'Too many requests' },
  'protocol-too-old': { status: 426, action: 'stop', title: 'The connector is too old for this server' },
  'not-ready': { status: 503, action: 'retry', title: 'Lockstep is not ready yet' },
} as const satisfies Record<string, { status: number; action: 'stop' | 'retry' | 'split'; title: string }>

/** The part of an RFC 9457 problem document that a connector reads. */
export const problemSchema = z.object({ code: z.string(), detail: z.string().default('') })
