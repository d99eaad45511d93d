import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

// A folder whose modules and programs each record in a file RAN, outside of it, that they ran.

export interface Planted {
  /** The current folder of a run. */
  readonly folder: string
  /** Home of the user, empty. */
  readonly home: string
  /** A folder for PATH, empty. */
  readonly bin: string
  plant(name: string, text: string): void
  /** A Python module or script that records that it ran. */
  plantPython(name: string): void
  /** A program that records that it ran. */
  plantProgram(name: string): string
  /** What ran, by name; empty if nothing did. */
  ran(): string
}

export function planted(): Planted {
  const root = mkdtempSync(path.join(tmpdir(), 'exuvia hostile '))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const [folder, home, bin] = ['here', 'home', 'bin'].map((name) => {
    mkdirSync(path.join(root, name))
    return path.join(root, name)
  }) as [string, string, string]
  const said = path.join(root, 'RAN')
  const plant = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return {
    folder,
    home,
    bin,
    plant,
    plantPython: (name) =>
      plant(name, `open(${JSON.stringify(said)}, 'a').write(${JSON.stringify(`${name}\n`)})\n`),
    plantProgram: (name) => {
      plant(name, `#!/bin/sh\necho "${name}" >> "${said}"\n`)
      chmodSync(path.join(folder, name), 0o755)
      return path.join(folder, name)
    },
    ran: () => (existsSync(said) ? readFileSync(said, 'utf8') : ''),
  }
}
