/** The sentence of one code and what to do next. */
export interface MessageText {
  /**
   * The sentence, without a full stop. `{name}` stands for an argument, and `{name:lines}` for a
   * list of lines, each printed on a line of its own.
   */
  readonly message: string
  /** What to do next: a command to run, a line to write, or one short instruction. */
  readonly advice?: string
}

/** A value that a sentence names. It is data: the renderer escapes it. */
export type Argument = string | number | readonly string[]

/** What stands in the braces of a text; braces with a space in them are text. */
type Placeholders<Text extends string> = Text extends `${string}{${infer Inside}}${infer Rest}`
  ? (Inside extends `${string} ${string}` ? never : Inside) | Placeholders<Rest>
  : never

type PlaceholdersOf<Entry extends MessageText> =
  | Placeholders<Entry['message']>
  | (Entry extends { readonly advice: infer Advice extends string } ? Placeholders<Advice> : never)

/** The arguments that an entry needs, by name. */
export type ArgumentsIn<Entry extends MessageText> = {
  readonly [
    Name in PlaceholdersOf<Entry> as Name extends `${infer Plain}:lines` ? Plain : Name
  ]: Name extends `${string}:lines` ? readonly string[] : Argument
}
