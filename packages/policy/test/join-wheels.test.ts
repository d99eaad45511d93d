import { type Finding, finding } from '@exuvia/model'
import { expect, test } from 'vitest'
import { joinWheels } from '../src/leaks/join-wheels.ts'

const place = (wheel: string, example = '/home/ann/tide'): Finding =>
  finding(
    'build-place',
    'note',
    { path: `${wheel}!tide-1.0.dist-info/METADATA`, distribution: 'tide', line: 3, targets: ['cp312-any'] },
    { what: 'a path', files: '1 file', example, others: '', cure: 'x', distribution: 'tide' },
  )

test('wheels of one distribution that hand out the same are one finding, which counts them', () => {
  const joined = joinWheels([
    place('a.whl'),
    place('b.whl', '/home/bob/tide'),
    place('c.whl'),
    place('d.whl'),
  ])
  expect(
    joined.map(({ subject, args }) => [subject.path?.slice(0, 5), args['files'], args['example']]),
  ).toEqual([
    ['a.whl', '1 file in each of 3 wheels', '/home/ann/tide'],
    ['b.whl', '1 file', '/home/bob/tide'],
  ])
})

test('findings of other files and other kinds stay as they are', () => {
  const own = finding('left-out', 'note', { path: 'x' }, { files: '1 file', size: '1 B', what: 'x' })
  expect(joinWheels([own, own, place('a.whl')])).toEqual([own, own, place('a.whl')])
})
