import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { parseConfig, renderInitialConfig } from '../../src/config/index.ts'

test('the first config is short and names the next step', () => {
  expect(renderInitialConfig({ file: 'pyproject.toml', targets: ['cp312-any'], dependencies: true }))
    .toBe(`[tool.exuvia]
# One tarball each: a runtime (cp312), or a runtime and a platform (cp312-manylinux_2_28_x86_64).
targets = ["cp312-any"]

# Exuvia packs the dependencies that a lock file names (exuvia lock makes one), or those in a folder of wheels.
# [tool.exuvia.dependencies]
# lock = "uv.lock"

[tool.exuvia.policy]
# source-free (bytecode alone), source-included, or copyleft-source.
preset = "source-free"

# The first rule that matches decides. Each needs a reason.
# [[tool.exuvia.policy.rules]]
# path = "mypackage/plugins/**"
# ship = "source"
# reason = "customers use these plugins as examples"

# [tool.exuvia.publish]
# repository = "owner/name"
# notes = "changelog"
`)
})

const files = ['pyproject.toml', 'exuvia.toml'] as const

test.each(files)('%s: the written config reads back unchanged, whatever the names', (file) => {
  const name = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.trim() !== '')
  fc.assert(
    fc.property(fc.uniqueArray(name), (wheelhouse) => {
      const text = renderInitialConfig({
        file,
        targets: ['cp311', 'cp312-any'],
        wheelhouse,
        repository: 'acme/tidemark',
      })
      const config = parseConfig(text, file)
      expect(config.targets).toEqual(['cp311', 'cp312-any'])
      expect(config.dependencies.wheelhouse).toEqual(wheelhouse)
      expect(config.policy.preset).toBe('source-free')
      expect(config.publish.repository).toBe('acme/tidemark')
    }),
  )
})

test.each(files)('%s: its comments, uncommented, are a valid config too', (file) => {
  const text = renderInitialConfig({ file, targets: ['cp312'], dependencies: true })
  const config = parseConfig(text.replaceAll(/^# (?=\[|[\w-]+ = )/gm, ''), file)
  expect(config.dependencies.lock).toEqual({ kind: 'file', file: 'uv.lock' })
  expect(config.policy.rules).toHaveLength(1)
  expect(config.publish.repository).toBe('owner/name')
})

test('licences that wheels leave open appear as comments that need only be uncommented', () => {
  const text = renderInitialConfig({
    file: 'pyproject.toml',
    targets: ['cp312'],
    wheelhouse: ['wheels'],
    openLicenses: [
      { name: 'old-parser', guess: 'BSD-3-Clause', found: 'License :: OSI Approved :: BSD License' },
      { name: 'tide-parser', guess: undefined, found: 'see\n[evil]\nx = 1' },
      { name: 'zope-thing', guess: undefined, found: '' },
    ],
  })
  expect(text)
    .toContain(`# The metadata of these wheels leave the licence open. Check each licence and enter it here.
# [tool.exuvia.licenses]
# old-parser = "BSD-3-Clause" # guessed from License :: OSI Approved :: BSD License
# tide-parser: its metadata contain see [evil] x = 1
# zope-thing: its metadata contain nothing
`)
  expect(parseConfig(text, 'pyproject.toml').licenses).toEqual({})
  const taken = text.replaceAll(/^# (?=\[|[\w-]+ = )/gm, '')
  expect(parseConfig(taken, 'pyproject.toml').licenses).toEqual({ 'old-parser': 'BSD-3-Clause' })
})
