import { times } from './times.ts'

/** Sources that take a parser much time, memory or depth; the largest have the most bytes that are examined. */
export const SOURCE_SHAPES: Readonly<Record<string, () => string>> = {
  'a list of two million': () => `x=[${'1,'.repeat(2_000_000)}]\n`,
  'two million names': () => 'a\n'.repeat(2_000_000),
  'an f-string of 600,000 places': () => `x=f"${'{a}'.repeat(600_000)}"\n`,
  'an f-string in an f-string': () => `x=f"{"y"+str([${'1,'.repeat(1_500_000)}])}"\n`,
  '100,000 parentheses': () => `x=${'('.repeat(100_000)}${')'.repeat(100_000)}\n`,
  'a sign a million times': () => `x=${'-'.repeat(1_000_000)}1\n`,
  '"not" 70,000 times': () => `x=${'not '.repeat(70_000)}1\n`,
  '140,000 attributes': () => `x=a${'.a'.repeat(140_000)}\n`,
  '140,000 calls': () => `x=a${'()'.repeat(140_000)}\n`,
  '140,000 sums': () => `x=a${'+a'.repeat(140_000)}\n`,
  '70,000 alternatives': () => `if a: pass\n${'elif a: pass\n'.repeat(70_000)}`,
  '70,000 lambdas': () => `x=${'lambda:'.repeat(70_000)}1\n`,
  '99 blocks in one another': () =>
    `${times(99, (level) => `${' '.repeat(level)}if a:\n`).join('')}${' '.repeat(99)}pass\n`,
  '40,000 asserts': () => 'assert q.pop()\n'.repeat(40_000),
  '20,000 asserts, 90 functions deep': () =>
    `${times(90, (level) => `${' '.repeat(level)}def f():\n`).join('')}${`${' '.repeat(90)}assert q.pop()\n`.repeat(20_000)}`,
  '30,000 handlers of one assert': () => `try:\n assert q\n${'except AssertionError: pass\n'.repeat(30_000)}`,
  '30,000 docstrings that are read': () => 'f.__doc__.strip()\n'.repeat(30_000),
  '30,000 functions that call each other': () =>
    times(30_000, (index) => `def f${index}(): assert f${index + 1}().pop()\n`).join(''),
  '150,000 comments that ignore': () => '# exuvia: ignore[a] b\n'.repeat(150_000),
  'one comment of two million words': () => `# exuvia: ignore[${'a '.repeat(1_000_000)}\n`,
  'a number of four million digits': () => `x=${'9'.repeat(4_000_000)}\n`,
  'a power without an end': () => 'x=9**9**9**9**9\n'.repeat(100),
  'a name of four million letters': () => `${'a'.repeat(4_000_000)}\n`,
  'four million NULs': () => '\0'.repeat(4_000_000),
  'a million lines that continue': () => `x=1${'\\\n'.repeat(1_000_000)}\n`,
  'a string without an end': () => `x="""${'a '.repeat(1_500_000)}`,
  'two million quotes': () => '"'.repeat(2_000_000),
  '100 chains of 1,400 calls': () => `x=a${'()'.repeat(1400)}\n`.repeat(100),
  '100 chains of 1,400 docstrings': () => `x=a${'.__doc__'.repeat(1400)}\n`.repeat(100),
  'a test of 60,000 items around 40,000 calls': () =>
    `if [${'1,'.repeat(60_000)}]:\n${' a()\n'.repeat(40_000)}`,
  '30,000 handlers of 25,000 asserts': () =>
    `try:\n${' assert q\n'.repeat(25_000)}${'except a: pass\n'.repeat(30_000)}`,
  'a handler of 60,000 errors around 15,000 reads of sources': () =>
    `try:\n${' inspect.getsource(f)\n'.repeat(15_000)}except (${'a,'.repeat(60_000)}): pass\n`,
  '9,000 functions in 89 with long names': () =>
    `${times(89, (level) => `${' '.repeat(level)}def ${'f'.repeat(30_000)}():\n`).join('')}${`${' '.repeat(89)}def f():pass\n`.repeat(9000)}`,
  '60,000 lists of suffixes before a long line': () =>
    `from importlib.machinery import FileFinder\n${'SOURCE_SUFFIXES\n'.repeat(60_000)}#${'x'.repeat(3_000_000)}\n# .pyc\n`,
  '12,000 folders that are read': () =>
    times(12_000, (index) => `p${index}=os.path.dirname(__file__)\nopen(p${index}+"a")\n`).join(''),
  'a list of 40,000 names that 40,000 statements assign': () =>
    `def f(x):\n${' y=x\n'.repeat(40_000)} inspect.getsource([${'y,'.repeat(40_000)}])\n`,
  '30,000 docstrings in one call': () =>
    `try:\n len(${'a.__doc__,'.repeat(30_000)})\nexcept TypeError: pass\n`,
  '30,000 callers of one function': () =>
    `${times(30_000, (index) => `def f${index}(): g()\n`).join('')}def g(): h()\ndef h():\n${' a.__doc__.strip()\n'.repeat(10_000)}`,
  '400,000 imports in one statement': () => 'import a\\\n'.repeat(400_000),
  '250,000 lists of imports that stay open': () => 'from a import (\n'.repeat(250_000),
  '400,000 imports in one line': () => 'import a;'.repeat(400_000),
}
