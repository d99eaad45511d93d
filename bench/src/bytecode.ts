import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'

import { writeTarball } from '@exuvia/archiver'
import { type LineDetail, normalise, readPyc, slim, writePyc } from '@exuvia/bytecode'
import { compareText } from '@exuvia/model'

import { copyStandardLibrary } from './standard-library.ts'

// Measures the size of a library at -OO with the normal form, slimming and our own gzip encoder, against the same
// tar and compressors on the output of compileall; and the speed on one core (our own encoder uses all cores).
// Arguments: runtime (cp312), runs (5).
const [runtime = 'cp312', runs = '5'] = process.argv.slice(2)

/** Tests and bundled programs, which no one ships. */
const NOT_SHIPPED = /(?:^|\/)(?:test|tests|idle_test|idlelib|lib2to3|turtledemo)\//
/** Packs as a user would, but with a fixed order and fixed times, so that the two differ only in the bytecode. */
const TAR = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner']
const COMPRESSORS = { gz: 'gzip -9', xz: 'xz -9e', zst: 'zstd -19 -q' }
/** The level of tarballs that is our own encoder's. */
const OURS = 10

const library = await copyStandardLibrary(runtime)
try {
  for (const file of globSync('**/*.py', { cwd: library.folder })) {
    if (NOT_SHIPPED.test(file)) rmSync(join(library.folder, file))
  }
  const plain = join(library.scratch, 'plain')
  cpSync(library.folder, plain, { recursive: true })
  execFileSync(library.python, ['-OO', '-m', 'compileall', '-q', '-f', '-b', plain])
  for (const file of globSync('**/*.py', { cwd: plain })) rmSync(join(plain, file))
  const files = globSync('**/*.pyc', { cwd: plain }).sort(compareText)
  const contents = files.map((file) => new Uint8Array(readFileSync(join(plain, file))))

  console.log(
    `standard library of CPython ${library.version} without its tests: ${files.length} files at -OO\n`,
  )
  console.log(
    `${''.padEnd(30)}${['raw', ...Object.keys(COMPRESSORS), `gz, level ${OURS}`].map(column).join('')}`,
  )
  const plainSizes = await sizesOf(plain)
  // Our own encoder writes gzip too: compare it with gzip -9.
  const baseline = [...plainSizes.slice(0, -1), plainSizes[1] as number]
  tell('compileall -b -OO', plainSizes, baseline)
  for (const lines of ['full', 'lines', 'none'] satisfies LineDetail[]) {
    const folder = join(library.scratch, lines)
    for (const [index, file] of files.entries()) {
      const path = join(folder, file)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, writePyc(slim(readPyc(contents[index] as Uint8Array), { lines })))
    }
    tell(`normal form, debug ${lines}`, await sizesOf(folder), baseline)
  }
  await measureSpeed()

  async function sizesOf(folder: string): Promise<number[]> {
    const raw = globSync('**/*.pyc', { cwd: folder }).reduce(
      (sum, file) => sum + readFileSync(join(folder, file)).length,
      0,
    )
    const compressed = Object.values(COMPRESSORS).map((compressor) => {
      const script = `tar -C "$1" ${TAR.join(' ')} -cf - . | ${compressor} | wc -c`
      return Number(execFileSync('sh', ['-ec', script, 'sh', folder], { encoding: 'utf8' }))
    })
    const ours = await pack(
      files.map((file) => readFileSync(join(folder, file))),
      OURS,
    )
    return [raw, ...compressed, ours]
  }

  /** The size of the tarball that Exuvia writes of the files' contents. */
  async function pack(all: readonly Uint8Array[], level: number): Promise<number> {
    const entries = all.map((content, index) => ({
      path: files[index] as string,
      mode: 0o644 as const,
      size: content.length,
      open: () => Promise.resolve(content),
    }))
    const out = join(library.scratch, 'packed.tar.gz')
    return (await writeTarball(out, entries, { root: 'library', mtime: 0, level })).size
  }

  /**
   * Reading, slimming, normalising and writing, alternately with SHA-256 of the same bytes: the cost of
   * one pass over every byte. Medians.
   */
  async function measureSpeed(): Promise<void> {
    const bytes = contents.reduce((sum, content) => sum + content.length, 0)
    const steps: Readonly<Record<string, () => unknown>> = {
      'read + slim + normalise + write': () => {
        for (const content of contents) writePyc(slim(readPyc(content), { lines: 'lines' }))
      },
      'of that, read': () => {
        for (const content of contents) readPyc(content)
      },
      'of that, read + normalise': () => {
        for (const content of contents) normalise(readPyc(content))
      },
      'SHA-256 of the same bytes': () => {
        for (const content of contents) createHash('sha256').update(content).digest()
      },
      'tarball, zlib level 9': () => pack(contents, 9),
      [`tarball, level ${OURS}, ${availableParallelism()} threads`]: () => pack(contents, OURS),
    }
    const seconds = new Map<string, number[]>(Object.keys(steps).map((name) => [name, []]))
    // Discard the first run, because V8 still compiles in it.
    for (let run = 0; run <= Number(runs); run += 1) {
      for (const [name, step] of Object.entries(steps)) {
        const started = performance.now()
        await step()
        if (run > 0) seconds.get(name)?.push((performance.now() - started) / 1000)
      }
    }
    console.log(`\none core, ${(bytes / 1e6).toFixed(1)} MB, median of ${runs} runs`)
    for (const [name, all] of seconds) {
      const median = all.sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN
      console.log(`${name.padEnd(34)}${(bytes / 1e6 / median).toFixed(1).padStart(6)} MB/s`)
    }
  }
} finally {
  library.remove()
}

function tell(name: string, sizes: readonly number[], baseline: readonly number[]): void {
  const cells = sizes.map((size, index) =>
    column(`${(size / 1e6).toFixed(2)} (${(size / (baseline[index] ?? Number.NaN)).toFixed(3)})`),
  )
  console.log(`${name.padEnd(30)}${cells.join('')}`)
}

function column(text: string): string {
  return text.padStart(16)
}
