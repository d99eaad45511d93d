import { compareArchives } from './agreement.ts'
import { mutants } from './mutants.ts'
import { packed } from './packed.ts'
import { tars } from './tars.ts'
import { aligned } from '@exuvia/test-needs'
import { zips } from './zips.ts'

/** How many archives with random changes are compared: about one in six is still read. */
const MUTANTS = 4000

/** Compares all archives of the proof, prints how far the programs agree, and says whether they do. */
export async function printAgreement(): Promise<boolean> {
  const archives = [...zips(), ...tars(), ...packed(), ...mutants(MUTANTS)]
  const { compared, refused, missing } = await compareArchives(
    archives,
    ({ archive, tool, result, lines }) => {
      if (result === 'agrees') return
      console.log(`${tool} ${result}: ${archive}`)
      for (const line of lines.slice(0, 5)) console.log(`    ${line}`)
    },
  )
  const tools = [...new Set(compared.map(({ tool }) => tool))]
  const count = (tool: string, wanted: string): string =>
    String(compared.filter((each) => each.tool === tool && each.result === wanted).length)
  const results = ['agrees', 'refuses', 'differs']
  console.log(
    aligned([
      ['program', ...results],
      ...tools.map((tool) => [tool, ...results.map((each) => count(tool, each))]),
    ]),
  )
  const codes = [...refused].map(([code, number]) => `${code} ${number}`).join(', ')
  console.log(`${archives.length} archives; Exuvia refuses ${codes}`)
  if (missing.length > 0) console.log(`not found, so not compared: ${missing.join(', ')}`)
  return compared.every(({ result }) => result !== 'differs')
}
