import * as z from 'zod'
import { mode, type Mode } from '@/lib/wire/terms'

/** What an enrolment key may enrol. Patterns: `*` stands for anything but `/`, `**` for anything. */
export const keyScope = z.strictObject({
  /** Patterns of full repository paths. */
  paths: z.array(z.string().min(1).max(1024)).min(1).max(50),
  /** Labels that the proxy must have, with these values. */
  labels: z.record(z.string(), z.string()).default({}),
  modes: z.array(mode).min(1),
  /** Patterns of names; a name without `*` also allows enrolling that proxy again. */
  names: z
    .array(z.string().regex(/^[a-z0-9*-]{1,64}$/))
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

/** In a time that grows with stars and text alone, and no power of them: whoever holds a key chooses the text. */
function matchesGlob(pattern: string, text: string): boolean {
  let ends = new Set([0])
  for (const part of pattern.split(/(\*\*|\*)/)) {
    const next = new Set<number>()
    for (const end of ends) {
      if (part === '*' || part === '**') addStarEnds(next, part, text, end)
      else if (text.startsWith(part, end)) next.add(end + part.length)
    }
    ends = next
  }
  return ends.has(text.length)
}

/** Where a star that begins at `from` can end. From a place that is known already, all that follow are known too. */
function addStarEnds(ends: Set<number>, star: '*' | '**', text: string, from: number): void {
  for (let at = from; at <= text.length && !ends.has(at); at += 1) {
    ends.add(at)
    if (star === '*' && text[at] === '/') return
  }
}
