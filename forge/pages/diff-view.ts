import type { FileDiff } from '@/forge/git/diff'
import { markup, type Markup } from './markup'

/** The diff of several files as git made it. */
export function diffView(files: readonly FileDiff[]): Markup {
  if (files.length === 0) return markup`<p>No files are changed.</p>`
  return markup`${files.map(fileView)}`
}

function fileView(file: FileDiff): Markup {
  const name = file.previousPath === undefined ? file.path : `${file.previousPath} → ${file.path}`
  const lines = (file.patch ?? '').split('\n').map(lineView)
  const body =
    file.patch === undefined
      ? markup`<p class="muted">${file.binary ? 'Binary file.' : 'No lines changed.'}</p>`
      : markup`<pre tabindex="0" role="region" aria-label="Diff of ${file.path}">${lines}</pre>`
  return markup`<section><h3>${name}</h3>
<p class="muted">${file.status} · ${file.additions} added · ${file.deletions} removed</p>${body}</section>`
}

function lineView(line: string): Markup {
  const kinds: Record<string, string> = { '+': 'added', '-': 'removed', '@': 'hunk' }
  return markup`<span class="${kinds[line[0] ?? ''] ?? ''}">${line}</span>`
}
