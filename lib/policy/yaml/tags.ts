/** Tags as go-yaml names them: the YAML namespace shortens to `!!`. */
const YAML_NAMESPACE = 'tag:yaml.org,2002:'

export const STR_TAG = '!!str'
export const NULL_TAG = '!!null'
export const SEQ_TAG = '!!seq'
export const MAP_TAG = '!!map'
export const MERGE_TAG = '!!merge'
export const BINARY_TAG = '!!binary'

export function shortTag(tag: string): string {
  return tag.startsWith(YAML_NAMESPACE) ? `!!${tag.slice(YAML_NAMESPACE.length)}` : tag
}

/** The handles that need no %TAG directive. */
export const DEFAULT_HANDLES: readonly (readonly [string, string])[] = [
  ['!', '!'],
  ['!!', YAML_NAMESPACE],
]
