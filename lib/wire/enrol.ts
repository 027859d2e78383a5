import * as z from 'zod'
import { engine, hostText, labels, mode, proxyName } from './terms'

/** Prefix of enrolment keys; `lib/log.ts` masks whatever starts with it. */
export const KEY_PREFIX = 'lsk_'
/** Prefix of connector tokens; masked as well. */
export const TOKEN_PREFIX = 'lst_'

/** `POST /api/connector/v1/enrol`. The key stands in the body; programs take it from standard input or the environment, never argv. */
export const enrolRequest = z.strictObject({
  key: z
    .string()
    .regex(/^lsk_[A-Za-z0-9_-]{43}$/, 'is not an enrolment key: copy it again from the Connect page'),
  /** Made and kept on disk before the first try: the same key and id within 24 h return the same proxy with a new token. */
  enrolmentId: z.uuid(),
  name: proxyName,
  /** Policy relative to the root, or by its full repository path. */
  path: hostText(1024).min(1),
  /** Name of the environment in `.lockstep.yaml`. When left out, the label `env` or the default environment. */
  environment: proxyName.optional(),
  labels: labels.default({}),
  mode,
  engine,
  /** Replicas: retired by themselves after 24 h offline. */
  ephemeral: z.boolean().default(false),
  host: z.strictObject({
    hostname: hostText(253),
    platform: hostText(60),
    connector: hostText(60),
    livePath: hostText(4096),
    eventsPath: hostText(4096).nullable(),
    sourcePath: hostText(4096).nullable().default(null),
    deliveryTool: hostText(120).nullable().default(null),
    restartCommand: z.boolean().default(false),
  }),
})
export type EnrolRequest = z.infer<typeof enrolRequest>

export const enrolAnswer = z.object({
  proxyId: z.uuid(),
  name: proxyName,
  /** Full repository path that the proxy may use. */
  path: z.string(),
  environment: z.string(),
  token: z.string(),
  /** After this the token is refused; rotate it before with `POST /token`. */
  tokenExpiresAt: z.string(),
  /** Seconds between keep-alives. */
  intervalS: z.number().int().positive(),
})
export type EnrolAnswer = z.infer<typeof enrolAnswer>

/** The first version of the protocol in which a connector renews its token when the answer to a report asks it to. */
export const RENEWS_SINCE = 2

/** `POST /api/connector/v1/token`: an empty body; the old token is valid ten more minutes. */
export const tokenAnswer = z.object({ token: z.string(), tokenExpiresAt: z.string() })
export type TokenAnswer = z.infer<typeof tokenAnswer>
