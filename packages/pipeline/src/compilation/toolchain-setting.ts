import type { Config, Runtime } from '@exuvia/model'
import { pythonTag } from '@exuvia/packaging'

/** What the config says of a runtime's compiler. `cp313t` follows `cp313`, whose bytecode it loads. */
export function toolchainSetting({ toolchain, toolchains }: Config['compile'], runtime: Runtime): string {
  return toolchains[runtime] ?? toolchains[pythonTag(runtime)] ?? toolchain
}
