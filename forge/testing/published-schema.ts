import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import Ajv, { type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

const ROOT = 'github'

/** Parts of GitHub's OpenAPI description that are read here. */
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}
interface Operation {
  readonly responses: Readonly<Record<string, Reference & Response>>
}
interface Response {
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>
}
interface Reference {
  readonly $ref?: string
}

let shared: PublishedSchema | undefined

/** The one instance of a test file: reading 13 MB takes most of a second. */
export function publishedSchema(): PublishedSchema {
  shared ??= new PublishedSchema()
  return shared
}

/** Checks answers against GitHub's published OpenAPI description (api.github.com). */
export class PublishedSchema {
  private readonly description: Description
  private readonly ajv = new Ajv({
    strict: false,
    allErrors: true,
    logger: false,
    // Each text is run a few times: to make it shorter takes longer than to run it.
    code: { optimize: false },
  })
  private readonly compiled = new Map<string, ValidateFunction>()
  /** Operations that were checked, e.g. `GET /repos/{owner}/{repo}`. */
  readonly checked = new Set<string>()

  constructor() {
    const package_ = createRequire(import.meta.url).resolve('@octokit/openapi')
    const path = join(dirname(package_), 'generated', 'api.github.com.json')
    const document = withoutNullable(JSON.parse(readFileSync(path, 'utf8')))
    this.description = asDescription(document)
    addFormats(this.ajv)
    this.ajv.addSchema(asSchema(document), ROOT)
  }

  /**
   * What is wrong with an answer; empty = it is as published. `path` is the path as published, or one that was really asked; a path or a
   * status that GitHub does not document is a fault too, except for statuses that any route may answer.
   */
  problemsOf(method: string, path: string, status: number, body: unknown): string[] {
    const template = this.templateOf(path)
    const name = `${method.toUpperCase()} ${template}`
    const operation = this.description.paths[template]?.[method.toLowerCase()]
    if (operation === undefined) return [`${name} is not published`]
    const response = operation.responses[String(status)]
    if (response === undefined)
      return COMMON.has(status)
        ? this.refusalFaults(name, status, body)
        : [`${name} does not document ${status}`]
    this.checked.add(name)
    const pointer = response.$ref ?? `#/paths/${encode(template)}/${method.toLowerCase()}/responses/${status}`
    const content = this.contentOf(response)
    if (content === undefined) return []
    const type = Object.keys(content).find((key) => key.includes('json'))
    if (type === undefined) return []
    return this.faultsOf(`${pointer}/content/${encode(type)}/schema`, `${name} ${status}`, body)
  }

  /** A refusal that the route does not document has the shape of all refusals, and says what it is about. */
  private refusalFaults(name: string, status: number, body: unknown): string[] {
    const { message } = asNode(body ?? {})
    const said = typeof message === 'string' && message !== '' ? [] : [`${name} ${status}: no message`]
    return [...said, ...this.faultsOf('#/components/schemas/basic-error', `${name} ${status}`, body)]
  }

  private faultsOf(pointer: string, name: string, body: unknown): string[] {
    const validate = this.compile(`${ROOT}${pointer}`)
    if (validate(body)) return []
    return (validate.errors ?? []).map(({ instancePath, message }) => `${name}: ${instancePath} ${message}`)
  }

  /** The published path that a real one belongs to: the one with the fewest open parts. Links to later pages are real paths. */
  private templateOf(path: string): string {
    if (path in this.description.paths) return path
    const parts = path.split('/')
    const fitting = Object.keys(this.description.paths).filter((template) => {
      const open = template.split('/')
      return (
        open.length === parts.length && open.every((part, i) => part.startsWith('{') || part === parts[i])
      )
    })
    return fitting.sort((a, b) => a.split('{').length - b.split('{').length)[0] ?? path
  }

  private contentOf(response: Reference & Response): Response['content'] {
    if (response.$ref === undefined) return response.content
    const found = response.$ref
      .slice(2)
      .split('/')
      .reduce<unknown>((node, key) => asNode(node)[key], this.description)
    return asResponse(found).content
  }

  private compile(reference: string): ValidateFunction {
    const known = this.compiled.get(reference)
    if (known !== undefined) return known
    const validate = this.ajv.compile({ $ref: reference })
    this.compiled.set(reference, validate)
    return validate
  }
}

/** Answers that GitHub gives everywhere without documenting them per route. */
const COMMON: ReadonlySet<number> = new Set([401, 403, 404, 405, 409, 422, 503])

function encode(part: string): string {
  return encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'))
}

/** OpenAPI 3.0 says `nullable: true` where JSON Schema has a union with null. */
function withoutNullable(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutNullable)
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node).map(
    ([key, value]) => [isLoose(key, value) ? 'anyOf' : key, withoutNullable(value)] as const,
  )
  const { nullable, ...schema } = Object.fromEntries(entries)
  return nullable === true ? { anyOf: [{ type: 'null' }, schema] } : Object.fromEntries(entries)
}

/**
 * Two habits of the published text mean "any of": `oneOf` over alternatives that overlap (two errors of which each
 * allows what the other needs), and, on one route, `allOf` over user and enterprise, which nothing can be at once.
 */
function isLoose(key: string, value: unknown): boolean {
  if (!Array.isArray(value) || (key !== 'oneOf' && key !== 'allOf')) return false
  const titles = new Set(value.map((one) => asNode(one).title))
  return key === 'oneOf' || (titles.has('Simple User') && titles.has('Enterprise'))
}

/** The package holds nothing but this document. */
function asDescription(document: unknown): Description {
  return document as Description
}

/** Ajv looks schemas up inside any document by pointer. */
function asSchema(document: unknown): Record<string, unknown> {
  return document as Record<string, unknown>
}

/** Walking a JSON pointer: each step is an object. */
function asNode(node: unknown): Record<string, unknown> {
  return node as Record<string, unknown>
}

/** A `$ref` below `responses` leads to a response. */
function asResponse(node: unknown): Response {
  return node as Response
}
