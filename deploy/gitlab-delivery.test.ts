import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { inCheckout } from '@/scripts/paths'
import { temporaryFolder } from '@/scripts/test/temporary-folder'

/** Stands in for a copy over the network: into a folder for each host, and with no answer of one that is away. */
const RSYNC = `#!/bin/sh
for target; do :; done
case "$target" in
  policies@away:*) exit 12 ;;
  policies@*) host="\${target#policies@}"; mkdir -p "$HOSTS_FOLDER/\${host%%:*}"; cp -R policies/. "$HOSTS_FOLDER/\${host%%:*}" ;;
esac
`

it('the GitLab pipeline of a checkout runs in gitlab-ci-local: it brings the policies of the commit to every host, and fails when one is away', () => {
  const [checkout, outside] = [temporaryFolder(), temporaryFolder()]
  const [programs, hosts, key] = ['bin', 'hosts', 'key'].map((name) => join(outside, name)) as [
    string,
    string,
    string,
  ]
  mkdirSync(programs)
  writeFileSync(join(programs, 'rsync'), RSYNC, { mode: 0o755 })
  writeFileSync(join(programs, 'apt-get'), '#!/bin/sh\n', { mode: 0o755 })
  writeFileSync(key, 'a key')
  mkdirSync(join(checkout, 'policies', 'payments'), { recursive: true })
  const policy = 'version: "1"\n'
  writeFileSync(join(checkout, 'policies', 'payments', 'stripe.yaml'), policy)
  copyFileSync(inCheckout('deploy', 'gitlab-ci', 'deliver-policies.yml'), join(checkout, '.gitlab-ci.yml'))
  const git = (...args: string[]) => execFileSync('git', args, { cwd: checkout, stdio: 'pipe' })
  git('init', '--initial-branch', 'main')
  git('remote', 'add', 'origin', 'https://gitlab.example/northwind/agent-policies.git')
  const commit = (message: string) =>
    git('-c', 'user.name=a', '-c', 'user.email=a@example', 'commit', '--allow-empty', '--message', message)
  commit('Begin')
  git('update-ref', 'refs/remotes/origin/main', 'HEAD')
  git('add', '.')
  commit('Add a policy')
  const deliver = (names: string) => {
    const program = inCheckout('node_modules', 'gitlab-ci-local', 'src', 'index.js')
    const variables = {
      POLICY_HOSTS: names,
      POLICY_SSH_KEY: key,
      POLICY_KNOWN_HOSTS: key,
      HOSTS_FOLDER: hosts,
    }
    const given = Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`])
    const flags = ['--force-shell-executor', '--shell-isolation=false', ...given, 'deliver-policies']
    const env = { ...process.env, PATH: `${programs}:${process.env['PATH'] ?? ''}`, HOME: outside }
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...flags], {
      cwd: checkout,
      env,
      encoding: 'utf8',
    })
    return { isDone: status === 0, said: stdout + stderr }
  }
  expect(deliver('eu us')).toMatchObject({ isDone: true })
  for (const host of ['eu', 'us'])
    expect(readFileSync(join(hosts, host, 'payments', 'stripe.yaml'), 'utf8')).toBe(policy)
  expect(deliver('away asia')).toMatchObject({ isDone: false })
  expect(existsSync(join(hosts, 'asia', 'payments', 'stripe.yaml'))).toBe(true)
})
