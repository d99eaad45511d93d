import { execFile, spawn } from 'node:child_process'
import {
  closeSync,
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Shown, excerpt } from './excerpt.ts'
import { terminalSvg } from './terminal-svg.ts'

const run = promisify(execFile)

/** The repository. */
export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))

const SHOWN: readonly Shown[] = [
  { command: 'exuvia explain tidemark.cli', lines: [/^ships as bytecode/] },
  { command: 'exuvia explain lib/tidemark/plugins', lines: [/^ships as source/] },
  {
    command: 'exuvia build',
    lines: [/^target /, /^cp31\d-any {2}/, /^source twin /, /^\d tarballs/, /^ {2}CPython 3/, /^built /],
  },
  { command: 'exuvia publish', lines: [/^published /] },
  { command: 'exuvia verify', lines: [/^intact .*\.tar\.gz/, /^all files match/] },
]
const TITLE = 'Exuvia in a terminal'
const ABOUT =
  'exuvia explain says why one file ships as bytecode and another as source. exuvia build makes a tarball for each of three Pythons and one of the source that a licence requires. exuvia publish puts them on GitHub, and exuvia verify compares every file.'

/**
 * Draws the pictures of the README from a run of the demo, on a copy of the example: the same example and the same
 * program give the same bytes.
 * @param out the folder for `demo.svg` and `sizes.svg`
 * @param cache a folder of compiled bytecode to use again
 */
export async function drawPictures(out: string, cache?: string): Promise<void> {
  const work = mkdtempSync(path.join(tmpdir(), 'exuvia-pictures-'))
  try {
    // Outside of the repository: a release of a checkout names its commit, which is always another.
    cpSync(path.join(ROOT, 'examples/tidemark'), path.join(work, 'examples/tidemark'), {
      recursive: true,
      filter: (from) => !from.includes('__pycache__'),
    })
    const { NO_COLOR: _, ...env } = process.env
    const demo = path.join(ROOT, 'tools/demo/src/main.ts')
    const printed = path.join(work, 'printed')
    await runInto(printed, [demo, work], {
      ...env,
      FORCE_COLOR: '1',
      SOURCE_DATE_EPOCH: '1767225600',
      ...(cache === undefined ? {} : { EXUVIA_CACHE_DIR: cache }),
    })
    const shown = excerpt(readFileSync(printed, 'utf8'), SHOWN)
    mkdirSync(out, { recursive: true })
    writeFileSync(path.join(out, 'demo.svg'), terminalSvg(shown, TITLE, ABOUT))
    const [manifest = ''] = globSync('demo-release/dist/*.manifest.json', { cwd: work })
    const treemap = path.join(ROOT, 'packages/manifest/scripts/draw-treemap.ts')
    const drawn = await run(process.execPath, [
      '--conditions=@exuvia/source',
      treemap,
      path.join(work, manifest),
    ])
    writeFileSync(path.join(out, 'sizes.svg'), drawn.stdout)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Runs a program of the repository. Both of its streams go to one file, as they go to one terminal. */
async function runInto(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const printed = openSync(file, 'a')
  try {
    const child = spawn(process.execPath, ['--conditions=@exuvia/source', ...args], {
      env,
      stdio: ['ignore', printed, printed],
    })
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    if (code !== 0) throw new Error(readFileSync(file, 'utf8'))
  } finally {
    closeSync(printed)
  }
}
