import type { Socket } from 'node:net'
import { TallyError } from '@tallystick/core'
import type { TailSubscription } from '@tallystick/engine'

/** All open tails: how many there may be, and how they are told that the server goes away. */
export type Tails = {
  /** Takes charge of a subscription for as long as its socket is open. Closes it and throws TALLY_TAIL_LIMIT when there are too many. */
  open(subscription: TailSubscription, socket: Socket): void
  readonly count: number
  /** Ends every subscription; whoever serves one then says goodbye and closes its connection. */
  closeAll(): void
}

export function createTails(limit: number): Tails {
  const subscriptions = new Set<TailSubscription>()
  return {
    open(subscription, socket) {
      if (subscriptions.size >= limit) {
        subscription.close()
        throw new TallyError('TALLY_TAIL_LIMIT', `${limit} live tails are open, which is the limit`)
      }
      // A client that was gone before its key was checked gets no other close event.
      if (socket.destroyed) return subscription.close()
      subscriptions.add(subscription)
      // Whatever becomes of an upgrade, its socket closes: nothing stays subscribed.
      socket.once('close', () => {
        subscriptions.delete(subscription)
        subscription.close()
      })
    },
    get count() {
      return subscriptions.size
    },
    closeAll() {
      for (const subscription of [...subscriptions]) subscription.close()
    },
  }
}
