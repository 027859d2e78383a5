import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { scratchRepository } from '@/lib/git/scratch-repository'
import { CLI_FILE } from '@/scripts/build-cli'
import {
  enrolment,
  finds,
  host,
  POLICY,
  problems,
  type Host,
  LOCAL,
  settingsFor,
} from '../testing/doctor-host'

describe('a host on which nothing is wrong', () => {
  it.each(['pull', 'observe'] as const)('has no finding in mode %s', async (mode) => {
    expect(await problems(host(), { mode })).toEqual([])
  })

  it('has none in mode relay behind a link that is swapped', async () => {
    const one = host()
    symlinkSync('source', one.at('current'))
    expect(await problems(one, { mode: 'relay', source: one.at('current', 'policy.yaml') })).toEqual([])
  })

  it('has none on the mounts of this machine', async () => {
    expect(await problems(host(), { mounts: readFileSync('/proc/self/mountinfo', 'utf8') })).toEqual([])
  })
})

describe('the live path', () => {
  it('is missing', async () => {
    const one = { ...host(), config: '/nowhere/policy.yaml' }
    expect(await problems(one, { mode: 'observe' })).toEqual(finds('cannot be used: it does not exist'))
  })

  it('is not there yet: no problem where the connector makes it, and one where its folder is missing too', async () => {
    const one = host()
    expect(await problems({ ...one, config: one.at('live', 'first.yaml') })).toEqual(
      finds('does not exist yet: the connector makes it'),
    )
    expect(await problems({ ...one, config: one.at('none', 'first.yaml') })).toContainEqual(
      expect.stringContaining('cannot be used: it does not exist'),
    )
  })

  it('is a link: a problem where somebody else writes it, a note where the connector does', async () => {
    const one = host()
    symlinkSync('policy.yaml', one.at('live', 'link.yaml'))
    const linked = { ...one, config: one.at('live', 'link.yaml') }
    expect(await problems(linked, { mode: 'observe' })).toEqual(
      finds('is a link: when it is pointed elsewhere'),
    )
    expect(await problems(linked)).toEqual(finds('is a link; its target is written in place'))
  })

  it('is a ConfigMap mount, also behind a link of its own', async () => {
    const one = host()
    mkdirSync(one.at('map', '..2026_11_27'), { recursive: true })
    writeFileSync(one.at('map', '..2026_11_27', 'policy.yaml'), POLICY)
    symlinkSync('..2026_11_27', one.at('map', '..data'))
    symlinkSync('..data/policy.yaml', one.at('map', 'policy.yaml'))
    symlinkSync(one.at('map', 'policy.yaml'), one.at('live', 'link.yaml'))
    for (const config of [one.at('map', 'policy.yaml'), one.at('live', 'link.yaml')])
      expect(await problems({ ...one, config }, { mode: 'observe' })).toEqual(
        finds('is a ConfigMap or Secret mount'),
      )
  })

  it('lies in a git checkout, at any depth', async () => {
    const one = host()
    mkdirSync(one.at('.git'))
    expect(await problems(one)).toEqual(finds('lies in the git checkout'))
  })

  it.each([
    ['a subPath of Kubernetes', '/var/lib/kubelet/pods/1/volume-subpaths/policies/proxy/0', 'ext4'],
    ['a bind mount of one file', '/srv/policy.yaml', 'ext4'],
  ])('is %s', async (_, root, type) => {
    const one = host()
    const mounts = (path: string) =>
      `${LOCAL}2101 27 254:0 ${root} ${path.replaceAll(' ', '\\040')} rw,relatime master:1 - ${type} /dev/vda rw\n`
    expect(await problems(one, { mounts: mounts(one.config) })).toEqual(finds('is mounted as a single file'))
    expect(await problems(one, { mounts: mounts(dirname(one.config)) })).toEqual([])
  })

  it.each(['nfs4', 'cifs', 'fuse.s3fs', '9p', 'ceph'])('lies on a network file system: %s', async (type) => {
    const one = host()
    const line = (path: string) =>
      `${LOCAL}90 27 0:51 / ${path.replaceAll(' ', '\\040')} rw shared:7 - ${type} far:/x rw\n`
    expect(await problems(one, { mounts: line(dirname(one.config)) })).toEqual(
      finds(`network file system (${type})`),
    )
    expect(await problems(one, { mounts: line(one.at('elsewhere')) })).toEqual([])
  })
})

