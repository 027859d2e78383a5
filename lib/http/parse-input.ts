import * as z from 'zod'
import { RequestError } from '@/lib/errors'
import { entriesOf, parseBody, readBody, type BodyLimits } from './read-body'

/** A value of a query whose keys are not all named; a key that repeats is a list. */
export const queryValue = z.union([z.string(), z.array(z.string())])

/** Schemas for the three places where a request carries input. */
export interface InputSchemas<Params, Query, Body> {
  /** Of the path's parameters. */
  readonly params?: z.ZodType<Params>
  /** Of the query; a key that repeats is a list. */
  readonly query?: z.ZodType<Query>
  /** Of a JSON or form body. Leave out and call `bytes()` to read it raw. */
  readonly body?: z.ZodType<Body>
  /** Largest body, unpacked. */
  readonly maxBytes?: number
}

export interface Input<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly request: Request
  /** The raw body, unpacked; once, and only where no `body` schema was given. */
  readonly bytes: () => Promise<Uint8Array<ArrayBuffer>>
}

/** What Next gives a route handler beside the request; a route without parameters gets no record of them. */
export interface RouteParameters {
  readonly params: Promise<Record<string, string | string[] | undefined> | undefined>
}

/** Reads and checks what a request carries. Throws `invalid-input` with the names of what is wrong. */
export async function parseInput<Params, Query, Body>(
  schemas: InputSchemas<Params, Query, Body>,
  request: Request,
  route: RouteParameters,
  limits: BodyLimits,
): Promise<Input<Params, Query, Body>> {
  const bytes = () => readBody(request, { ...limits, maxBytes: schemas.maxBytes ?? limits.maxBytes })
  const params = check(schemas.params, storable(await route.params, 'path'), 'path')
  const entries = entriesOf(new URL(request.url).searchParams)
  const query = check(schemas.query, storable(entries, 'query'), 'query')
  const type = request.headers.get('content-type')
  const raw = schemas.body === undefined ? undefined : parseBody(await bytes(), type)
  return { params, query, body: check(schemas.body, raw, 'body'), request, bytes }
}

/** An address is looked up in the database, and PostgreSQL refuses U+0000 in any text. */
function storable<Values extends object | undefined>(values: Values, place: string): Values {
  const texts: unknown[] = Object.values(values ?? {}).flat()
  if (texts.some((text) => typeof text === 'string' && text.includes('\0')))
    throw new RequestError('invalid-input', `In the ${place}: no text may hold U+0000.`)
  return values
}

/** Without a schema the handler's type has nothing to read there, so nothing is given. */
function check<Value>(schema: z.ZodType<Value> | undefined, value: unknown, place: string): Value {
  if (schema === undefined) return undefined as Value
  return checkInput(schema, value, place)
}

/** A value as its schema has it. Throws `invalid-input` with the names of what is wrong; `place` says where it stood. */
export function checkInput<Value>(schema: z.ZodType<Value>, value: unknown, place: string): Value {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.slice(0, 5).map(({ path, message }) => {
    const name = path.map(String).join('.')
    return name === '' ? message : `${name}: ${message}`
  })
  throw new RequestError('invalid-input', `In the ${place}: ${problems.join('; ')}.`.slice(0, 1000))
}
