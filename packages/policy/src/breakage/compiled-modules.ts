/**
 * The modules beside which machine code of the same name lies, as mypyc and Cython put it there: the import takes that
 * first, so what their source does in bytecode never runs. Machine code that the Python does not load has a finding of
 * its own.
 * @param paths of all files
 */
export function compiledModules(paths: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>()
  for (const path of paths) {
    if (!/\.(?:so|pyd)$/.test(path)) continue
    const name = path.lastIndexOf('/') + 1
    found.add(`${path.slice(0, name)}${path.slice(name).split('.', 1)[0]}.py`)
  }
  return found
}
