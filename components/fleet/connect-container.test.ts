import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { connectFlags, type ConnectWish } from './connect-command'
import { dockerCommand, podContainer } from './connect-container'

const SERVER = 'https://lockstep.example'
const WISH: ConnectWish = {
  name: 'stripe-prod-1',
  path: 'payments/stripe.yaml',
  repositoryPath: 'policies/payments/stripe.yaml',
  mode: 'relay',
  engine: 'lockstep',
  environment: 'prod',
  team: 'payments',
  config: '/etc/intercept/stripe.yaml',
  events: '/var/events',
  source: '/srv/policies/stripe.yaml',
  gitUrl: 'https://forge.example/a/b.git',
  branch: 'main',
}

describe('dockerCommand', () => {
  it('mounts folders under their own paths, and lets the connector write the live one alone', () => {
    const command = dockerCommand(SERVER, WISH)
    expect(command).toContain('--volume /etc/intercept:/etc/intercept \\\n')
    expect(command).toContain('--volume /srv/policies:/srv/policies:ro')
    expect(command).toContain('--volume /var/events:/var/events:ro')
    expect(dockerCommand(SERVER, { ...WISH, mode: 'observe' })).toContain(
      '--volume /etc/intercept:/etc/intercept:ro',
    )
  })

  it('hands the key over by the environment, without its value', () => {
    expect(dockerCommand(SERVER, WISH)).toMatch(/--env LOCKSTEP_ENROL_KEY \\$/m)
    expect(dockerCommand(SERVER, WISH)).not.toContain('--enrol')
  })

  it('reaches a Lockstep of the same host, and only then shares its network', () => {
    expect(dockerCommand('http://127.0.0.1:3000', WISH)).toContain('--network host')
    expect(dockerCommand(SERVER, WISH)).not.toContain('--network')
  })

  it('keeps a hostile path one argument', () => {
    expect(dockerCommand(SERVER, { ...WISH, events: "/a'; rm -rf ~" })).toContain(
      `--volume '/a'\\''; rm -rf ~':'/a'\\''; rm -rf ~':ro`,
    )
  })
})

describe('podContainer', () => {
  it('is YAML with the flags of the command, each one argument', () => {
    const wish = { ...WISH, events: '/var/"events": [a]' }
    const [container] = parse(podContainer(SERVER, wish))
    expect(container.args).toEqual([
      'connect',
      SERVER,
      '--enrol=/enrolment/key',
      '--state-dir=/state',
      ...connectFlags(wish).map(([flag, value]) => `--${flag}=${value}`),
    ])
    expect(container.volumeMounts).toContainEqual({
      name: 'events',
      mountPath: '/var/"events": [a]',
      readOnly: true,
    })
    expect(container.volumeMounts).toContainEqual({ name: 'live', mountPath: '/etc/intercept' })
  })

  it('mounts a folder once that holds both the policy and its events', () => {
    const [container] = parse(podContainer(SERVER, { ...WISH, mode: 'pull', events: '/etc/intercept' }))
    expect(
      container.volumeMounts.filter((one: { mountPath: string }) => one.mountPath === '/etc/intercept'),
    ).toEqual([{ name: 'live', mountPath: '/etc/intercept' }])
  })
})
