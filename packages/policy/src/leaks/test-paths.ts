/** Folders and files of tests, examples and documentation: secrets there are usually made up. */
const MADE_UP =
  // linear: each attempt begins at a slash and ends at the next
  /(?:^|\/)(?:tests?|testing|_tests?|[\w-]*_tests?|testdata|test_?data|fixtures?|examples?|samples?|docs?|demos?|tutorials?|benchmarks?|mocks?|_mocks?)(?:\/|$)|(?:^|\/)(?:test_[^/]*|[^/]*_test|tests?|conftest|_?test_?certs?)\.py[ci]?$/i

/** What only a test uses. Folders `testing` and `fixtures` are left out: programs import and read those of libraries. */
const OF_TESTS =
  // linear: each attempt begins at a slash and ends at the next
  /(?:^|\/)(?:tests?|_tests?|testdata|test_data)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|tests?|conftest)\.pyi?$/i

/** Whether a file belongs to tests: by its folder, or as a module by its name. */
export function isTestPath(path: string): boolean {
  return OF_TESTS.test(path)
}

/** Whether secrets at a path are usually made up. */
export function isMadeUpPlace(path: string): boolean {
  return MADE_UP.test(path.replaceAll('/__pycache__/', '/'))
}
