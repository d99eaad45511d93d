import { programEnvironment } from '@exuvia/model'

/** Variables by which tools reach networks, in lower case; each gets in as upper case too. */
const NETWORK =
  'http_proxy https_proxy all_proxy no_proxy ssl_cert_file ssl_cert_dir requests_ca_bundle curl_ca_bundle netrc'

/** Settings of pip that say where packages come from. */
const PIP =
  'INDEX_URL EXTRA_INDEX_URL NO_INDEX FIND_LINKS TRUSTED_HOST CERT CLIENT_CERT PROXY CONFIG_FILE CACHE_DIR ' +
  'NO_CACHE_DIR TIMEOUT DEFAULT_TIMEOUT RETRIES CONSTRAINT BUILD_CONSTRAINT PRE PREFER_BINARY ONLY_BINARY NO_BINARY'

/** Settings of uv that say where packages and interpreters come from; those for publishing are not among them. */
const UV =
  'INDEX INDEX_URL DEFAULT_INDEX EXTRA_INDEX_URL INDEX_STRATEGY NO_INDEX FIND_LINKS INSECURE_HOST NATIVE_TLS ' +
  'SYSTEM_CERTS CONFIG_FILE NO_CONFIG CACHE_DIR NO_CACHE OFFLINE HTTP_TIMEOUT CONSTRAINT BUILD_CONSTRAINT ' +
  'EXCLUDE_NEWER LINK_MODE PYTHON PYTHON_PREFERENCE PYTHON_DOWNLOADS PYTHON_INSTALL_DIR PRERELEASE'

/** Settings of uv for choosing versions, and what git needs to reach a repository over ssh. */
const LOCKING = [
  ...'RESOLUTION FORK_STRATEGY NO_SOURCES KEYRING_PROVIDER'.split(' ').map((name) => `UV_${name}`),
  'SSH_AUTH_SOCK',
  'GIT_SSH_COMMAND',
  'GIT_SSH',
]

/** The credentials of an index that uv knows by name. */
const INDEX_LOGIN = /^UV_INDEX_[A-Z0-9_]+_(?:USERNAME|PASSWORD)$/

/** Settings of the compilers of extension modules. */
const COMPILERS =
  'CC CXX CFLAGS CXXFLAGS CPPFLAGS LDFLAGS AR LD PKG_CONFIG_PATH CARGO_HOME RUSTUP_HOME RUSTUP_TOOLCHAIN RUSTFLAGS ' +
  'CMAKE_PREFIX_PATH CMAKE_ARGS MACOSX_DEPLOYMENT_TARGET ARCHFLAGS SDKROOT INCLUDE LIB LIBPATH VCINSTALLDIR ' +
  'VSINSTALLDIR WINDOWSSDKDIR'

/** What a build needs besides the names of `programEnvironment`. */
const NAMES = [
  ...NETWORK.split(' ').flatMap((name) => [name, name.toUpperCase()]),
  ...PIP.split(' ').map((name) => `PIP_${name}`),
  ...UV.split(' ').map((name) => `UV_${name}`),
  ...COMPILERS.split(' '),
]

/** A version that the user states for a project whose version comes from version control. */
const VERSION_NAMES = ['SETUPTOOLS_SCM_PRETEND_VERSION', 'PDM_BUILD_SCM_VERSION']

/**
 * Returns the environment of a build backend, which runs code of the project and of packages from an index: what
 * programs need to start, to reach the index and to compile. Only the names here and those of `programEnvironment`
 * get in, so that no token and no identity of a CI job does. The addresses of indexes get in with their passwords,
 * which the tool needs for the requirements of a build: an isolated backend inherits what its tool has, with pip and
 * uv too.
 * @param sourceDate seconds since 1970, for SOURCE_DATE_EPOCH
 * @param version `--version`, for backends that ask version control
 */
export function backendEnvironment(
  env: NodeJS.ProcessEnv,
  sourceDate: number,
  version: string | undefined,
): Record<string, string> {
  const kept = named(env, [...NAMES, ...VERSION_NAMES])
  const logins = Object.keys(env).filter((name) => INDEX_LOGIN.test(name))
  const stated = version === undefined ? [] : VERSION_NAMES.map((name): [string, string] => [name, version])
  return programEnvironment(env, {
    ...(Object.fromEntries([...kept, ...named(env, logins), ...stated]) as Record<string, string>),
    SOURCE_DATE_EPOCH: String(sourceDate),
    // As few differences between two builds as the tools allow.
    PYTHONHASHSEED: '0',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONIOENCODING: 'utf-8',
    NO_COLOR: '1',
    UV_NO_PROGRESS: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INPUT: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  })
}

/**
 * Returns the environment in which uv makes a lock: that of a backend, because uv may run one to learn what a package
 * requires, and settings for choosing versions.
 */
export function lockEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  return { ...backendEnvironment(env, EPOCH, undefined), ...Object.fromEntries(named(env, LOCKING)) }
}

/** 1980-01-01, the first date that a zip can hold: seconds since 1970. */
export const EPOCH = 315_532_800

function named(env: NodeJS.ProcessEnv, names: readonly string[]): [string, string][] {
  return names.flatMap((name): [string, string][] => {
    const value = env[name]
    return value === undefined || value === '' ? [] : [[name, value]]
  })
}
