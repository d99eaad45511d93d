import { publishRelease } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { BUNDLE } from './provenance.ts'
import type { Attested, Publishing } from './stages.ts'
import { tellEvent } from './tell-event.ts'

/** Attested → Published: does the missing steps, and verifies every byte before the release is public. */
export async function publish(
  { intent, token, provenance }: Attested,
  context: RunContext,
): Promise<Publishing> {
  const total = intent.assets.length
  let done = 0
  const published = await publishRelease({
    ...intent,
    token,
    signal: context.signal,
    clock: context.clock,
    onProgress: (event) => {
      if (event.type === 'asset' && event.state !== 'removed') {
        done = Math.min(done + 1, total)
        const label = `${event.name} ${event.state}`
        context.progress({ kind: 'count', stage: 'publish', label, done, total })
      } else tellEvent(event, 'publish', context)
    },
  })
  const bundle = published.assets.find(({ name }) => name === BUNDLE)?.url
  if (provenance === undefined) return published
  return { ...published, provenance: { ...provenance, ...(bundle === undefined ? {} : { bundle }) } }
}
