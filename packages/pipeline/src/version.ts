import about from '../package.json' with { type: 'json' }

/**
 * The version that made a part. This package names all others that have a hand in the
 * bytes by their exact versions, so one version stands for all of them.
 */
export const EXUVIA_VERSION: string = about.version
