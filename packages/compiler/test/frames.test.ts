import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeRequest, frameReader } from '../src/frames.ts'

test('frames come out whole from any pieces of the stream', () => {
  const frame = fc.record({ kind: fc.nat(4), payload: fc.uint8Array({ maxLength: 200 }) })
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.nat(50)), (frames, cuts) => {
      const stream = Buffer.concat(
        frames.map(({ kind, payload }) => {
          const head = Buffer.alloc(5)
          head.writeUInt8(kind, 0)
          head.writeUInt32BE(payload.length, 1)
          return Buffer.concat([head, payload])
        }),
      )
      const read = frameReader()
      const found = []
      let at = 0
      for (const cut of [...cuts, stream.length]) {
        found.push(...read(stream.subarray(at, at + cut)))
        at += cut
      }
      expect(found.map(({ kind, payload }) => ({ kind, payload: new Uint8Array(payload) }))).toEqual(
        frames.map(({ kind, payload }) => ({ kind, payload: new Uint8Array(payload) })),
      )
    }),
  )
})

test('a frame larger than any code is an error at once', () => {
  expect(() => frameReader()(Buffer.from([1, 0xff, 0xff, 0xff, 0xff]))).toThrow('4294967295 bytes')
})

test('a request contains level, change of docstrings, sizes, file name and source', () => {
  const request = { filename: 'ä.py', source: Buffer.from('x') } as const
  expect(hex(encodeRequest({ ...request, optimize: 2, change: undefined }))).toBe(
    '02000000000500000001c3a42e707978',
  )
  expect(hex(encodeRequest({ ...request, optimize: 0, change: 'strip' }))).toMatch(/^0002/)
})

function hex(parts: readonly Uint8Array[]): string {
  return Buffer.concat([...parts]).toString('hex')
}
