import { type HostileInput, archiveInput } from './input.ts'
import { looseFiles, texts } from './texts.ts'
import { tars } from './tars.ts'
import { zips } from './zips.ts'

/** Every input of the proof. */
export function allInputs(): HostileInput[] {
  return [
    ...zips().map((crafted) => archiveInput('zip', crafted)),
    ...tars().map((crafted) => archiveInput('tar', crafted)),
    ...texts(),
    ...looseFiles(),
  ]
}
