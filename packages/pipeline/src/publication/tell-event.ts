import type { PublishEvent } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'

/** Reports progress events and reasons for delays. */
export function tellEvent(event: PublishEvent, stage: 'preflight' | 'publish', context: RunContext): void {
  const say = (detail: string, isDelay = false): void => {
    context.progress({ kind: 'stage', stage, detail, isDelay })
  }
  if (event.type === 'asset' && event.detail !== undefined) say(`${event.name} removed: ${event.detail}`)
  if (event.type === 'tag')
    say(`the tag ${event.tag} moved from ${event.from.slice(0, 12)} to ${event.to.slice(0, 12)}`)
  if (event.type === 'wait') say(`waiting ${event.seconds} s: ${event.reason}`, true)
  if (event.type === 'retry') say(`${event.reason}; trying again`, true)
}
