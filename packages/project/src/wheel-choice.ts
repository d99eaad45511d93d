import type { WheelFile } from './wheelhouse.ts'

/**
 * Whether a wheel names no oldest Linux that runs it. Its platform is only `linux_x86_64` or such (PEP 425), as a
 * backend on Linux leaves it: nobody compared its libraries with those of other machines.
 */
export function isNotPortable({ platforms }: WheelFile): boolean {
  return platforms.every((platform) => platform.startsWith('linux_'))
}

/** The name of a wheel in a list of those that do not fit, with the command that may help. */
export function wheelChoice(wheel: WheelFile): string {
  return isNotPortable(wheel)
    ? `${wheel.filename} (auditwheel repair gives it a portable tag)`
    : wheel.filename
}
