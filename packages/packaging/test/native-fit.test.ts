import type { NativeFacts } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { isLoadedOn, nativeFit } from '../src/index.ts'

const ELF = { format: 'ELF', machine: 'x86_64', libc: 'glibc', glibc: 28, isModule: true } as const
const MUSL = { ...ELF, libc: 'musl', glibc: undefined } as unknown as NativeFacts
const STATIC: NativeFacts = { format: 'ELF', machine: 'x86_64', libc: undefined, isModule: false }
const PE = { format: 'PE', machine: 'amd64', isManaged: false, isModule: true } as const
const BOTH: NativeFacts = {
  format: 'Mach-O',
  slices: [
    { machine: 'x86_64', system: [10, 13] },
    { machine: 'arm64', system: [12, 3] },
  ],
  isModule: true,
}

const kindOf = (native: NativeFacts, platform: string) => nativeFit(native, platform)?.kind

describe('machine code of Linux', () => {
  test.each([
    ['manylinux_2_28_x86_64', 'fits'],
    ['manylinux_2_34_x86_64', 'fits'],
    ['manylinux_2_27_x86_64', 'too-new'],
    ['manylinux2014_x86_64', 'too-new'],
    ['linux_x86_64', 'fits'],
    ['manylinux_2_28_aarch64', 'other'],
    ['musllinux_1_2_x86_64', 'other'],
    ['win_amd64', 'other'],
    ['macosx_11_0_x86_64', 'other'],
    ['any', undefined],
    ['ios_13_0_arm64_iphoneos', undefined],
  ])('that needs glibc 2.28, on %s: %s', (platform, kind) => {
    expect(kindOf(ELF, platform)).toBe(kind)
  })

  test('says what it needs, and which platform promises that', () => {
    expect(nativeFit(ELF, 'manylinux2014_x86_64')).toEqual({
      kind: 'too-new',
      found: 'glibc 2.28',
      expected: 'glibc 2.17',
      fitting: 'manylinux_2_28_x86_64',
    })
    expect(nativeFit(ELF, 'musllinux_1_2_aarch64')).toEqual({
      kind: 'other',
      found: 'Linux with glibc on x86_64',
      expected: 'Linux with musl on aarch64',
    })
  })

  test('of musl is for musl alone; a static program runs on both', () => {
    expect(kindOf(MUSL, 'musllinux_1_1_x86_64')).toBe('fits')
    expect(kindOf(MUSL, 'manylinux_2_28_x86_64')).toBe('other')
    expect(kindOf(STATIC, 'musllinux_1_1_x86_64')).toBe('fits')
    expect(kindOf(STATIC, 'manylinux1_x86_64')).toBe('fits')
  })

  test('of 32-bit ARM has one machine for all tags', () => {
    expect(kindOf({ ...STATIC, machine: 'arm' }, 'manylinux_2_31_armv7l')).toBe('fits')
  })
})

test('machine code of Windows is for one machine; .NET code for all', () => {
  expect(kindOf(PE, 'win_amd64')).toBe('fits')
  expect(kindOf(PE, 'win_arm64')).toBe('other')
  expect(kindOf({ ...PE, machine: 'x86' }, 'win32')).toBe('fits')
  expect(kindOf({ ...PE, machine: 'x86', isManaged: true }, 'win_amd64')).toBe('fits')
  expect(kindOf(PE, 'manylinux_2_28_x86_64')).toBe('other')
})

describe('machine code of macOS', () => {
  test.each([
    ['macosx_13_0_universal2', 'fits'],
    ['macosx_11_0_universal2', 'too-new'],
    ['macosx_12_0_arm64', 'too-new'],
    ['macosx_13_0_arm64', 'fits'],
    ['macosx_10_13_x86_64', 'fits'],
    ['macosx_10_9_x86_64', 'too-new'],
    ['macosx_10_9_i386', 'other'],
    ['linux_x86_64', 'other'],
  ])('for two machines, on %s: %s', (platform, kind) => {
    expect(kindOf(BOTH, platform)).toBe(kind)
  })

  test('for one machine is not for universal2', () => {
    const arm: NativeFacts = {
      format: 'Mach-O',
      slices: [{ machine: 'arm64', system: [11, 0] }],
      isModule: true,
    }
    expect(kindOf(arm, 'macosx_11_0_universal2')).toBe('other')
    // The first macOS for ARM is 11, whatever the tag says.
    expect(kindOf(arm, 'macosx_10_9_arm64')).toBe('fits')
  })
})

test('a system loads files with its own suffixes', () => {
  const names = ['a.so', 'a.so.1', 'a.pyd', 'a.dll', 'a.dylib', 'bin/a', 'bin/a.exe']
  const loaded = (platform: string) => names.filter((name) => isLoadedOn(name, platform))
  expect(loaded('linux_x86_64')).toEqual(['a.so', 'a.so.1', 'bin/a'])
  expect(loaded('macosx_11_0_arm64')).toEqual(['a.so', 'a.so.1', 'a.dylib', 'bin/a'])
  expect(loaded('win_amd64')).toEqual(['a.pyd', 'a.dll', 'bin/a.exe'])
  expect(loaded('any')).toEqual([])
})

test('machine code that was not read is unknown', () => {
  expect(nativeFit({ format: 'unread', reason: 'it is cut off' }, 'win_amd64')).toEqual({
    kind: 'unknown',
    reason: 'it is cut off',
  })
})
