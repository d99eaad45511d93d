import { collect } from '@exuvia/files'
import { compiledScript } from '@exuvia/launcher'
import {
  type Checked,
  type Compiled,
  type Distribution,
  scriptOfCode,
  type TargetContents,
} from '@exuvia/model'
import { distributionStem, withInstallersLine, withWheelTags, type WheelTags } from '@exuvia/packaging'
import { globMatches, readContent } from '@exuvia/project'
import { EXUVIA_VERSION } from '../version.ts'
import { type UnitIndex, shippedEntries } from './contents.ts'
import { bytesEntry, type PlannedEntry, textEntry } from './entries.ts'
import { projectIn } from './plan-wheels.ts'
import { targetFiles } from './target-files.ts'

/** What a wheel contains, and where its archive has it. */
export interface WheelContents {
  readonly entries: readonly PlannedEntry[]
  /** Path in the wheel → path in the archive, for files with the same bytes. */
  readonly places: ReadonlyMap<string, string>
  /** Files of the project that the wheel has in another form, or not at all. */
  readonly others: ReadonlySet<string>
}

/**
 * Lists what a wheel of the project alone contains, without RECORD: what its archive has of the project, where
 * installers look for it. What `project.include` adds to the archive's root has no place in a wheel.
 */
export async function wheelContents(
  compiled: Compiled,
  contents: TargetContents,
  units: UnitIndex,
  tags: WheelTags,
): Promise<WheelContents> {
  const { checked } = compiled.plan
  const project = projectIn(checked, contents)
  const { info, data, placeOf } = placesOf(project)
  const entries: PlannedEntry[] = []
  const places = new Map<string, string>()
  const others = new Set(addedFiles(checked, project))
  for (const file of targetFiles(checked, { ...contents, distributions: [project.id] })) {
    const { path } = file.file
    if (others.has(path)) continue
    const command = scriptOfCode(path)
    const shipped = shippedEntries(compiled, contents, units, file)
    if (command !== undefined) {
      others.add(path)
      // Of source beside bytecode the first is the source: Python caches no bytecode of a script.
      for (const entry of shipped.slice(0, 1))
        entries.push(await scriptEntry(`${data}/scripts/${command}`, entry))
      continue
    }
    for (const entry of shipped) {
      const at = placeOf(entry.path)
      if (at === undefined || at === `${info}/WHEEL`) others.add(path)
      else {
        entries.push({ ...entry, path: at })
        places.set(at, entry.path)
      }
    }
  }
  entries.push(textEntry(`${info}/WHEEL`, withWheelTags(await wheelText(project), tags)))
  return { entries, places, others }
}

/** What the configuration adds to the root of archives. */
function addedFiles({ config }: Checked, { files }: Distribution): string[] {
  const data = files.filter(({ path, role }) => role === 'data' && !path.startsWith('lib/'))
  return globMatches(
    config.project.include,
    data.map(({ path }) => path),
  )
}

/** Where installers look for what an archive has elsewhere (binary distribution format). */
function placesOf({ name, version, files }: Distribution): {
  readonly info: string
  readonly data: string
  /** Undefined for a second copy. */
  readonly placeOf: (path: string) => string | undefined
} {
  const metadata = files.find(({ path }) => /^lib\/[^/]+\.dist-info\/METADATA$/.test(path))?.path
  const info = metadata?.split('/')[1] ?? `${distributionStem(name, version)}.dist-info`
  const data = info.replace(/\.dist-info$/, '.data')
  const placeOf = (path: string): string | undefined => {
    if (path.startsWith('lib/')) return path.slice('lib/'.length)
    if (path.startsWith('LICENSES/')) return undefined
    return path.startsWith('bin/') ? `${data}/scripts/${path.slice('bin/'.length)}` : `${data}/data/${path}`
  }
  return { info, data, placeOf }
}

async function scriptEntry(path: string, entry: PlannedEntry): Promise<PlannedEntry> {
  const bytes = await collect(entry.open())
  const isBytecode = entry.sourceSize !== undefined
  const { ship, distribution } = entry
  const made = bytesEntry(path, isBytecode ? compiledScript(bytes) : withInstallersLine(bytes), 0o755)
  return {
    ...made,
    ...(ship === undefined ? {} : { ship }),
    ...(distribution === undefined ? {} : { distribution }),
  }
}

/** The WHEEL file of the wheel that the project was read from, or one for a project that was read from its files. */
async function wheelText({ files, native }: Distribution): Promise<string> {
  const own = files.find(({ path }) => /^lib\/[^/]+\.dist-info\/WHEEL$/.test(path))
  if (own !== undefined) return Buffer.from(await readContent(own.content)).toString('utf8')
  return `Wheel-Version: 1.0\nGenerator: exuvia ${EXUVIA_VERSION}\nRoot-Is-Purelib: ${String(!native)}\n`
}
