import type { components } from '@octokit/openapi-types'

/** A schema of GitHub's published OpenAPI description, by its name there. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]
