import { expect, test } from 'vitest'

import { within } from '../src/patience.ts'

test('what never comes is given up', async () => {
  await expect(within(1, new Promise(() => {}))).rejects.toThrow('no answer in 0.001 s')
})

test('what comes in time is given on, an error too', async () => {
  expect(await within(60_000, Promise.resolve('here'))).toBe('here')
  await expect(within(60_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})
