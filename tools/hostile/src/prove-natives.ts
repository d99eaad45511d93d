// What `check` says of the machine code in 233 popular wheels:
//   npm run prove:natives [-- FOLDER] [--name DISTRIBUTION] [--every 4]
// natives.txt pins them; pip downloads them once into the tests' cache, about 450 MB. What each file says of
// its machine and of its build is also compared with what readelf and LLVM's programs print, if they are there.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { describeContent, readArchive } from '@exuvia/files'
import type { ElfFacts, NativeFacts } from '@exuvia/model'
import { parseWheelFilename } from '@exuvia/packaging'
import { checkFiles } from '@exuvia/pipeline'
import { filledOnce, hasTool } from '@exuvia/test-needs'
import { ourTraces, theirTraces } from './native-traces.ts'

/** Wheels whose tags promise more than their files keep; macholib reads the same minimum. */
const TRUE_ALARMS = new Map([
  // One of its slices names macOS 12.0.
  ['protobuf-7.36.2-cp310-abi3-macosx_10_9_universal2.whl', 'native-too-new'],
])

/** What readelf prints, and the machine in the words of platform tags. */
const MACHINES: readonly (readonly [RegExp, string])[] = [
  [/Class: +ELF32[^]*X86-64/, 'x32'],
  [/X86-64/, 'x86_64'],
  [/AArch64/, 'aarch64'],
  [/Intel 80386/, 'i686'],
  [/Machine: +ARM/, 'arm'],
  [/PowerPC64/, 'ppc64le'],
  [/S\/390/, 's390x'],
  [/Class: +ELF64[^]*RISC-V/, 'riscv64'],
]

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { name: { type: 'string' }, every: { type: 'string', default: '1' } },
})
const list = readFileSync(path.join(import.meta.dirname, 'natives.txt'), 'utf8')
const pinned = list
  .trim()
  .split('\n')
  .map((line) => line.split(' '))
  .map(([file = '', sha256 = '']) => ({ file, sha256 }))
  .filter(({ file }) => values.name === undefined || file.startsWith(`${values.name}-`))
  .filter((_, index) => index % Number(values.every) === 0)
const folder =
  positionals[0] === undefined
    ? await downloaded()
    : path.resolve(process.env['INIT_CWD'] ?? '.', positionals[0])
const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia-natives-'))
const totals = { wheels: 0, files: 0, compared: 0, traced: 0, alarms: 0, falseAlarms: 0, differences: 0 }
/** Files whose debug data Exuvia does not read. */
const unread: string[] = []
try {
  const here = new Set(readdirSync(folder))
  for (const { file } of pinned) {
    if (!here.has(file)) throw new Error(`${file} is not in ${folder}`)
    totals.wheels += 1
    await judge(file)
    await compare(file)
  }
  console.log(
    Object.entries(totals)
      .map(([name, count]) => `${name} ${count}`)
      .join(', '),
  )
  for (const line of unread) console.log(`debug data not read: ${line}`)
  process.exitCode = totals.falseAlarms + totals.differences === 0 ? 0 : 1
} finally {
  rmSync(cwd, { recursive: true, force: true })
}

async function downloaded(): Promise<string> {
  return filledOnce('native-wheels', JSON.stringify(pinned), (into) => {
    const groups = Map.groupBy(pinned, ({ file }) =>
      parseWheelFilename(file).platforms.map(familyOf).join(' '),
    )
    for (const group of groups.values()) {
      const platforms = new Set(group.flatMap(({ file }) => parseWheelFilename(file).platforms))
      const requirements = path.join(into, 'requirements.txt')
      const lines = group.map(({ file, sha256 }) => {
        const { normalizedName, version } = parseWheelFilename(file)
        return `${normalizedName}==${version} --hash=sha256:${sha256}\n`
      })
      writeFileSync(requirements, lines.join(''))
      const python = ['--python-version', '3.12', '--implementation', 'cp']
      const abis = ['cp312', 'abi3', 'none'].flatMap((abi) => ['--abi', abi])
      const for_ = [...platforms].flatMap((platform) => ['--platform', platform])
      const how = [
        '--no-deps',
        '--only-binary',
        ':all:',
        '--require-hashes',
        '--dest',
        into,
        '-r',
        requirements,
      ]
      const quiet = ['--quiet', '--disable-pip-version-check']
      execFileSync('python3', ['-m', 'pip', 'download', ...quiet, ...python, ...abis, ...for_, ...how], {
        stdio: 'inherit',
      })
    }
    return Promise.resolve()
  })
}

