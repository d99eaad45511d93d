import about from '../package.json' with { type: 'json' }

/**
 * The version that made a part. This package pins every package that affects the bytes to an
 * exact version, so one version identifies them all.
 */
export const EXUVIA_VERSION: string = about.version
