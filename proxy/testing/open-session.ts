import { Session } from '../session'
import { enforcerFor } from './enforcer'

const POLICY = `
version: "1"
default: deny
hide: [secret_tool]
tools:
  echo: { rules: [] }
  delete_repo: { rules: [{ name: never, action: deny, on_deny: "No <deleting>." }] }
  pay:
    rules:
      - { name: budget, rate_limit: 2/day, on_deny: "Two a day." }
  mail:
    rules:
      - name: inside
        conditions:
          - { path: args.n, op: lte, value: 10 }
          - { path: args.bcc, op: exists, value: false }
          - { path: args.to.address, op: neq, value: '' }
  store:
    rules: [{ name: given, conditions: [{ path: args.content, op: exists, value: true }] }]
  post:
    rules:
      - { name: one, conditions: [{ path: args.channel, op: in, value: [7, 1234567890123456789] }] }
      - { name: any, conditions: [{ path: args.size, op: lte, value: 1.0e30 }] }
  limited:
    rules: [{ name: small, conditions: [{ path: args.n, op: lte, value: 10 }] }]
`

/** A session over a policy with a rule of each kind; `send` is the client's side, `receive` the server's. */
export function openSession(more: Parameters<typeof enforcerFor>[1] = {}) {
  const { enforcer, ...rest } = enforcerFor(POLICY, more)
  const session = new Session(enforcer)
  const send = (text: string | Uint8Array) => {
    const passage = session.fromClient(typeof text === 'string' ? Buffer.from(text) : text, true)
    const forward =
      passage.forward === undefined ? undefined : Buffer.from(passage.forward).toString('latin1')
    return { forward, reply: passage.reply }
  }
  const receive = (text: string) => session.fromServer(Buffer.from(text)).toString('utf8')
  return { enforcer, session, send, receive, ...rest }
}

/** The line of a call. */
export function call(tool: string, args: object = {}, id: unknown = 1): string {
  return `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: tool, arguments: args } })}\n`
}