function familyOf(platform: string): string {
  return platform.replace(/\d+_\d+_|2014|2010|1(?=_)/g, '')
}

async function judge(file: string): Promise<void> {
  const context = { cwd, env: {}, signal: new AbortController().signal, progress: () => undefined }
  for (const { code, subject, args } of await checkFiles([path.join(folder, file)], {}, context)) {
    if (!code.startsWith('native-')) continue
    totals.alarms += 1
    if (TRUE_ALARMS.get(file) === code) continue
    totals.falseAlarms += 1
    console.log(`${file}!${subject.path ?? ''}: ${code} ${JSON.stringify(args)}`)
  }
}

async function compare(file: string): Promise<void> {
  for await (const entry of readArchive(path.join(folder, file))) {
    if (entry.type !== 'file') continue
    const pieces: Uint8Array[] = []
    const { native } = await describeContent(entry.path, overheard(entry.content, pieces))
    if (native === undefined) continue
    totals.files += 1
    const copy = path.join(cwd, 'copy')
    writeFileSync(copy, Buffer.concat(pieces))
    if (native.format !== 'unread') compareTraces(`${file}!${entry.path}`, copy, native)
    if (native.format !== 'ELF' || !hasTool('readelf')) continue
    totals.compared += 1
    const ours = { machine: native.machine, glibc: native.glibc }
    const theirs = readelfFacts(copy)
    if (JSON.stringify(ours) === JSON.stringify({ machine: theirs.machine, glibc: theirs.glibc })) continue
    totals.differences += 1
    console.log(`${file}!${entry.path}: ${JSON.stringify(ours)}, but readelf says ${JSON.stringify(theirs)}`)
  }
}

function compareTraces(name: string, copy: string, native: Exclude<NativeFacts, { format: 'unread' }>): void {
  if (!hasTool(native.format === 'ELF' ? 'readelf' : 'llvm')) return
  const ours = ourTraces(native)
  if (ours === undefined) {
    unread.push(`${name}: ${native.debugUnread ?? ''}`)
    return
  }
  totals.traced += 1
  const theirs = theirTraces(copy, native.format)
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return
  totals.differences += 1
  console.log(`${name}: ${JSON.stringify(ours)}, but others say ${JSON.stringify(theirs)}`)
}

async function* overheard(source: AsyncIterable<Uint8Array>, into: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    into.push(piece)
    yield piece
  }
}

function readelfFacts(file: string): Pick<ElfFacts, 'machine' | 'glibc'> {
  const said = execFileSync('readelf', ['-W', '-hV', file], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const header = /^.*Machine:.*$/m.exec(said)?.[0] ?? ''
  const kind = `${/^.*Class:.*$/m.exec(said)?.[0] ?? ''}\n${header}`
  const needs = said.slice(said.indexOf('Version needs section'))
  const minors = said.includes('Version needs section')
    ? [...needs.matchAll(/Name: GLIBC_2\.(\d+)(?:\.\d+)?\s+Flags: (?!.*WEAK)/g)].map(([, minor]) =>
        Number(minor),
      )
    : []
  if (/Name: GLIBC_ABI_DT_RELR/.test(needs)) minors.push(36)
  const machine = MACHINES.find(([pattern]) => pattern.test(kind))?.[1] ?? header
  return minors.length === 0 ? { machine } : { machine, glibc: minors.reduce((a, b) => Math.max(a, b)) }
}
