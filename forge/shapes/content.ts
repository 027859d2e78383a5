import type { Core } from '@/forge/core'
import { isFolder, type TreeEntry } from '@/forge/git/tree'
import type { RepositoryRow } from '@/forge/state/records'
import { repositoryApiUrl, repositoryWebUrl, urlPath } from './urls'

/** What a file, folder or link at a path has in every content answer. `ref` is what the client asked for. */
export function presentContent(
  core: Core,
  repository: RepositoryRow,
  place: { readonly path: string; readonly ref: string; readonly entry: TreeEntry; readonly size: number },
) {
  const { path, ref, entry, size } = place
  const api = repositoryApiUrl(core, repository)
  const web = repositoryWebUrl(core, repository)
  const url = `${api}/contents/${urlPath(path)}?ref=${encodeURIComponent(ref)}`
  const folder = isFolder(entry)
  const git = `${api}/git/${folder ? 'trees' : 'blobs'}/${entry.sha}`
  const html = `${web}/${folder ? 'tree' : 'blob'}/${urlPath(ref)}/${urlPath(path)}`
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha: entry.sha,
    size,
    url,
    html_url: html,
    git_url: git,
    download_url: folder ? null : `${web}/raw/${urlPath(ref)}/${urlPath(path)}`,
    type: contentType(entry),
    _links: { self: url, git, html },
  }
}

function contentType(entry: TreeEntry): 'dir' | 'file' | 'symlink' | 'submodule' {
  if (isFolder(entry)) return 'dir'
  if (entry.mode === '160000') return 'submodule'
  return entry.mode === '120000' ? 'symlink' : 'file'
}
