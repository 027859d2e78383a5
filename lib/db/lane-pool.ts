import { Pool, type PoolClient, type PoolConfig } from 'pg'
import { BUSY_DIGEST } from '@/lib/errors'
import { isBusy } from './is-away'

type Taken = NonNullable<Parameters<Pool['connect']>[0]>

/** All connections that the work may have are in use. */
class AllInUse extends Error {
  override readonly name = 'AllInUse'
  /** For the page that fails by it. */
  readonly digest = BUSY_DIGEST
  constructor(cause?: unknown) {
    super('all connections to the database are in use', { cause })
  }
}

/**
 * A pool that bounds how long work waits for a connection while all of them are in use. The driver has one bound for that and for opening a
 * connection, which takes longer than anybody should queue on a host that is busy. Prisma and `query` take theirs here too.
 */
export class LanePool extends Pool {
  constructor(
    config: PoolConfig,
    private readonly waitMs: number,
  ) {
    super(config)
  }

  override connect(): Promise<PoolClient>
  override connect(callback: Taken): void
  override connect(callback?: Taken): Promise<PoolClient> | void {
    if (callback !== undefined) return this.#take(callback)
    return new Promise((resolve, reject) => {
      this.#take((error, client) => (client === undefined ? reject(error) : resolve(client)))
    })
  }

  #take(callback: Taken): void {
    const isFull = this.totalCount >= this.options.max && this.idleCount <= this.waitingCount
    let isLate = false
    let turn: NodeJS.Immediate | undefined
    const giveUp = () => {
      isLate = true
      callback(new AllInUse(), undefined, () => undefined)
    }
    // A process that was too busy to look hears first of what became free meanwhile.
    const timer = isFull ? setTimeout(() => (turn = setImmediate(giveUp)), this.waitMs) : undefined
    super.connect((error, client, done) => {
      clearTimeout(timer)
      clearImmediate(turn)
      // It goes to the next in the queue; the driver's own bound, which comes later, brings none.
      if (isLate) client?.release()
      else callback(isBusy(error) ? new AllInUse(error) : error, client, done)
    })
  }
}
