import { sampleOf, testEach } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { magicForRuntime } from '@exuvia/packaging'
import { makeHeader, readMarshal, readPyc, writeMarshal, writePyc } from '../src/index.ts'
import { corpus } from './corpus.ts'
import { SAMPLE } from './libraries.ts'

describe('writing what was read gives the same bytes', () => {
  testEach(SAMPLE)(
    'for a sample of the standard library of $name at -O0, -O and -OO',
    { timeout: 120_000 },
    async ({ runtime, compile }) => {
      const magic = magicForRuntime(runtime) ?? 0
      let count = 0
      for (const bytes of await compile(sampleOf(5, 60))) {
        const file = readMarshal(bytes, { magic })
        expect(file.trailing.length).toBe(0)
        expect(Buffer.compare(writeMarshal(file), bytes)).toBe(0)
        count += 1
      }
      expect(count).toBeGreaterThan(12)
    },
  )

  test('with its header and with bytes after the value', { tags: ['cp312'] }, () => {
    const [code = new Uint8Array()] = corpus('cp312', 10_000)
    const header = makeHeader('cp312', 'timestamp', { mtime: 7, sourceSize: 9 })
    const bytes = Buffer.concat([header, code, Buffer.from('behind')])
    const file = readPyc(bytes)
    expect(file.header).toMatchObject({ kind: 'timestamp', mtime: 7, sourceSize: 9 })
    expect(Buffer.from(file.trailing).toString()).toBe('behind')
    expect(Buffer.compare(writePyc(file), bytes)).toBe(0)
  })
})
