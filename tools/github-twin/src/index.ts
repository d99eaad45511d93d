export { type Clock, type SimulatedClock, simulatedClock, systemClock } from './clock.ts'
export { type Fault, type FaultMatcher, type FaultRule, type Faults, type Seen } from './faults.ts'
export { GITHUB_LIMITS, type Limits } from './limits.ts'
export { rewriteAssetName } from './names.ts'
export { ROUTES } from './routes.ts'
export {
  type AssetState,
  type CommentState,
  type ReleaseState,
  type Twin,
  type TwinOptions,
  startTwin,
} from './twin.ts'
export { type Lag, type TwinPull, type TwinRepository, type TwinToken } from './world.ts'
