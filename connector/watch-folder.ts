import { watch, type FSWatcher } from 'node:fs'
import { basename } from 'node:path'

/**
 * Watches a folder for changes of its entries. A watch is one on an inode: when the folder is removed or moved it ends, which `gone` is told
 * of, since its path may lead to another folder by then. Throws when there is none, or this host has no watches left.
 */
export function watchFolder(
  folder: string,
  on: { readonly stir: () => void; readonly gone: (watcher: FSWatcher) => void },
): FSWatcher {
  const watcher = watch(folder, { persistent: false }, (kind, name) => {
    // Of itself it says its own name, as of an entry that is called like it: then one watch too many is made anew.
    if (kind === 'rename' && name === basename(folder)) on.gone(watcher)
    on.stir()
  })
  watcher.on('error', () => on.gone(watcher))
  return watcher
}
