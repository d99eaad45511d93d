import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { makeZip } from '@exuvia/crafted-archives'
import { findingSentence } from '@exuvia/model'
import { temporaryFolder } from '@exuvia/test-needs'
import { expect, test } from 'vitest'
import { type RunContext, checkFiles } from '../../src/index.ts'

// Made by mpy-cross 1.29: print("hello") in m.py.
const MPY = Buffer.from('4d06001f0400086d2e7079000f0a68656c6c6f00817760080201110310023401595163', 'hex')

const FLASH = 256 * 1024

test('the firmware of a board is held to the size of its flash, in an archive of another tool', async () => {
  const cwd = temporaryFolder('exuvia-flash-')
  const context: RunContext = {
    cwd,
    env: {},
    signal: new AbortController().signal,
    progress: () => undefined,
  }
  const limits = [
    'artifact = "firmware-*"\nunpacked = "256 KiB"\nreason = "the flash of the board"',
    'artifact = "firmware-*"\nkind = "bytecode"\nunpacked = "30 B"\nseverity = "warning"',
  ]
  writeFileSync(path.join(cwd, 'exuvia.toml'), limits.map((each) => `[[budget.limits]]\n${each}\n`).join(''))
  const check = async (rest: number): Promise<string[]> => {
    // Zeros pack to nothing, and a board stores them all.
    const data = { name: 'lib/data.bin', content: Buffer.alloc(rest), deflated: true }
    writeFileSync(
      path.join(cwd, 'firmware-1.0.zip'),
      makeZip([{ name: 'lib/m.mpy', content: MPY, deflated: true }, data]),
    )
    const found = await checkFiles(['firmware-1.0.zip'], {}, context)
    return found
      .filter(({ code }) => code === 'over-budget')
      .map((item) => `${item.severity} ${findingSentence(item)}`)
  }
  const [only = '', ...more] = await check(FLASH - MPY.length)
  expect(more).toEqual([])
  expect(only).toContain('bytecode: 35 B in firmware-1.0.zip, 5 B over the limit of 30 B')
  const [first = '', second = ''] = await check(FLASH)
  expect(first).toContain(
    'unpacked size: 262.2 kB in firmware-1.0.zip, 35 B over the limit of 256 KiB, because the flash',
  )
  expect(first).not.toContain('made by Exuvia')
  expect(second).toContain('bytecode')
})
