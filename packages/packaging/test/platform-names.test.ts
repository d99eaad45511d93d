import { describe, expect, test } from 'vitest'
import {
  combineTargets,
  namesOfTarget,
  platformLadder,
  platformNames,
  platformTag,
  readTarget,
  targetWithTag,
} from '../src/index.ts'

describe('a plain name of a platform', () => {
  test('stands for the tag that uv assumes', () => {
    expect(platformNames().map((name) => [name, platformTag(name)])).toEqual([
      ['linux-x86_64', 'manylinux_2_28_x86_64'],
      ['linux-aarch64', 'manylinux_2_28_aarch64'],
      ['musl-x86_64', 'musllinux_1_2_x86_64'],
      ['musl-aarch64', 'musllinux_1_2_aarch64'],
      ['macos-arm64', 'macosx_13_0_arm64'],
      ['macos-x86_64', 'macosx_13_0_x86_64'],
      ['windows-x86_64', 'win_amd64'],
      ['windows-arm64', 'win_arm64'],
      ['windows-x86', 'win32'],
    ])
  })

  test('takes wheels for older systems', () => {
    expect(platformLadder(platformTag('linux-x86_64'))).toContain('manylinux2014_x86_64')
    expect(platformLadder(platformTag('macos-arm64'))).toContain('macosx_11_0_universal2')
  })

  test('is part of a target', () => {
    expect(readTarget('cp313t-linux-aarch64')).toEqual({
      runtime: 'cp313t',
      platform: 'manylinux_2_28_aarch64',
    })
    expect(targetWithTag('cp312-win_amd64')).toBe('cp312-win_amd64')
    expect(targetWithTag('cp312')).toBe('cp312')
    expect(() => readTarget('cp312-linux-arm64')).toThrow('cp312-linux-arm64')
  })

  test('names a target beside its tag', () => {
    expect(namesOfTarget({ runtime: 'cp312', platform: 'win_amd64' })).toEqual([
      'cp312-win_amd64',
      'cp312-windows-x86_64',
    ])
    expect(namesOfTarget({ runtime: 'cp312', platform: 'any' })).toEqual(['cp312-any'])
  })
})

describe('targets and platforms', () => {
  test('combine to each runtime on each platform; a target stays as it is', () => {
    expect(
      combineTargets(['cp311', 'cp312-any', 'cp313t', 'mpy6'], ['linux-x86_64', 'musllinux_1_1_x86_64']),
    ).toEqual([
      'cp311-manylinux_2_28_x86_64',
      'cp311-musllinux_1_1_x86_64',
      'cp312-any',
      'cp313t-manylinux_2_28_x86_64',
      'cp313t-musllinux_1_1_x86_64',
      'mpy6',
    ])
  })

  test('give each target once, however it is written', () => {
    expect(combineTargets(['cp312', 'cp312-windows-x86_64'], ['win_amd64'])).toEqual(['cp312-win_amd64'])
  })

  test('without platforms, runtimes stay alone', () => {
    expect(combineTargets(['cp312', 'cp311-macos-arm64'], [])).toEqual(['cp312', 'cp311-macosx_13_0_arm64'])
  })
})
