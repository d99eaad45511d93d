import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '@exuvia/test-needs'

/** Writes a project; returns its folder. */
export function writeProject(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), text)
  }
  return root
}

/** A pyproject.toml. @param more its tables behind `[project]` */
export function pyproject(name: string, scripts: Readonly<Record<string, string>>, more: string): string {
  const lines = Object.entries(scripts).map(([command, start]) => `${command} = "${start}"\n`)
  return `[project]\nname = "${name}"\nversion = "1.0"\nlicense = "MIT"\n[project.scripts]\n${lines.join('')}${more}`
}
