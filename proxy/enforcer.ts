import type { CounterStore } from '@/lib/policy/counters'
import type { Decision, Reservation } from '@/lib/policy/decision'
import { evaluate } from '@/lib/policy/evaluate'
import { rollBack } from '@/lib/policy/reserve'
import { argumentKeys, recordedArguments } from './call-arguments'
import { decodeCall } from './decode-call'
import type { EventFields, EventLog } from './event-log'
import type { ArmedPolicy } from './policy/arm-policy'
import { ToolInventory, toolFields, type ListRequest, type ToolPage } from './tool-list'

/** What a client says it is. */
export interface ClientInfo {
  readonly name: string
  readonly version: string
}

/** A judged call. */
export interface CallRecord {
  /** It goes to the server. */
  readonly forward: boolean
  /** Finds the event of this decision: the instance and the event's number. */
  readonly decision: string
  /** Of a denial. */
  readonly message: string
  readonly reservations: readonly Reservation[]
}

/** A message that is refused before any rule is asked. */
export interface Refusal {
  readonly why: string
  readonly tool?: string | undefined
  readonly client: ClientInfo | undefined
}

export interface EnforcerOptions {
  readonly policy: ArmedPolicy
  readonly counters: CounterStore
  readonly events: EventLog
  /** Everything passes; events say what would have been denied. */
  readonly observeOnly: boolean
  /** Names of the arguments whose values are recorded; `*` = all. */
  readonly recordArguments: ReadonlySet<string>
}

type Denial = Extract<Decision, { result: 'denied' }>

/** Stands in an event where Intercept would not have judged the call at all. */
const UNDECODABLE = '(undecodable)'

/** Judges calls by the policy that is armed, and writes an event for each. One for all clients of a process. */
export class Enforcer {
  /** Changes with each reload; a call is judged by one policy from its start to its end. */
  policy: ArmedPolicy
  readonly #options: EnforcerOptions
  readonly #inventory = new ToolInventory()

  constructor(options: EnforcerOptions) {
    this.policy = options.policy
    this.#options = options
  }

  /** Judges one call; `text` is its whole JSON. Never throws: what goes wrong here denies. */
  decide(tool: string, text: string, client: ClientInfo | undefined): CallRecord {
    const call = decodeCall(text)
    if (call?.tool !== tool)
      return this.#undecodable('it holds a value that not every program reads in the same way', tool, client)
    const doubt = this.policy.argumentNames.findDoubt(tool, call.args)
    if (doubt !== undefined) return this.#undecodable(doubt, tool, client)
    const decision = this.#evaluate(tool, call.args)
    const denied = decision.result === 'denied' ? decision : undefined
    const id = this.#write(tool, denied, client, {
      args_hash: call.argsHash,
      arg_keys: argumentKeys(call.args),
      args: recordedArguments(call.args, this.#options.recordArguments),
    })
    return {
      forward: denied === undefined || this.#options.observeOnly,
      decision: id,
      message: denied?.message ?? '',
      reservations: decision.result === 'allowed' ? decision.reservations : [],
    }
  }

  #undecodable(why: string, tool: string, client: ClientInfo | undefined): CallRecord {
    const message = `The call cannot be judged: ${why}.`
    const { enforced, decision } = this.refuse({ why: message, tool, client })
    return { forward: !enforced, decision, message, reservations: [] }
  }

  /** Denies what cannot be judged. `enforced` is false when only observing: then it passes. */
  refuse({ why, tool, client }: Refusal): { enforced: boolean; decision: string } {
    const denied = { result: 'denied' as const, rule: UNDECODABLE, message: why }
    return { enforced: !this.#options.observeOnly, decision: this.#write(tool ?? '', denied, client, {}) }
  }

  /**
   * Gives a call's reservations back: the server answered it with an error. Not those of a window that is over, as Intercept does: slow
   * errors would give an agent a share of the next one for each of the last.
   */
  rollBack({ reservations }: CallRecord): void {
    const open = reservations.filter(({ until }) => Date.now() < until)
    rollBack(open, this.#options.counters)
  }

  /** Whether the policy keeps a tool out of lists. */
  hides(tool: string): boolean {
    const { hidden } = this.policy.compiled
    return !this.#options.observeOnly && (hidden.has('*') || hidden.has(tool))
  }

  /** Takes a page of the server's tools; writes an event when the whole list is new or changed. */
  sawTools(page: ToolPage, request: ListRequest): void {
    const tools = this.#inventory.add(page, request)
    if (tools !== undefined)
      this.#options.events.write('tools', { ...toolFields(tools), policy: this.policy.digest })
  }

  #evaluate(tool: string, args: Readonly<Record<string, unknown>>): Decision {
    try {
      return evaluate(this.policy.compiled, { tool, args }, this.#options.counters, new Date())
    } catch {
      return { result: 'denied', message: 'Internal policy error' }
    }
  }

  /** Intercept's fields in Intercept's order, then ours; returns the decision's id. */
  #write(
    tool: string,
    denied: Denial | undefined,
    client: ClientInfo | undefined,
    { args_hash, ...more }: EventFields,
  ): string {
    const { events, observeOnly } = this.#options
    const decision = `${events.instance}-${events.nextSeq}`
    events.write('tool_call', {
      tool: tool === '' ? undefined : tool,
      result: denied === undefined || observeOnly ? 'allowed' : 'denied',
      args_hash,
      rule: denied?.rule,
      message: denied?.message,
      would_deny: denied !== undefined && observeOnly ? true : undefined,
      policy: this.policy.digest,
      decision,
      client: client === undefined ? undefined : { ...client },
      ...more,
    })
    return decision
  }
}
