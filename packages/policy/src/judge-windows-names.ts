import { notOnWindows } from '@exuvia/files'
import { type Decisions, type Finding, type Inventory, finding } from '@exuvia/model'
import { formatTarget, isWindowsPlatform } from '@exuvia/packaging'
import { decisionAt } from './decisions.ts'
import { targetSubject } from './variants.ts'

/**
 * Reports files and commands of targets for Windows whose names Windows does not store: devices (`aux.py`), and
 * characters such as `:`. Such a tarball unpacks there with fewer files, or not at all.
 */
export function judgeWindowsNames({ targets, distributions }: Inventory, decisions: Decisions): Finding[] {
  const found = new Map<string, { readonly item: Finding; readonly targets: string[] }>()
  const note = (place: string, target: string, distribution: string, path: string): void => {
    const part = notOnWindows(place)
    if (part === undefined) return
    const key = `${distribution}\0${place}`
    const item = finding('path-not-on-windows', 'error', { path, distribution }, { part })
    const known = found.get(key) ?? { item, targets: [] }
    found.set(key, known)
    known.targets.push(target)
  }
  for (const { target, distributions: ids, commands } of targets) {
    if (!isWindowsPlatform(target.platform)) continue
    const name = formatTarget(target)
    for (const id of ids) {
      const distribution = distributions.find((each) => each.id === id)
      for (const { path, origin } of distribution?.files ?? []) {
        if (decisionAt(decisions, id, name, path)?.ship !== 'exclude')
          note(path, name, distribution?.name ?? id, origin)
      }
    }
    for (const command of commands) {
      const owner = distributions.find((each) => each.id === command.distribution)
      note(`bin/${command.name}`, name, owner?.name ?? command.distribution, `bin/${command.name}`)
    }
  }
  return [...found.values()].map(({ item, targets: names }) => ({
    ...item,
    subject: { ...item.subject, ...targetSubject(names) },
  }))
}