describe('the source of mode relay', () => {
  it('is missing', async () => {
    const one = host()
    expect(await problems(one, { mode: 'relay', source: one.at('source', 'none.yaml') })).toEqual(
      finds('none.yaml cannot be read'),
    )
  })

  it('is mounted as a single file, so that nothing new ever arrives', async () => {
    const one = host()
    const source = one.at('source', 'policy.yaml')
    const mounts = `${LOCAL}90 27 254:0 /x ${source.replaceAll(' ', '\\040')} ro - ext4 /dev/vda rw\n`
    expect(await problems(one, { mode: 'relay', source, mounts })).toEqual(
      finds('is mounted as a single file'),
    )
  })
})

describe('permissions', () => {
  /** The doctor as a user who may do less than the owner of the files. */
  function asAnother(one: Host): string {
    const settings = one.at('proxies.yaml')
    const proxy = { ...settingsFor(one), name: 'proxy' }
    writeFileSync(settings, JSON.stringify({ server: 'https://127.0.0.1:9', proxies: [proxy] }))
    copyFileSync(CLI_FILE, one.at('lockstep.mjs'))
    for (const path of [one.at(), settings, one.at('lockstep.mjs')]) chmodSync(path, 0o755)
    const other = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const args = [
      one.at('lockstep.mjs'),
      'connect',
      'doctor',
      '--file',
      settings,
      '--state-dir',
      one.at('state'),
    ]
    const { stdout, stderr } = spawnSync(process.execPath, args, { ...other, encoding: 'utf8' })
    expect(stderr).toBe('')
    return stdout
  }

  it('are those of the user who runs it: file, events and state are named one by one', () => {
    const one = host()
    chmodSync(one.config, 0o444)
    chmodSync(one.events, 0o000)
    chmodSync(one.at('state', 'proxy'), 0o555)
    const said = asAnother(one)
    chmodSync(one.events, 0o755)
    chmodSync(one.at('state', 'proxy'), 0o755)
    expect(said).toContain(
      `problem proxy: ${one.config} cannot be written by this user\n        Run the connector as`,
    )
    expect(said).toContain(`problem proxy: the folder of events ${one.events} cannot be read`)
    expect(said).toContain(`problem proxy: the state directory ${one.at('state', 'proxy')} cannot be written`)
  })

  it('are no finding where they suffice', () => {
    const one = host()
    chmodSync(one.config, 0o666)
    chmodSync(one.at('state', 'proxy'), 0o777)
    const said = asAnother(one)
    expect(said).toContain(`ok      proxy: ${one.config} can be written`)
    expect(said).not.toMatch(/problem proxy/)
  })
})

describe('mode git', () => {
  it('finds the branch, or says that it is not there, or that nothing can be fetched', async () => {
    const remote = await scratchRepository()
    onTestFinished(() => remote.remove())
    await remote.commit({ files: { 'policies/a.yaml': POLICY } })
    const git = (url: string, ref: string) => ({
      mode: 'git' as const,
      git: { url, ref, path: 'policies/a.yaml', tokenFile: null },
    })
    expect(await problems(host(), git(remote.url, 'main'))).toEqual([])
    expect(await problems(host(), git(remote.url, 'none'))).toEqual(finds('has no branch none'))
    expect(await problems(host(), git('file:///nowhere.git', 'main'))).toEqual(finds('cannot be fetched'))
  })
})

it('says that a proxy is not enrolled yet, also when its key was refused', async () => {
  const refused = host()
  writeFileSync(refused.at('state', 'proxy', 'enrolment.json'), enrolment(null))
  expect(await problems(refused)).toEqual(finds('not enrolled yet'))
  const one = host()
  renameSync(one.at('state', 'proxy'), one.at('state', 'other'))
  expect(await problems(one)).toEqual(finds('not enrolled yet'))
})

it('changes nothing', async () => {
  const one = host()
  linkSync(one.config, one.at('kept.yaml'))
  await problems({ ...one, config: one.at('live', 'none.yaml') })
  expect(spawnSync('ls', ['-A', one.at('live')], { encoding: 'utf8' }).stdout).toBe('policy.yaml\n')
})
