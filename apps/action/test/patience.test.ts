import { expect, test } from 'vitest'

import { within } from '../src/patience.ts'

test('a promise that never settles is given up', async () => {
  await expect(within(1, new Promise(() => {}))).rejects.toThrow('no answer in 0.001 s')
})

test('a value or an error in time is passed on', async () => {
  expect(await within(60_000, Promise.resolve('here'))).toBe('here')
  await expect(within(60_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})
