import type { Render } from './report'

/** Every format, each in its own file and loaded only when it is asked for. */
export const FORMATS = {
  human: async () => (await import('./human')).renderHuman,
  json: async () => (await import('./json')).renderJson,
  sarif: async () => (await import('./sarif')).renderSarif,
  junit: async () => (await import('./junit')).renderJunit,
  github: async () => (await import('./github')).renderGithub,
  gitlab: async () => (await import('./gitlab')).renderGitlab,
  markdown: async () => (await import('./markdown')).renderMarkdown,
} as const satisfies Readonly<Record<string, () => Promise<Render>>>

export type FormatName = keyof typeof FORMATS

export const FORMAT_NAMES = ['human', 'json', 'sarif', 'junit', 'github', 'gitlab', 'markdown'] as const

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name)
}
