import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { makeElf, makeMachO, makePe } from '@exuvia/crafted-archives'
import { pythonInPyenv } from '@exuvia/test-needs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeContent } from '../src/index.ts'
import { temporaryFolder } from './support.ts'

async function nativeOf(bytes: Uint8Array, name = 'lib/pkg/fast.cpython-312-x86_64-linux-gnu.so') {
  return (await describeContent(name, once(bytes))).native
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

const GLIBC = { 'libc.so.6': ['GLIBC_2.2.5', 'GLIBC_2.34'], 'libm.so.6': ['GLIBC_2.29'] }

describe('a file of Linux', () => {
  test('names its machine, its C library and the newest version that it needs', async () => {
    const bytes = makeElf({ needed: ['libm.so.6', 'libc.so.6'], versions: GLIBC })
    expect(await nativeOf(bytes)).toEqual({
      format: 'ELF',
      machine: 'x86_64',
      libc: 'glibc',
      glibc: 34,
      isModule: true,
    })
  })

  test.each([
    [{ machine: 183 }, 'aarch64'],
    [{ machine: 3, bits: 32 as const }, 'i686'],
    [{ machine: 62, bits: 32 as const }, 'x32'],
    [{ machine: 40, bits: 32 as const }, 'arm'],
    [{ machine: 21 }, 'ppc64le'],
    [{ machine: 22, bigEndian: true }, 's390x'],
    [{ machine: 243 }, 'riscv64'],
    [{ machine: 94, bits: 32 as const }, 'ELF machine 94'],
  ])('%j is for %s, in its own width and byte order', async (parts, machine) => {
    const bytes = makeElf({ ...parts, needed: ['libc.so.6'], versions: { 'libc.so.6': ['GLIBC_2.17'] } })
    expect(await nativeOf(bytes)).toMatchObject({ machine, libc: 'glibc', glibc: 17 })
  })

  test('that is linked to musl needs no glibc, and a static one neither', async () => {
    expect(await nativeOf(makeElf({ needed: ['libc.musl-x86_64.so.1'] }))).toMatchObject({ libc: 'musl' })
    expect(await nativeOf(makeElf({ interpreter: '/lib/ld-musl-aarch64.so.1' }))).toMatchObject({
      libc: 'musl',
    })
    expect(await nativeOf(makeElf({ interpreter: '/lib64/ld-linux-x86-64.so.2' }))).toMatchObject({
      libc: 'glibc',
    })
    expect((await nativeOf(makeElf())) as object).toHaveProperty('libc', undefined)
  })

  test('may do without what is weak; relative relocations need glibc 2.36', async () => {
    const weak = makeElf({ versions: { 'libc.so.6': ['GLIBC_2.17', 'weak GLIBC_2.38', 'GLIBC_PRIVATE'] } })
    expect(await nativeOf(weak)).toMatchObject({ glibc: 17 })
    const relative = makeElf({ versions: { 'libc.so.6': ['GLIBC_2.17', 'GLIBC_ABI_DT_RELR'] } })
    expect(await nativeOf(relative)).toMatchObject({ glibc: 36 })
  })

  test('is a module of Python by its suffix, or by the function that Python calls', async () => {
    const plain = makeElf()
    const module = Buffer.concat([plain, Buffer.from('PyInit_fast\0')])
    expect(await nativeOf(plain, 'lib/fast.so')).toMatchObject({ isModule: false })
    expect(await nativeOf(module, 'lib/fast.so')).toMatchObject({ isModule: true })
    expect(await nativeOf(module, 'lib/other.so')).toMatchObject({ isModule: false })
    expect(await nativeOf(plain, 'lib/fast.abi3.so')).toMatchObject({ isModule: true })
    expect(await nativeOf(plain, 'app.libs/libfast.so.1')).toMatchObject({ isModule: false })
  })

  test('is described as readelf describes it', { tags: ['readelf', 'cp312', 'slow'] }, async () => {
    const root = path.dirname(path.dirname(pythonInPyenv('3.12') ?? ''))
    const folder = path.join(root, 'lib/python3.12/lib-dynload')
    const files = readdirSync(folder).filter((name) => name.endsWith('.so'))
    expect(files.length).toBeGreaterThan(30)
    for (const file of [...files.map((name) => path.join(folder, name)), path.join(root, 'bin/python3.12')]) {
      const said = execFileSync('readelf', ['-hVdl', file], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C' },
      })
      const versions = [...said.matchAll(/Name: GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor))
      expect(await nativeOf(readFileSync(file), file)).toMatchObject({
        format: 'ELF',
        machine: said.includes('X86-64') ? 'x86_64' : 'aarch64',
        libc: said.includes('libc.so.6') || versions.length > 0 ? 'glibc' : undefined,
        ...(versions.length === 0 ? {} : { glibc: Math.max(...versions) }),
      })
    }
  })

  test('made for a test is read by readelf too', { tags: ['readelf'] }, async () => {
    const file = path.join(await temporaryFolder(), 'made.so')
    writeFileSync(file, makeElf({ machine: 183, needed: ['libc.so.6'], versions: GLIBC }))
    const said = execFileSync('readelf', ['-hd', file], { encoding: 'utf8' })
    expect(said).toContain('AArch64')
    expect(said).toContain('[libc.so.6]')
  })
})

