import { ASSERT_GUARDS } from './examiner/assert-guards.ts'
import { ASSERTS } from './examiner/asserts.ts'
import { DEBUG_AND_GRAMMAR } from './examiner/debug-and-grammar.ts'
import { DOCSTRING_OWNERS } from './examiner/docstring-owners.ts'
import { READERS_TABLE, READ_BY_LIBRARIES } from './examiner/docstring-readers.ts'
import { DOCSTRING_TESTS } from './examiner/docstring-tests.ts'
import { DOCSTRINGS } from './examiner/docstrings.ts'
import { NODES } from './examiner/nodes.ts'
import { REACH } from './examiner/reach.ts'
import { RUN } from './examiner/run.ts'
import { SETUP } from './examiner/setup.ts'
import { SOURCE_NAMES } from './examiner/source-names.ts'
import { SOURCES } from './examiner/sources.ts'

/**
 * The Python program that finds what a source does with its asserts, its docstrings and its own text. It runs in a
 * CPython or PyPy from 3.8 on, native or embedded, and only parses: nothing of the source runs.
 *
 * `examine(source)` gives the facts that `SourceFacts` describes. It reports facts, not faults: the policy judges them
 * by how the file ships. For each use it says whether importing the module reaches it (`import`), the module run as a
 * program (`main`), or a call (`call`). A function counts as reached by an import if code at the top of the same file
 * calls it by name, or decorates with it.
 *
 * It is appended to the compiler's program, whose frames it uses; `respond` here replaces the one that compiles.
 */
export const EXAMINER_SCRIPT = [
  SETUP,
  READERS_TABLE,
  NODES,
  REACH,
  ASSERTS,
  ASSERT_GUARDS,
  DOCSTRING_OWNERS,
  DOCSTRINGS,
  DOCSTRING_TESTS,
  READ_BY_LIBRARIES,
  SOURCES,
  SOURCE_NAMES,
  DEBUG_AND_GRAMMAR,
  RUN,
].join('')
