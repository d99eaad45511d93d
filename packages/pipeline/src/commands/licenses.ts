import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { compareText } from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import type { RunContext } from '../context.ts'
import { addLicenseLines, type LicenseLine } from '../licenses/add-lines.ts'
import { describeLicense, type DescribedLicense } from '../licenses/describe.ts'
import { replaceText } from '../release/staging.ts'
import { openProject, type ProjectOptions } from '../stages/project.ts'

/** The licences of a project and its dependencies. */
export interface LicensesReport {
  /** The project first, then by name; several wheels of one distribution that agree are one entry. */
  readonly distributions: readonly DescribedLicense[]
  /** The lines that `write` added; empty without it. */
  readonly written: readonly LicenseLine[]
  /** The config file that they are in. */
  readonly file: string
}

/**
 * Determines the licence of each distribution that ships, and what it rests on.
 * @param write adds a line for each open licence to the config: with the guess, or as a comment without one
 * @throws usage error `licenses-not-added`; what `openProject` throws
 */
export async function listLicenses(
  options: ProjectOptions & { readonly write?: boolean | undefined },
  context: RunContext,
): Promise<LicensesReport> {
  const { root, config, inventory } = await openProject(options, context, 'run-nothing')
  const distributions = agreeing(inventory.distributions.map(describeLicense), inventory.normalizedName)
  const file = config.file ?? 'pyproject.toml'
  if (options.write !== true) return { distributions, written: [], file }
  const lines = linesFor(distributions)
  if (lines.length > 0) {
    const place = path.resolve(root, file)
    await replaceText(place, addLicenseLines(await readFile(place, 'utf8'), file, lines))
  }
  return { distributions, written: lines, file }
}

/** One entry for wheels of one distribution that say the same. */
function agreeing(all: readonly DescribedLicense[], project: string): DescribedLicense[] {
  const entries = [
    ...new Map(all.toReversed().map((one) => [JSON.stringify({ ...one, wheel: undefined }), one])).values(),
  ]
  const isOwn = (one: DescribedLicense): boolean => normalizeName(one.name) === project
  return entries.sort(
    (a, b) =>
      Number(isOwn(b)) - Number(isOwn(a)) || compareText(normalizeName(a.name), normalizeName(b.name)),
  )
}

function linesFor(distributions: readonly DescribedLicense[]): LicenseLine[] {
  const lines = new Map<string, LicenseLine>()
  for (const { name, open, expression, source, found } of distributions) {
    const key = normalizeName(name)
    if (!open || lines.has(key)) continue
    lines.set(key, {
      name: key,
      expression: source === 'guess' ? (expression ?? undefined) : undefined,
      found,
    })
  }
  return [...lines.values()]
}