describe('a file of Windows', () => {
  test.each([
    [0x8664, 'amd64'],
    [0xaa64, 'arm64'],
    [0x14c, 'x86'],
    [0x9999, 'PE machine 0x9999'],
  ])('names its machine: %i is %s', async (machine, name) => {
    expect(await nativeOf(makePe({ machine }), 'lib/fast.pyd')).toEqual({
      format: 'PE',
      machine: name,
      isManaged: false,
      isModule: true,
    })
  })

  test('of .NET runs on any machine', async () => {
    const bytes = makePe({ machine: 0x14c, managed: true })
    expect(await nativeOf(bytes, 'lib/clr.dll')).toMatchObject({ isManaged: true, isModule: false })
    expect(await nativeOf(makePe({ managed: true }), 'lib/clr.dll')).toMatchObject({ isManaged: true })
  })
})

describe('a file of macOS', () => {
  test('names the oldest system for each architecture', async () => {
    const bytes = makeMachO([
      { machine: 'x86_64', system: [10, 13], old: true },
      { machine: 'arm64', system: [11, 0] },
    ])
    expect(await nativeOf(bytes)).toEqual({
      format: 'Mach-O',
      slices: [
        { machine: 'x86_64', system: [10, 13] },
        { machine: 'arm64', system: [11, 0] },
      ],
      isModule: true,
    })
    expect(await nativeOf(makeMachO([{ machine: 'arm64' }]))).toMatchObject({
      slices: [{ machine: 'arm64' }],
    })
  })

  test('is not a Java class, which begins alike', async () => {
    expect(await nativeOf(Buffer.from('cafebabe00000041000a0001', 'hex'), 'lib/A.class')).toBeUndefined()
  })
})

