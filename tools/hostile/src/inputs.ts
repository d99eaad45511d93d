import { answers } from './answers.ts'
import { bytecode } from './bytecode.ts'
import { crowds } from './crowds.ts'
import { indexAnswers } from './index-answers.ts'
import { type HostileInput, archiveInput } from './input.ts'
import { leaks } from './leaks.ts'
import { locks } from './locks.ts'
import { names } from './names.ts'
import { packed } from './packed.ts'
import { records } from './records.ts'
import { repositories } from './repositories.ts'
import { sources } from './sources.ts'
import { specials } from './specials.ts'
import { tars } from './tars.ts'
import { looseFiles, texts } from './texts.ts'
import { zips } from './zips.ts'

/** Every input of the proof. */
export async function allInputs(): Promise<HostileInput[]> {
  return [
    ...zips().map((crafted) => archiveInput('zip', crafted)),
    ...tars().map((crafted) => archiveInput('tar', crafted)),
    ...packed().map((crafted) => archiveInput('packed', crafted)),
    ...bytecode(),
    ...(await records()),
    ...specials(),
    ...repositories(),
    ...names(),
    ...crowds(),
    ...leaks(),
    ...locks(),
    ...sources(),
    ...looseFiles(),
    ...texts(),
    ...(await answers()),
    ...(await indexAnswers()),
  ]
}
