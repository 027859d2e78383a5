import { describe, expect, it } from 'vitest'
import { connectCommand, type ConnectWish } from './connect-command'

const WISH: ConnectWish = {
  name: 'stripe-prod-1',
  path: 'payments/stripe.yaml',
  repositoryPath: 'policies/payments/stripe.yaml',
  mode: 'pull',
  engine: 'lockstep',
  environment: 'prod',
  team: '',
  config: '/etc/intercept/stripe.yaml',
  events: '/var/events',
  source: '/srv/source.yaml',
  gitUrl: 'https://forge.example/a/b.git',
  branch: 'main',
}

describe('connectCommand', () => {
  const command = (wish: Partial<ConnectWish>) =>
    connectCommand('https://lockstep.example', 'lockstep', { ...WISH, ...wish })

  it('names the proxy and reads the key from standard input', () => {
    expect(command({})).toContain(
      'lockstep connect https://lockstep.example --enrol - \\\n  --name stripe-prod-1 \\\n',
    )
    expect(command({})).not.toMatch(/--source|--git-url|--label/)
  })

  it('adds what the chosen mode needs', () => {
    expect(command({ mode: 'relay' })).toContain('--source /srv/source.yaml')
    expect(command({ mode: 'git' })).toContain('--git-path policies/payments/stripe.yaml')
    expect(command({ team: 'payments' })).toContain('--label team=payments')
  })

  it('keeps a hostile path one argument', () => {
    expect(command({ path: "a'; rm -rf ~.yaml" })).toContain(`--path 'a'\\''; rm -rf ~.yaml'`)
  })
})
