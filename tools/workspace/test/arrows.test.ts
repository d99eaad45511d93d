import { expect, test } from 'vitest'

import { wrongArrows } from '../src/arrows.ts'

const model = { name: '@exuvia/model' }
const policy = { name: '@exuvia/policy', dependencies: { '@exuvia/model': '0.1.0', picomatch: '4.0.7' } }
const pipeline = { name: '@exuvia/pipeline', dependencies: { '@exuvia/policy': '0.1.0' } }

test('dependencies of the workspace pass, and external packages are ignored', () => {
  expect(wrongArrows([model, policy, pipeline])).toEqual([])
})

test('names an app that bypasses the pipeline', () => {
  const cli = { name: 'exuvia', dependencies: { '@exuvia/pipeline': '0.1.0', '@exuvia/policy': '0.1.0' } }
  expect(wrongArrows([model, policy, pipeline, cli])).toEqual(['exuvia → @exuvia/policy'])
})

test('names a stage that depends on another stage', () => {
  const archiver = { name: '@exuvia/archiver', dependencies: { '@exuvia/policy': '0.1.0' } }
  expect(wrongArrows([policy, archiver])).toEqual(['@exuvia/archiver → @exuvia/policy'])
})

test('names what a bundled app bypasses the pipeline for, and ignores the tools of its tests', () => {
  const twin = { name: '@exuvia/github-twin', private: true }
  const devDependencies = {
    '@exuvia/pipeline': '0.1.0',
    '@exuvia/policy': '0.1.0',
    '@exuvia/github-twin': '0.1.0',
  }
  expect(wrongArrows([twin, policy, pipeline, { name: 'exuvia', devDependencies }])).toEqual([
    'exuvia → @exuvia/policy',
  ])
})
