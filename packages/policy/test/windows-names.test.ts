import type { Target } from '@exuvia/model'
import { expect, test } from 'vitest'
import { config, distribution, inventory, judge, rule } from './support.ts'

const WINDOWS: Target = { runtime: 'cp312', platform: 'win_amd64' }
const LINUX: Target = { runtime: 'cp312', platform: 'manylinux_2_28_x86_64' }

function findings(
  paths: readonly string[],
  targets: readonly Target[],
  rules: Parameters<typeof config>[0] = {},
) {
  const own = distribution('tidemark', paths, { wheel: undefined })
  const command = { name: 'con', distribution: own.id, gui: false, start: { module: 'a', attribute: 'main' } }
  const all = {
    ...inventory(own),
    targets: targets.map((target) => ({ target, distributions: [own.id], commands: [command] })),
  }
  return judge(all, config(rules))
    .findings.filter(({ code }) => code === 'path-not-on-windows')
    .map(({ severity, subject, args }) => [severity, subject.path, subject.target, args['part']])
}

test('names that Windows does not store are errors in targets for Windows alone', () => {
  const paths = ['lib/tidemark/aux.py', 'lib/tidemark/a:b.txt', 'lib/tidemark/auxiliary.py']
  expect(findings(paths, [LINUX, WINDOWS])).toEqual([
    ['error', 'src/tidemark/aux.py', 'cp312-win_amd64', 'aux.py'],
    ['error', 'src/tidemark/a:b.txt', 'cp312-win_amd64', 'a:b.txt'],
    ['error', 'bin/con', 'cp312-win_amd64', 'con'],
  ])
  expect(findings(paths, [LINUX])).toEqual([])
})

test('a rule that leaves the file out settles it', () => {
  const rules = [rule('exclude', { path: 'tidemark/aux.py', target: '*-windows-*' })]
  expect(findings(['lib/tidemark/aux.py'], [WINDOWS], { rules })).toEqual([
    ['error', 'bin/con', 'cp312-win_amd64', 'con'],
  ])
})
