import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A policy file to try edits on. */
export interface Sample {
  readonly name: string
  readonly text: string
}

const OWN = fileURLToPath(new URL('../../../../policies', import.meta.url))
const OTHERS = fileURLToPath(new URL('../../../../../shared/samples', import.meta.url))

/** The project's own policies. */
export function ownPolicies(): Sample[] {
  return read(OWN)
}

/** Policies of others, where they are laid beside the project; else none. */
export function otherPolicies(): Sample[] {
  return existsSync(OTHERS) ? read(OTHERS) : []
}

function read(directory: string): Sample[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml') && !/(^|\/)\./.test(name) && !name.endsWith('.test.yaml'))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(`${directory}/${name}`, 'utf8') }))
}
