/**
 * An implementation and version in PEP 425's tag form: `cp312`, `cp27`, `pp39`.
 * MicroPython's are `mpy6` and so on. `@exuvia/packaging` takes them apart.
 */
export type Runtime = string

/**
 * One runtime on one platform; one target becomes one tarball.
 * `platform` is a PEP 425/600 platform tag (`manylinux_2_28_x86_64`) or `any`.
 */
export interface Target {
  readonly runtime: Runtime
  readonly platform: string
}
