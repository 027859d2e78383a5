/** The order in which the list of pages names them; a folder is a group by itself. */
const GROUPS = [
  {
    name: 'Using Lockstep',
    slugs: [
      'tour',
      'concepts',
      'comparing',
      'policy-language',
      'policy-tests',
      'cli',
      'connector',
      'proxy',
      'troubleshooting',
    ],
  },
  { name: 'Running Lockstep', slugs: ['github', 'configuration', 'operations', 'security'] },
  { name: 'How it is built', slugs: ['architecture', 'decisions', 'dependencies'] },
] as const

const FOLDERS: Readonly<Record<string, string>> = {
  lint: 'Lint rules',
  errors: 'Errors',
  delivery: 'Delivery recipes',
}

export interface PageGroup<Page> {
  readonly name: string
  /** Slug of the folder that the group is; undefined for a group of single pages. */
  readonly folder?: string
  readonly pages: readonly Page[]
}

/** Every page in exactly one group; a new file that no group names yet stands under "More". */
export function groupPages<Page extends { readonly slug: string }>(
  pages: readonly Page[],
): PageGroup<Page>[] {
  const single = pages.filter(({ slug }) => !slug.includes('/'))
  const named = GROUPS.map(({ name, slugs }) => ({
    name,
    pages: slugs.flatMap((slug) => single.filter((page) => page.slug === slug)),
  }))
  const known = new Set<string>(GROUPS.flatMap(({ slugs }) => slugs))
  const more = { name: 'More', pages: single.filter(({ slug }) => !known.has(slug)) }
  const folders = folderSlugs(pages).map((folder) => ({
    name: folderName(folder),
    folder,
    pages: pages.filter(({ slug }) => slug.startsWith(`${folder}/`)),
  }))
  return [...named, more, ...folders].filter((group) => group.pages.length > 0)
}

/** Folders that hold pages; each has a list at its own address. */
export function folderSlugs(pages: readonly { readonly slug: string }[]): string[] {
  const folders = pages.flatMap(({ slug }) => (slug.includes('/') ? [slug.slice(0, slug.indexOf('/'))] : []))
  return [...new Set(folders)].sort((a, b) => (a === 'lint' ? -1 : b === 'lint' ? 1 : a < b ? -1 : 1))
}

export function folderName(folder: string): string {
  return FOLDERS[folder] ?? folder
}
