// Code that knows only console: what it prints becomes structured, and a noisy library is quieted.
import { configure, shutdown } from '@tallystick/sdk'
import { captureConsole } from '@tallystick/sdk/console'

configure({ service: 'shop-console' })
const release = captureConsole({ quiet: ['[noisy-library]'] })

console.log('Order %d shown to %s', 55, 'ada')
console.warn('Stock is low', { product: 'tally stick', left: 2 })
console.error('Order failed', new Error('The warehouse does not answer'))
console.log('[noisy-library] ping')

release()
await shutdown()
