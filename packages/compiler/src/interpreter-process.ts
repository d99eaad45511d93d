import { withoutSecrets } from '@exuvia/model'

/**
 * The environment an interpreter gets: the caller's without anything that could change
 * what it does or that is secret, and a fixed hash seed, because sets are marshalled in hash order before
 * 3.11 (cpython 81777) and in parts after. (`-E` and `-I` would ignore the seed too.)
 */
export function interpreterEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(withoutSecrets(env)).filter(
    ([name]) => !name.toUpperCase().startsWith('PYTHON') && name !== '__PYVENV_LAUNCHER__',
  )
  return { ...Object.fromEntries(kept), PYTHONHASHSEED: '0' }
}

/** No `site`, no user packages, no `.pyc` written: understood by every Python since 2.6. */
export const INTERPRETER_FLAGS: readonly string[] = ['-S', '-s', '-B']
