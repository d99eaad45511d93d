/**
 * Where the names of a module come from, as its lines tell: the module that it imports them from, as it is written
 * there (`a.b`, `.c`), and an empty text for its own classes and functions, and their methods.
 */
export function originsIn(text: string): ReadonlyMap<string, string> {
  const origins = new Map<string, string>()
  for (const [, name = ''] of text.matchAll(/^[ \t]*(?:async def|def|class)[ \t]+(\w+)/gm))
    origins.set(name, '')
  for (const [, modules = ''] of text.matchAll(/^[ \t]*import[ \t]+([^\n#;]+)/gm)) {
    for (const [name, module] of namesIn(modules)) {
      const top = module.split('.')[0] ?? module
      origins.set(name === module ? top : name, name === module ? top : module)
    }
  }
  for (const [, module = '', listed = ''] of text.matchAll(
    /^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]*(\([^)]*|[^\n#;(]+)/gm,
  )) {
    for (const [name] of namesIn(listed.replace('(', ''))) origins.set(name, module)
  }
  return origins
}

/** What a module takes from those that it imports, by its lines: `import a; a.b()` takes `a.b`. */
export function attributesIn(text: string): readonly string[] {
  const origins = originsIn(text)
  const taken = new Set<string>()
  for (const [, name = '', attribute = ''] of text.matchAll(/\b([A-Za-z_]\w*)\.([A-Za-z_]\w*)/g)) {
    const origin = origins.get(name)
    if (origin !== undefined && /^\w/.test(origin)) taken.add(`${origin}.${attribute}`)
  }
  return [...taken]
}

/** `a as b, c` → `b` of `a`, `c` of `c`. */
function namesIn(listed: string): readonly (readonly [name: string, original: string])[] {
  return listed
    .split(/[,\n]/)
    .map((item) => item.trim().split(/\s+/))
    .filter(([first]) => first !== undefined && /^\w[\w.]*$/.test(first))
    .map(([first = '', as, alias]) => [as === 'as' && alias !== undefined ? alias : first, first])
}
