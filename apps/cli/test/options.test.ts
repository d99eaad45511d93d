import { expect, test } from 'vitest'
import { spreadWheels } from '../src/options.ts'

test.each([
  // As a shell expands dist/*.whl.
  ['build --wheel a.whl b.whl c.whl --out x', 'build --wheel a.whl --wheel b.whl --wheel c.whl --out x'],
  ['build --wheel a.whl --wheel b.whl', 'build --wheel a.whl --wheel b.whl'],
  ['explain --wheel a.whl src/a.py', 'explain --wheel a.whl src/a.py'],
  ['build --wheel *.whl b.whl', 'build --wheel *.whl --wheel b.whl'],
  ['check a.whl b.whl', 'check a.whl b.whl'],
  ['check --wheel a.whl -- b.whl c.whl', 'check --wheel a.whl -- b.whl c.whl'],
  ['check b.whl --wheel', 'check b.whl --wheel'],
])('%s takes each wheel after --wheel', (given, spread) => {
  expect(spreadWheels(given.split(' '))).toEqual(spread.split(' '))
})
