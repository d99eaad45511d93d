import type { ContentFacts, Distribution, NativeFacts, Target } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { judgeForeign } from '../src/index.ts'
import { config, distribution, inventory, judge, rule } from './support.ts'

const X86: NativeFacts = { format: 'ELF', machine: 'x86_64', libc: 'glibc', glibc: 17, isModule: true }
const ARM: NativeFacts = { ...X86, machine: 'aarch64' }
const NEW: NativeFacts = { ...X86, glibc: 34 }
const LINUX: Target = { runtime: 'cp312', platform: 'manylinux_2_28_x86_64' }

function native(files: Readonly<Record<string, NativeFacts | undefined>>, wheel?: string): Distribution {
  const own = distribution('fast', Object.keys(files), { native: true })
  return {
    ...own,
    wheel: wheel ?? 'fast-1.0-cp312-cp312-manylinux_2_17_x86_64.whl',
    files: own.files.map((file) => {
      const found = files[file.path]
      const facts: ContentFacts = {
        script: false,
        start: new Uint8Array(16),
        ...(found === undefined ? {} : { native: found }),
      }
      return { ...file, role: 'native', facts }
    }),
  }
}

function findings(
  item: Distribution,
  targets: readonly Target[] = [LINUX],
  rules: Parameters<typeof config>[0] = {},
) {
  const all = {
    ...inventory(item),
    targets: targets.map((target) => ({ target, distributions: [item.id], commands: [] })),
  }
  return judge(all, config(rules))
    .findings.filter(({ code }) => code.startsWith('native-'))
    .map(
      ({ code, severity, subject }) =>
        `${severity} ${code} ${subject.path} ${subject.target ?? subject.targets?.join()}`,
    )
}

describe('a module whose name is for another Python', () => {
  const TAGGED = 'fast/_c.cpython-313-x86_64-linux-gnu.so'
  const THREADED = 'fast/_c.cpython-313t-x86_64-linux-gnu.so'
  const STABLE = 'fast/_c.abi3.so'
  const PLAIN = 'fast/_c.so'
  test.each([
    ['cp313', [TAGGED], []],
    ['cp313', [STABLE], []],
    ['cp313', [THREADED], [THREADED]],
    ['cp313t', [THREADED], []],
    ['cp313t', [TAGGED], [TAGGED]],
    ['cp313t', [STABLE], [STABLE]],
    ['cp313t', [PLAIN], []],
    ['cp312', [TAGGED], [TAGGED]],
    // One of them fits.
    ['cp313t', [TAGGED, THREADED], []],
    ['cp312', [TAGGED, STABLE], []],
    ['pp310', [STABLE], [STABLE]],
    ['pp310', ['fast/_c.pypy310-pp73-x86_64-linux-gnu.so'], []],
  ] as const)('for %s, %j', (runtime, names, expected) => {
    const files = Object.fromEntries(names.map((name) => [`lib/${name}`, X86]))
    expect(findings(native(files), [{ runtime, platform: LINUX.platform }])).toEqual(
      expected.map((name) => `error native-wrong-python src/${name} ${runtime}-${LINUX.platform}`),
    )
  })

  test('is no error if it is no module', () => {
    expect(findings(native({ [`lib/${TAGGED}`]: { ...X86, isModule: false } }))).toEqual([])
  })
})

