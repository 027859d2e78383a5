import * as z from 'zod'
import { mode, type Mode } from '@/lib/wire/terms'

/** More stars than anybody needs make matching slow. */
const MOST_STARS = 6
const fewStars = (pattern: string) => (pattern.match(/\*+/g) ?? []).length <= MOST_STARS
const glob = z.string().min(1).max(1024).refine(fewStars, `must have at most ${MOST_STARS} stars`)

/** What an enrolment key may enrol. Patterns: `*` stands for anything but `/`, `**` for anything. */
export const keyScope = z.strictObject({
  /** Patterns of full repository paths. */
  paths: z.array(glob).min(1).max(50),
  /** Labels that the proxy must have, with these values. */
  labels: z.record(z.string(), z.string()).default({}),
  modes: z.array(mode).min(1),
  /** Patterns of names; a name without `*` also allows enrolling that proxy again. */
  names: z
    .array(
      z
        .string()
        .regex(/^[a-z0-9*-]{1,64}$/)
        .refine(fewStars, `must have at most ${MOST_STARS} stars`),
    )
    .min(1)
    .max(50),
  /** Names of environments; null is any. */
  environments: z.array(z.string()).nullable().default(null),
})
export type KeyScope = z.infer<typeof keyScope>

export interface EnrolmentWish {
  readonly path: string
  readonly labels: Readonly<Record<string, string>>
  readonly mode: Mode
  readonly name: string
  readonly environment: string
}

/** What the key does not allow about an enrolment, in words; empty when it allows all of it. */
export function outsideScope(scope: KeyScope, wish: EnrolmentWish): string[] {
  const problems: string[] = []
  const refuse = (what: string, allowed: readonly string[]) =>
    problems.push(`${what} is outside the key's scope (${allowed.join(', ')})`)
  if (!scope.paths.some((pattern) => matchesGlob(pattern, wish.path)))
    refuse(`path ${wish.path}`, scope.paths)
  if (!scope.modes.includes(wish.mode)) refuse(`mode ${wish.mode}`, scope.modes)
  if (!scope.names.some((pattern) => matchesGlob(pattern, wish.name)))
    refuse(`name ${wish.name}`, scope.names)
  if (scope.environments !== null && !scope.environments.includes(wish.environment)) {
    refuse(`environment ${wish.environment}`, scope.environments)
  }
  for (const [label, value] of Object.entries(scope.labels)) {
    const has = label === 'env' ? wish.environment : wish.labels[label]
    if (has !== value) refuse(`label ${label}=${has ?? '(none)'}`, [`${label}=${value}`])
  }
  return problems
}

/** True when the key was made for exactly this proxy. */
export function namesExactly(scope: KeyScope, name: string): boolean {
  return scope.names.includes(name)
}

function matchesGlob(pattern: string, text: string): boolean {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) => {
      if (part === '**') return '[\\s\\S]*'
      return part === '*' ? '[^/]*' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    })
    .join('')
  return new RegExp(`^${source}$`).test(text)
}
