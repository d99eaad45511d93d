import type { Facts, Inventory, Runtime, RuntimeFacts } from '@exuvia/model'

/** Inventory → Facts. Exuvia examines no runtime yet, and the facts of each say so. */
export function examineSources(inventory: Inventory): Facts {
  const runtimes = new Map<Runtime, RuntimeFacts>(
    inventory.targets.map(({ target }) => [target.runtime, { kind: 'not-examined' }]),
  )
  // The mark is only a type, and only this function sets it.
  return { inventory, runtimes } as unknown as Facts
}
