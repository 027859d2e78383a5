import { compilePolicy, type CompiledPolicy } from '@/lib/policy/compile-policy'
import { parsePolicy, type LoadedPolicy } from '@/lib/policy/parse-policy'
import { validatePolicy } from '@/lib/policy/validate-policy'
import { ArgumentNames } from '../argument-names'
import type { PolicyFile } from './policy-file'

/** A policy that may decide calls. */
export interface ArmedPolicy {
  /** sha256 of the file's bytes, hex. */
  readonly digest: string
  readonly compiled: CompiledPolicy
  readonly argumentNames: ArgumentNames
  /** The counters that its rules name, as a store knows them. */
  readonly counters: readonly string[]
}

/** Why a file must not decide calls; `errors` in Intercept's words and order. */
export interface RefusedPolicy {
  readonly kind: 'refused'
  /** Absent when there was nothing to read. */
  readonly digest?: string
  readonly errors: readonly [string, ...string[]]
}

export type Arming = { readonly kind: 'armed'; readonly policy: ArmedPolicy } | RefusedPolicy

/** Proves a valid policy before it is armed; returns a sentence for each thing that it does wrong. */
export type SelfTest = (policy: LoadedPolicy) => readonly string[]

/** Parses, validates and self-tests what stands at the policy's path. Whatever is wrong refuses all of it. */
export function armPolicy(file: PolicyFile, selfTest: SelfTest): Arming {
  if (file.kind === 'unreadable') return { kind: 'refused', errors: [file.message] }
  const { digest } = file
  const parsed = parsePolicy(file.bytes)
  if (!parsed.ok) return { kind: 'refused', digest, errors: [parsed.loadError] }
  const [first, ...more] = validatePolicy(parsed).map(({ message }) => message)
  if (first !== undefined) return { kind: 'refused', digest, errors: [first, ...more] }
  const [wrong, ...others] = selfTest(parsed)
  if (wrong !== undefined) return { kind: 'refused', digest, errors: [wrong, ...others] }
  const compiled = compilePolicy(parsed.policy)
  const argumentNames = new ArgumentNames(parsed.policy)
  return { kind: 'armed', policy: { digest, compiled, argumentNames, counters: countersOf(compiled) } }
}

function countersOf({ tools, wildcard }: CompiledPolicy): string[] {
  const quotas = [...tools.values(), wildcard].flatMap((tool) => tool.quotas)
  return [...new Set(quotas.map(({ key }) => key))].sort()
}
