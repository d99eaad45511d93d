import { setImmediate } from 'node:timers/promises'

/** Milliseconds that work may take before the event loop turns. */
const LONGEST = 25

let turned = performance.now()

/**
 * Lets the event loop turn if long work of many small synchronous steps has kept it waiting. The message that ends a
 * run arrives only then.
 */
export async function breathe(): Promise<void> {
  if (performance.now() - turned < LONGEST) return
  await setImmediate()
  turned = performance.now()
}
