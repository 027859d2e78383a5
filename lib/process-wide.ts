/**
 * One value per process. Next bundles every entry with its own copy of each module, so a module's variable exists
 * several times; what must not (connections, listeners, counters) is kept on the global object.
 */
export function processWide<Value extends object>(name: string, create: () => Value): Value {
  const values = registryOf<Value>()
  const known = values.get(name)
  if (known !== undefined) return known
  const created = create()
  values.set(name, created)
  return created
}

const REGISTRY = Symbol.for('lockstep.process-wide')

interface Holder<Value> {
  [REGISTRY]?: Map<string, Value>
}

/**
 * The global object has no declared property for us, and declaring one would show it to every module. Each name is used
 * by one module only, which always creates the same type: that is why the map may be read as one of that type.
 */
function registryOf<Value>(): Map<string, Value> {
  const holder = globalThis as Holder<Value>
  return (holder[REGISTRY] ??= new Map<string, Value>())
}
