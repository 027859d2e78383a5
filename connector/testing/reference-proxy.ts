import { EventLog } from '@/proxy/event-log'
import { armPolicy } from '@/proxy/policy/arm-policy'
import { readPolicyFile } from '@/proxy/policy/policy-file'
import { PolicyWatch } from '@/proxy/policy/policy-watch'

/**
 * Our own proxy without its transports, put together from its own parts, so that what is in memory can be seen at any moment and it can end
 * without a word. The matrix of deliveries runs the whole program.
 */
export class ReferenceProxy {
  readonly #events: EventLog
  readonly #watch: PolicyWatch
  /** sha256 of the policy in memory. */
  digest: string

  /** Starts; throws when the policy must not be enforced. */
  constructor(config: string, eventsFolder: string, pid: number) {
    const file = readPolicyFile(config)
    const armed = armPolicy(file, () => [])
    if (armed.kind === 'refused') throw new Error(armed.errors[0])
    this.digest = armed.policy.digest
    this.#events = new EventLog(eventsFolder)
    this.#write('startup', { server: 'node', config, pid })
    this.#watch = new PolicyWatch(config, file, (changed) => {
      const next = armPolicy(changed, () => [])
      if (next.kind === 'armed') this.digest = next.policy.digest
      const [message, status] = next.kind === 'armed' ? [undefined, 'success'] : [next.errors[0], 'failure']
      this.#write('config_reload', { message, status })
    })
  }

  get instance(): string {
    return this.#events.instance
  }

  call(tool: string): void {
    this.#write('tool_call', { tool, result: 'allowed' })
  }

  stop(): void {
    this.#write('shutdown', {})
    this.kill()
  }

  /** Ends without a word. */
  kill(): void {
    this.#watch.close()
  }

  #write(type: string, fields: Parameters<EventLog['write']>[1]): void {
    this.#events.write(type, { ...fields, policy: this.digest })
  }
}