/** What a file says of the machine of its build, read by the programs of LLVM and binutils. */
describe('where a file was made', () => {
  const PDB = 'C:\\Users\\kai\\tide\\fast.pdb'

  test(
    'a file of Windows names its PDB, and MinGW leaves sections of DWARF',
    { tags: ['readelf'] },
    async () => {
      const bytes = makePe({ pdb: PDB, debugBytes: 5000 })
      expect(await nativeOf(bytes, 'fast.pyd')).toMatchObject({ debugBytes: 5000, debugPaths: [PDB] })
      const file = path.join(await temporaryFolder(), 'fast.pyd')
      writeFileSync(file, bytes)
      const said = execFileSync('objdump', ['-h', '-p', file], { encoding: 'utf8' })
      expect(said).toMatch(/\.debug_info +00001388/)
      expect(said).toContain(PDB)
      expect((await nativeOf(makePe({ pdb: 'fast.pdb' }), 'fast.pyd')) as object).not.toHaveProperty(
        'debugPaths',
      )
    },
  )

  test('a file of macOS names folders, libraries and object files', async () => {
    const bytes = makeMachO([
      { machine: 'x86_64', rpaths: ['/Users/kai/lib'], debugBytes: 3000 },
      {
        machine: 'arm64',
        system: [11, 0],
        installName: '/opt/kai/libfast.dylib',
        objects: ['/Users/kai/fast.o', 'fast.c'],
      },
    ])
    expect(await nativeOf(bytes)).toMatchObject({
      slices: [{ machine: 'x86_64' }, { machine: 'arm64', system: [11, 0] }],
      rpaths: ['/Users/kai/lib'],
      installNames: ['/opt/kai/libfast.dylib'],
      debugBytes: 3032,
      debugPaths: ['/Users/kai/fast.o'],
    })
  })

  test.each([
    [
      'the name of a section outside of it',
      patched(makePe({ pdb: PDB, debugBytes: 9 }), 128 + 24 + 240 + 41, 3, 0x393939),
    ],
    ['a debug directory outside of it', patched(makePe({ pdb: PDB }), 128 + 24 + 112 + 48, 4, 0x7fff0000)],
    ['symbols that are cut off', makeMachO([{ machine: 'arm64', objects: ['/a.o'] }]).subarray(0, -10)],
    ['a table of sections that is cut off', makeElf({ debugBytes: 9 }).subarray(0, -100)],
  ])('a file with %s is read, but not its debug data', async (_name, bytes) => {
    const facts = await nativeOf(bytes)
    expect(facts).toMatchObject({
      format: expect.stringMatching(/PE|Mach-O|ELF/),
      debugUnread: expect.any(String),
    })
  })
})

describe('a damaged file', () => {
  test.each([
    ['that is cut off', makeElf({ versions: GLIBC }).subarray(0, 100)],
    ['with headers outside of it', patched(makeElf(), 32, 8, 0xffffff)],
    ['with too many headers', patched(makeElf(), 56, 2, 0xffff)],
    ['of an unknown class', patched(makeElf(), 4, 1, 9)],
    ['without a PE header', Buffer.from(`MZ${' '.repeat(100)}`)],
    [
      'with a part that is cut off',
      makeMachO([{ machine: 'arm64' }, { machine: 'x86_64' }]).subarray(0, 4100),
    ],
  ])('%s is described as unread', async (_name, bytes) => {
    expect(await nativeOf(bytes)).toEqual({ format: 'unread', reason: expect.any(String) })
  })

  test('never makes the reader fail, whatever is wrong in it', async () => {
    const whole = [
      makeElf({ needed: ['libc.so.6'], versions: GLIBC, interpreter: '/lib64/ld-linux-x86-64.so.2' }),
      makeElf({ bits: 32, bigEndian: true, versions: GLIBC }),
      makeElf({ debugBytes: 40, rpaths: ['/a'] }),
      makePe(),
      makePe({ pdb: 'C:\\a.pdb', debugBytes: 40 }),
      makeMachO([
        { machine: 'x86_64', system: [10, 9], rpaths: ['/a'], installName: '/b', debugBytes: 40 },
        { machine: 'arm64', system: [14, 0], objects: ['/a.o'] },
      ]),
      makeMachO([{ machine: 'arm64', rpaths: ['/a'], debugBytes: 40, objects: ['/a.o', '/b/'] }]),
    ]
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...whole), changes, fc.nat(), async (file, edits, cut) => {
        const bytes = Buffer.from(file)
        // The first four bytes stay, so that a reader runs.
        for (const [at, value] of edits) bytes[4 + (at % Math.min(bytes.length - 4, 600))] = value
        const facts = await nativeOf(cut % 3 === 0 ? bytes.subarray(0, 8 + (cut % bytes.length)) : bytes)
        expect(facts === undefined || typeof facts.format === 'string').toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

function patched(bytes: Buffer, at: number, width: number, value: number): Buffer {
  bytes.writeUIntLE(value, at, Math.min(width, 6))
  return bytes
}
