import type { Socket } from 'node:net'
import { TallyError } from '@tallystick/core'
import type { TailSubscription } from '@tallystick/engine'

/** Why a tail ends whose reader may not read any more; whoever reads it need not come back. */
export const REVOKED = 'the key or session is no longer valid'

/** All open tails: how many there may be, and how they are told that the server goes away. */
export type Tails = {
  /** Throws TALLY_TAIL_LIMIT when there are too many. */
  mustHaveRoom(): void
  /**
   * Takes charge of a subscription for as long as its socket is open, and whoever reads it may: that is asked now and then, and it is closed when they may not
   * any more. Closes it and throws TALLY_TAIL_LIMIT when there are too many.
   */
  open(subscription: TailSubscription, socket: Socket, mayStill: () => Promise<boolean>): void
  /** Whether a subscription was closed because its reader may not read any more. */
  isRevoked(subscription: TailSubscription): boolean
  readonly count: number
  /** Ends every subscription, and those that come later; whoever serves one then says goodbye and closes its connection. */
  closeAll(): void
}

/** `askMs`: milliseconds between two questions whether readers still may. */
export function createTails(limit: number, askMs: number): Tails {
  const subscriptions = new Map<TailSubscription, () => Promise<boolean>>()
  const revoked = new WeakSet<TailSubscription>()
  let asking: NodeJS.Timeout | undefined
  let closed = false
  const mustHaveRoom = () => {
    if (subscriptions.size >= limit)
      throw new TallyError('TALLY_TAIL_LIMIT', `${limit} live tails are open, which is the limit`)
  }
  const ask = async () => {
    for (const [subscription, mayStill] of [...subscriptions]) {
      // What cannot be asked now is asked again; ending everybody's tail would be worse.
      const may = await mayStill().catch(() => true)
      if (may) continue
      revoked.add(subscription)
      subscription.close()
    }
  }
  return {
    mustHaveRoom,
    open(subscription, socket, mayStill) {
      try {
        mustHaveRoom()
      } catch (error) {
        subscription.close()
        throw error
      }
      // A client that was gone before its key was checked gets no other close event.
      if (closed || socket.destroyed) return subscription.close()
      subscriptions.set(subscription, mayStill)
      asking ??= setInterval(() => void ask(), askMs).unref()
      // Whatever becomes of an upgrade, its socket closes: nothing stays subscribed.
      socket.once('close', () => {
        subscriptions.delete(subscription)
        subscription.close()
      })
    },
    isRevoked: subscription => revoked.has(subscription),
    get count() {
      return subscriptions.size
    },
    closeAll() {
      closed = true
      clearInterval(asking)
      for (const subscription of [...subscriptions.keys()]) subscription.close()
    },
  }
}
