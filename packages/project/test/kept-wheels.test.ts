import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@exuvia/test-needs'
import { expect, test } from 'vitest'
import { keepWheel, rememberedWheels } from '../src/backend/kept-wheels.ts'

test('the last wheel of a name is remembered, whatever else is in the folder', async () => {
  const root = temporaryFolder()
  const folder = join(root, 'kept')
  mkdirSync(folder)
  writeFileSync(join(folder, 'gull-1.0-py3-none-any.whl'), 'a file of somebody else')
  const built = join(root, 'gull-1.0-py3-none-any.whl')
  writeFileSync(built, 'first')
  await keepWheel(built, folder)
  writeFileSync(built, 'second')
  const last = await keepWheel(built, folder)
  expect(await rememberedWheels(folder)).toEqual([last])
  expect(readdirSync(folder)).toContain('gull-1.0-py3-none-any.whl')
})
