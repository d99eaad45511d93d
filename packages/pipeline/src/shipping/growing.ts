import type { ShippedDistribution, ShippedForm } from '@exuvia/policy'

/** A distribution while its files are collected. */
export type Growing<T extends ShippedDistribution> = Omit<T, 'files'> & {
  readonly files: Map<string, Map<string, ShippedForm>>
}
