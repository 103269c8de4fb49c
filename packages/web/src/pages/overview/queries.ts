/** Events of applications: without the trail of who read what, which looking at this board adds to. */
export const EVENTS = '-stream:audit'

export const ALLOWED = 'decision.allowed'
export const BLOCKED = 'decision.blocked'
