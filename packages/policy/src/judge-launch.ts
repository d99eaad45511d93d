import { type Config, type Finding, type Inventory, finding } from '@exuvia/model'
import { hasLazyImports } from '@exuvia/packaging'

/** Reports settings of launchers that none of the targets can follow. */
export function judgeLaunch({ targets }: Inventory, { launch }: Config): Finding[] {
  if (!launch.lazyImports || targets.some(({ target }) => hasLazyImports(target.runtime))) return []
  return [finding('lazy-imports-unused', 'warning')]
}
