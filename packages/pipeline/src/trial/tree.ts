import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Toolchain, embeddedCommand } from '@exuvia/compiler'
import { extractTarball } from '@exuvia/files'
import { renderLauncher } from '@exuvia/launcher'
import { distributionStem, parseTarget, runtimeVersion } from '@exuvia/packaging'
import { IMPORT_RUNNER } from './runner-script.ts'
import type { TrialSubject } from './subjects.ts'

/** The launcher that imports; no tarball has a command of this name. */
export const RUNNER = 'exuvia-trial'

/** A release in a folder, and the Python that runs it. */
export interface Tree {
  /** Absolute path of `<name>-<version>`. */
  readonly root: string
  /** Absolute path of the interpreter; of an embedded one, where its files are. */
  readonly python: string
  /** Whether that is CPython in WebAssembly. */
  readonly isEmbedded: boolean
  /** The words that start it, before a Python file and its arguments, in a HOME. */
  readonly start: (home: string) => readonly string[]
  /** `3.12`. */
  readonly version: string
  /** Where Python finds more modules, absolute: in a zip. */
  readonly path?: string
}

/** Unpacks a tarball for a trial. */
export async function unpackTree(
  file: string,
  folder: string,
  about: TrialSubject,
  toolchain: Toolchain,
): Promise<Tree> {
  await extractTarball(file, folder)
  return prepareTree(folder, about, toolchain)
}

/** Adds the importer to an unpacked release: a launcher starts it, so it sees what an application sees. */
export async function prepareTree(folder: string, about: TrialSubject, toolchain: Toolchain): Promise<Tree> {
  const stem = distributionStem(about.name, about.version)
  const root = path.join(folder, stem)
  const { runtime, platform } = parseTarget(about.target ?? '')
  await mkdir(path.join(root, 'bin'), { recursive: true })
  await mkdir(path.join(root, 'libexec'), { recursive: true })
  await mkdir(path.join(root, 'lib'), { recursive: true })
  const code = `libexec/${RUNNER}.py`
  await writeFile(path.join(root, code), IMPORT_RUNNER)
  const launcher = renderLauncher({
    runtime,
    magic: toolchain.magic,
    start: { code },
    native: platform !== 'any',
    gui: false,
    script: RUNNER,
    stem,
    siblings: [],
  })
  await writeFile(path.join(root, 'bin', RUNNER), launcher)
  const isEmbedded = toolchain.kind === 'embedded'
  return {
    root,
    python: toolchain.entry,
    isEmbedded,
    start: (home) => (isEmbedded ? embeddedCommand(toolchain, root, home) : [toolchain.entry]),
    version: runtimeVersion(runtime),
  }
}