describe('machine code in a build', () => {
  test('of another machine than its target is an error', () => {
    expect(findings(native({ 'lib/fast.so': ARM }))).toEqual([
      'error native-wrong-machine src/fast.so cp312-manylinux_2_28_x86_64',
    ])
  })

  test('that needs a newer glibc than its target promises is an error', () => {
    expect(findings(native({ 'lib/fast.so': NEW }))).toEqual([
      'error native-too-new src/fast.so cp312-manylinux_2_28_x86_64',
    ])
    expect(
      findings(native({ 'lib/fast.so': NEW }), [{ runtime: 'cp312', platform: 'manylinux_2_34_x86_64' }]),
    ).toEqual([])
  })

  test('is compared with each target', () => {
    const targets = [
      LINUX,
      { runtime: 'cp313', platform: LINUX.platform },
      { runtime: 'cp312', platform: 'manylinux_2_28_aarch64' },
    ]
    expect(findings(native({ 'lib/fast.so': X86 }), targets)).toEqual([
      'error native-wrong-machine src/fast.so cp312-manylinux_2_28_aarch64',
    ])
    expect(findings(native({ 'lib/fast.so': ARM }), targets)).toEqual([
      'error native-wrong-machine src/fast.so cp312-manylinux_2_28_x86_64,cp313-manylinux_2_28_x86_64',
    ])
  })

  test('that the policy leaves out is not compared', () => {
    const rules = [rule('exclude', { path: 'fast.so' })]
    expect(findings(native({ 'lib/fast.so': ARM }), [LINUX], { rules })).toEqual([])
  })

  test('in a pure wheel may be for any machine, except a module', () => {
    const helper = { ...ARM, isModule: false } as NativeFacts
    const pure = 'fast-1.0-py3-none-any.whl'
    expect(findings(native({ 'lib/helper.so': helper }, pure))).toEqual([])
    expect(findings(native({ 'lib/helper.so': helper }))).toHaveLength(1)
    expect(findings(native({ 'lib/fast.so': ARM }, pure))).toHaveLength(1)
  })

  test('for several machines side by side passes if one is for the target', () => {
    const helper = { ...ARM, isModule: false } as NativeFacts
    const own = { ...X86, isModule: false } as NativeFacts
    expect(findings(native({ 'lib/helper_arm.so': helper, 'lib/helper.so': own }))).toEqual([])
  })

  test('that nobody read is reported', () => {
    expect(findings(native({ 'lib/fast.so': undefined }))).toEqual([
      'warning native-unread src/fast.so cp312-manylinux_2_28_x86_64',
    ])
    const cut: NativeFacts = { format: 'unread', reason: 'it is cut off' }
    expect(findings(native({ 'lib/fast.so': cut }))).toHaveLength(1)
    expect(findings(native({ 'lib/MZ.txt': cut }))).toEqual([])
  })
})

/** What the check of a finished archive says of machine code. */
const check = (artifact: string, files: Readonly<Record<string, NativeFacts>>) =>
  judgeForeign(
    undefined,
    Object.entries(files).map(([path, facts]) => ({
      path,
      size: 1,
      executable: false,
      head: new Uint8Array(16),
      native: facts,
    })),
    { artifact },
  )
    .filter(({ code }) => code.startsWith('native-'))
    .map(({ code, severity, args }) => [code, severity, args['platform']])

describe('machine code in a finished wheel or tarball', () => {
  test('is compared with the tags of the wheel, the oldest system too', () => {
    const wheel = 'fast-1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl'
    expect(check(wheel, { 'fast.so': X86 })).toEqual([])
    expect(check(wheel, { 'fast.so': ARM })).toEqual([
      ['native-wrong-machine', 'error', 'manylinux_2_17_x86_64'],
    ])
    expect(check(wheel, { 'fast.so': NEW })).toEqual([['native-too-new', 'error', 'manylinux_2_17_x86_64']])
  })

  test('is compared with the target in the name of a tarball', () => {
    const name = 'fast-1.0-cp312-manylinux_2_28_aarch64.tar.gz'
    expect(check(name, { 'fast-1.0/lib/fast.so': X86 })).toEqual([
      ['native-wrong-machine', 'error', 'manylinux_2_28_aarch64'],
    ])
    expect(check('fast-1.0.tar.gz', { 'fast-1.0/fast.so': X86 })).toEqual([])
  })

  test('of macOS that names a newer system is a warning, because macOS loads it', () => {
    const facts: NativeFacts = {
      format: 'Mach-O',
      slices: [{ machine: 'x86_64', system: [12, 0] }],
      isModule: true,
    }
    expect(check('fast-1.0-cp312-cp312-macosx_10_9_x86_64.whl', { 'fast.so': facts })).toEqual([
      ['native-too-new', 'warning', 'macosx_10_9_x86_64'],
    ])
  })
})
