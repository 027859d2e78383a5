import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { until } from '../testing/running-proxy'
import { readPolicyFile, type PolicyFile } from './policy-file'
import { PolicyWatch } from './policy-watch'

const OLD = 'version: "1"\n# the old one, and longer than the new one\n'
const NEW = 'version: "1"\ndefault: deny\n'

/** A watched policy; `seen` = what was reported since the start. */
function watching(path: string) {
  const seen: PolicyFile[] = []
  const watch = new PolicyWatch(path, readPolicyFile(path), (file) => seen.push(file))
  onTestFinished(() => watch.close())
  return seen
}

function contentOf(file: PolicyFile | undefined): string | undefined {
  return file?.kind === 'read' ? file.bytes.toString() : file?.message
}

function shell(command: string, cwd: string): void {
  execFileSync('bash', ['-ec', command], { cwd, stdio: 'pipe' })
}

/** Each way to bring a new file, as a shell would do it in the folder of `policy.yaml`, with the new content in `new`. */
const OPERATIONS: [name: string, command: string][] = [
  ['cp', 'cp new policy.yaml'],
  ['cat >', 'cat new > policy.yaml'],
  ['cp --remove-destination', 'cp --remove-destination new policy.yaml'],
  ['mv -f', 'mv -f new policy.yaml'],
  ['install', 'install -m 644 new policy.yaml'],
  ['sed -i', 'sed -i "1d; 2s/.*/version: \\"1\\"\\ndefault: deny/" policy.yaml'],
  ['unlink and create', 'rm policy.yaml; cp new policy.yaml'],
  ['vim with a backup', 'mv policy.yaml policy.yaml~; cat new > policy.yaml; rm policy.yaml~'],
  ['a kept hard link and mv', 'ln policy.yaml hard; mv new policy.yaml'],
  [
    'git checkout',
    'git init -q; git add policy.yaml; git -c user.name=a -c user.email=a@b.example commit -qm a; git rm -q --cached policy.yaml; cp new keep; mv policy.yaml old; cp keep policy.yaml; git add policy.yaml; git -c user.name=a -c user.email=a@b.example commit -qm b; git checkout -q HEAD~1 -- policy.yaml; git checkout -q HEAD -- policy.yaml',
  ],
]

describe('the watch of a policy', () => {
  it.each(OPERATIONS)('sees %s, and a write in place after it', async (_, command) => {
    const folder = temporaryFolder()
    const path = join(folder, 'policy.yaml')
    writeFileSync(path, OLD)
    writeFileSync(join(folder, 'new'), NEW)
    const seen = watching(path)
    shell(command, folder)
    await until(() => contentOf(seen.at(-1)) === NEW, 'new policy')
    const before = seen.length
    writeFileSync(path, OLD)
    await until(() => seen.length > before && contentOf(seen.at(-1)) === OLD, 'old policy')
    expect(seen.map(contentOf)).not.toContain('')
  })

  it('sees the swap of a ConfigMap', async () => {
    const folder = temporaryFolder()
    for (const [name, content] of [
      ['..1', OLD],
      ['..2', NEW],
    ] as const) {
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, name, 'policy.yaml'), content)
    }
    symlinkSync('..1', join(folder, '..data'))
    symlinkSync('..data/policy.yaml', join(folder, 'policy.yaml'))
    const seen = watching(join(folder, 'policy.yaml'))
    shell('ln -s ..2 ..tmp; mv -T ..tmp ..data; rm -r ..1', folder)
    await until(() => contentOf(seen.at(-1)) === NEW, 'new policy')
    expect(seen).toHaveLength(1)
  })

  it('sees the swap of a directory above it', async () => {
    const folder = temporaryFolder()
    for (const [name, content] of [
      ['one', OLD],
      ['two', NEW],
    ] as const) {
      mkdirSync(join(folder, name, 'policies'), { recursive: true })
      writeFileSync(join(folder, name, 'policies', 'policy.yaml'), content)
    }
    symlinkSync('one', join(folder, 'current'))
    const seen = watching(join(folder, 'current', 'policies', 'policy.yaml'))
    shell('ln -sfn two next; mv -T next current; rm -r one', folder)
    await until(() => contentOf(seen.at(-1)) === NEW, 'new policy')
    expect(seen).toHaveLength(1)
  })

  it('sees a link that is set to another file', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'a'), OLD)
    writeFileSync(join(folder, 'b'), NEW)
    symlinkSync('a', join(folder, 'policy.yaml'))
    const seen = watching(join(folder, 'policy.yaml'))
    shell('ln -sfn b policy.yaml', folder)
    expect(await until(() => contentOf(seen[0]), 'new policy')).toBe(NEW)
  })

  it('does not report half of what is being written, nor the truncation before it', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'policy.yaml')
    writeFileSync(path, OLD)
    const seen = watching(path)
    truncateSync(path, 0)
    for (const piece of NEW) {
      appendFileSync(path, piece)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await until(() => contentOf(seen.at(-1)) === NEW, 'new policy')
    expect(seen).toHaveLength(1)
  })

  it('reports the same file again when it is asked, but no half of what is being written then', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'policy.yaml')
    writeFileSync(path, OLD)
    const seen: PolicyFile[] = []
    const watch = new PolicyWatch(path, readPolicyFile(path), (file) => seen.push(file))
    onTestFinished(() => watch.close())
    watch.again()
    await until(() => contentOf(seen[0]) === OLD, 'the same policy')
    const [half, rest] = [NEW.slice(0, 13), NEW.slice(13)]
    writeFileSync(path, half)
    watch.again()
    appendFileSync(path, rest)
    await until(() => contentOf(seen.at(-1)) === NEW, 'new policy')
    expect(seen).toHaveLength(2)
  })

  it('reports that the file is gone, once, and that it is back', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'policy.yaml')
    writeFileSync(path, OLD)
    const seen = watching(path)
    renameSync(path, join(folder, 'away'))
    expect(await until(() => contentOf(seen[0]), 'report')).toBe(
      `reading config file: open ${path}: no such file or directory`,
    )
    cpSync(join(folder, 'away'), path)
    expect(await until(() => contentOf(seen[1]), 'report')).toBe(OLD)
  })

  it('reports the same bytes written again, and nothing when nothing happens', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'policy.yaml')
    writeFileSync(path, OLD)
    utimesSync(path, 1, 1)
    const seen = watching(path)
    linkSync(path, join(folder, 'unrelated'))
    writeFileSync(path, OLD)
    expect(await until(() => contentOf(seen[0]), 'report')).toBe(OLD)
    expect(seen).toHaveLength(1)
  })
})

describe('reading a policy', () => {
  it('gives the digest of its bytes', () => {
    const path = join(temporaryFolder(), 'policy.yaml')
    writeFileSync(path, NEW)
    expect(readPolicyFile(path)).toMatchObject({ digest: createHash('sha256').update(NEW).digest('hex') })
  })

  it('says in Intercept’s words why it cannot, and never hangs', () => {
    const folder = temporaryFolder()
    expect(contentOf(readPolicyFile(folder))).toBe(`reading config file: read ${folder}: is a directory`)
    execFileSync('mkfifo', [join(folder, 'pipe')])
    expect(contentOf(readPolicyFile(join(folder, 'pipe')))).toContain('not a regular file')
    rmSync(join(folder, 'pipe'))
    expect(contentOf(readPolicyFile(join(folder, 'pipe', 'x')))).toContain('no such file or directory')
  })
})
