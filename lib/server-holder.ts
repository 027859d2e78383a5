import { processWide } from './process-wide'

/** Whether work of people finds a connection to the database: none has become free in time, or nobody answers for it. */
export type Room = 'free' | 'busy' | 'away'

interface Opened {
  readonly database: { room(): Promise<Room> }
}

interface Holder<Server extends Opened> {
  opened?: Promise<Server> | undefined
}

/** Where the process keeps its server. Apart from what makes one, so that proxy.ts can look before every page without loading that. */
export function serverHolder<Server extends Opened>(): Holder<Server> {
  return processWide<Holder<Server>>('server', () => ({}))
}

/** Whether a page can be made now. What has not been opened yet is for the page to say. */
export async function roomForPage(): Promise<Room> {
  const opened = await serverHolder().opened?.catch(() => undefined)
  return opened === undefined ? 'free' : opened.database.room()
}
