import type { ReleaseManifest, ReleasePart, TarballManifest } from '@exuvia/model'
import { expect, test } from 'vitest'
import type { z } from 'zod'

import type { MANIFEST_SCHEMA, PART_SCHEMA, TARBALL_SCHEMA } from '../src/schema.ts'

/** Every key there, none optional, nothing writable: so that only names and types are compared. */
type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]-?: Plain<Exclude<T[Key], undefined>> }
    : T
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- two such functions are compared for identity
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

test('the schemas have the fields of the model and no others (tsc proves it)', () => {
  const same: [
    Same<Plain<ReleaseManifest>, Plain<z.output<typeof MANIFEST_SCHEMA>>>,
    Same<Plain<TarballManifest>, Plain<z.output<typeof TARBALL_SCHEMA>>>,
    Same<Plain<ReleasePart>, Plain<z.output<typeof PART_SCHEMA>>>,
  ] = [true, true, true]
  expect(same).toEqual([true, true, true])
})
