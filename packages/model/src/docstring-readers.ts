/** A library that reads the docstrings of what a program gives it: it shows them, or cannot do without them. */
export interface DocstringReader {
  /** The top-level modules from which it is imported. */
  readonly modules: readonly string[]
  /** The last names of decorators for functions and methods. */
  readonly decorators?: readonly string[]
  /** The last names of base classes: the docstring of the class is read. */
  readonly bases?: readonly string[]
  /** With `bases`: methods with this prefix are read, and the class itself is not. */
  readonly methods?: string
  /** The last names of functions that take functions or classes, or read those of the module. */
  readonly calls?: readonly string[]
  /** Keyword arguments, or names in the body of a class, that take the docstring's place. */
  readonly unless?: readonly string[]
  /** What it takes from the docstring. */
  readonly takes: string
  /** Whether it refuses what has no docstring. */
  readonly isRequired?: true
}

/** The last names of functions that make a parser of a command line, and take its help text. */
export const HELP_PARSERS: readonly string[] = ['ArgumentParser', 'OptionParser', 'add_parser']

const HTTP_METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace', 'api_route']

/** Every known reader of docstrings, by the name that findings use. */
export const DOCSTRING_READERS: Readonly<Record<string, DocstringReader>> = {
  click: {
    modules: ['click', 'asyncclick', 'cloup', 'rich_click', 'flask', 'quart'],
    decorators: ['command', 'group'],
    unless: ['help'],
    takes: 'the text of --help',
  },
  typer: {
    modules: ['typer'],
    decorators: ['command', 'callback'],
    calls: ['run'],
    unless: ['help'],
    takes: 'the text of --help',
  },
  cyclopts: {
    modules: ['cyclopts'],
    decorators: ['command', 'default'],
    calls: ['run'],
    unless: ['help'],
    takes: 'the text of --help',
  },
  cmd: {
    modules: ['cmd', 'cmd2'],
    bases: ['Cmd'],
    methods: 'do_',
    takes: 'the text of help',
  },
  clize: { modules: ['clize'], calls: ['run'], takes: 'the text of --help' },
  argh: {
    modules: ['argh'],
    calls: ['dispatch_command', 'dispatch_commands', 'add_commands', 'set_default_command'],
    takes: 'the text of --help',
  },
  begins: { modules: ['begin'], decorators: ['start', 'subcommand'], takes: 'the text of --help' },
  mando: { modules: ['mando'], decorators: ['command'], takes: 'the text of --help' },
  jsonargparse: { modules: ['jsonargparse'], calls: ['CLI', 'auto_cli'], takes: 'the text of --help' },
  twisted: { modules: ['twisted'], bases: ['Options'], methods: 'opt_', takes: 'the text of --help' },
  tyro: { modules: ['tyro'], calls: ['cli'], takes: 'the text of --help' },
  plumbum: {
    modules: ['plumbum'],
    decorators: ['switch', 'autoswitch'],
    unless: ['help'],
    takes: 'the text of --help',
  },
  nox: { modules: ['nox'], decorators: ['session'], takes: 'the text of --list' },
  fire: { modules: ['fire'], calls: ['Fire'], takes: 'the text of --help' },
  defopt: { modules: ['defopt'], calls: ['run'], takes: 'the text of --help' },
  plac: { modules: ['plac'], calls: ['call'], takes: 'the text of --help' },
  invoke: { modules: ['invoke', 'fabric'], decorators: ['task'], takes: 'the text of --list' },
  cliff: {
    modules: ['cliff', 'osc_lib'],
    bases: ['Command', 'Lister', 'ShowOne'],
    takes: 'the text of --help',
  },
  cleo: {
    modules: ['cleo'],
    bases: ['Command'],
    unless: ['name'],
    takes: 'the name and the options of the command',
    isRequired: true,
  },
  discord: {
    modules: ['discord', 'disnake', 'nextcord'],
    decorators: ['command', 'group', 'hybrid_command', 'hybrid_group'],
    unless: ['help', 'description'],
    takes: 'the text of help',
  },
  'Django REST framework': {
    modules: ['rest_framework'],
    bases: ['APIView', 'GenericAPIView', 'ViewSet', 'GenericViewSet', 'ModelViewSet', 'ReadOnlyModelViewSet'],
    takes: 'the description of the view',
  },
  FastAPI: {
    modules: ['fastapi'],
    decorators: HTTP_METHODS,
    unless: ['description'],
    takes: 'descriptions of the API',
  },
  'Django Ninja': {
    modules: ['ninja'],
    decorators: HTTP_METHODS,
    unless: ['description'],
    takes: 'descriptions of the API',
  },
  'Flask-RESTX': {
    modules: ['flask_restx', 'flask_restplus'],
    bases: ['Resource'],
    takes: 'descriptions of the API',
  },
  flasgger: {
    modules: ['flasgger'],
    decorators: ['route', ...HTTP_METHODS],
    takes: 'the specification of the API',
  },
  pydantic: { modules: ['pydantic'], bases: ['BaseModel'], takes: 'descriptions of the schema' },
  graphene: {
    modules: ['graphene'],
    bases: ['ObjectType', 'InputObjectType', 'Interface', 'Mutation', 'Enum'],
    takes: 'descriptions of the schema',
  },
  MCP: {
    modules: ['mcp', 'fastmcp'],
    decorators: ['tool', 'prompt', 'resource'],
    unless: ['description'],
    takes: 'what a model reads of a tool',
  },
  langchain: {
    modules: ['langchain', 'langchain_core', 'langchain_community'],
    decorators: ['tool'],
    unless: ['description', 'args_schema'],
    takes: 'what a model reads of a tool',
    isRequired: true,
  },
  crewai: {
    modules: ['crewai', 'crewai_tools'],
    decorators: ['tool'],
    takes: 'what a model reads of a tool',
    isRequired: true,
  },
  'Pydantic AI': {
    modules: ['pydantic_ai'],
    decorators: ['tool', 'tool_plain'],
    takes: 'what a model reads of a tool',
  },
  smolagents: {
    modules: ['smolagents'],
    decorators: ['tool'],
    takes: 'what a model reads of a tool',
    isRequired: true,
  },
  dspy: { modules: ['dspy'], bases: ['Signature'], takes: 'the instructions for a model' },
}
