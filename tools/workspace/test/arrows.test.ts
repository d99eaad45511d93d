import { expect, test } from 'vitest'

import { wrongArrows } from '../src/arrows.ts'

const model = { name: '@exuvia/model' }
const policy = { name: '@exuvia/policy', dependencies: { '@exuvia/model': '0.1.0', picomatch: '4.0.7' } }
const pipeline = { name: '@exuvia/pipeline', dependencies: { '@exuvia/policy': '0.1.0' } }

test('the arrows of the house pass, and packages from outside are not looked at', () => {
  expect(wrongArrows([model, policy, pipeline])).toEqual([])
})

test('an app that reaches past the pipeline is named', () => {
  const cli = { name: 'exuvia', dependencies: { '@exuvia/pipeline': '0.1.0', '@exuvia/policy': '0.1.0' } }
  expect(wrongArrows([model, policy, pipeline, cli])).toEqual(['exuvia → @exuvia/policy'])
})

test('a stage that knows another stage is named', () => {
  const archiver = { name: '@exuvia/archiver', dependencies: { '@exuvia/policy': '0.1.0' } }
  expect(wrongArrows([policy, archiver])).toEqual(['@exuvia/archiver → @exuvia/policy'])
})
