import {
  compareText,
  type Distribution,
  type Inventory,
  type Plan,
  type ReleaseSoftware,
  sortedBy,
} from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'

/** What the SBOM says of the distributions of a plan, sorted by id. */
export function releaseSoftware({ checked: { inventory } }: Plan): ReleaseSoftware[] {
  return sortedBy(inventory.distributions, ({ id }) => id).map((one) => describeSoftware(one, inventory))
}

/** What the SBOM says of a distribution. Pure. */
export function describeSoftware(
  { id, name, normalizedName, version, wheel, license, files }: Distribution,
  { targets }: Inventory,
): ReleaseSoftware {
  const { expression, source, contradicts, texts = [] } = license
  const within = targets.filter(({ distributions }) => distributions.includes(id))
  const requires = within.flatMap((each) => each.requires?.get(normalizedName) ?? [])
  return {
    name,
    version,
    ...(wheel === undefined ? {} : { wheel }),
    license: {
      ...(expression === undefined ? {} : { expression }),
      source,
      ...(contradicts === true && { contradicts }),
      texts: files
        .filter(({ role }) => role === 'license')
        .flatMap(({ path, origin }) => {
          const text = texts.find(
            (each) => origin === each.path || origin.endsWith(`.dist-info/${each.path}`),
          )
          return text === undefined ? [] : [{ path, licenses: text.licenses.map((same) => same.join('|')) }]
        }),
    },
    targets: within.map(({ target }) => formatTarget(target)).sort(compareText),
    requires: [...new Set(requires)].sort(compareText),
  }
}
