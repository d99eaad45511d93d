import { type Config, usageError } from '@exuvia/model'
import { isSpdx, normalizeName } from '@exuvia/packaging'

/**
 * Returns the licences that the config states: normalised distribution name → SPDX expression.
 * @throws usage error `bad-license`
 */
export function configuredLicenses(config: Config): Map<string, string> {
  return new Map(
    Object.entries(config.licenses).map(([name, expression]) => {
      if (!isSpdx(expression)) {
        throw usageError('bad-license', { name, expression })
      }
      return [normalizeName(name), expression]
    }),
  )
}
