/** The help of one command. */
export interface CommandHelp {
  readonly name: string
  /** What `exuvia NAME --help` prints. */
  readonly help: string
}

/**
 * The page of all options, in the words of the program itself.
 * @param version of the program
 */
export function commandPage(version: string, commands: readonly CommandHelp[]): string {
  const sections = commands.map(({ name, help }) => `## ${name}\n\n\`\`\`text\n${help.trim()}\n\`\`\``)
  return `---
editLink: false
---

# All options

What \`exuvia --help\` and \`exuvia COMMAND --help\` print in version ${version}. [Commands](/commands) explains each command, with an example.

${sections.join('\n\n')}
`
}
