import type { MessageText } from './text.ts'

/** The project's own wheel: given, built by its backend, or replaced by the static reader. */
export const PROJECT_WHEEL = {
  'project-not-understood': {
    message: "the project's files alone do not tell what ships: {reasons}",
    advice:
      'read the project from its wheel: run exuvia build with project.build = "auto", or pass --wheel FILE',
  },
  'project-wheel-given': { message: 'read the project from {wheels}, as given' },
  'project-wheel-built': { message: 'built {wheels} with {tool}, because {reason}' },
  'project-wheel-remembered': {
    message: 'read the project from {wheels}, which an earlier build made from the same files',
  },
  'project-wheel-missing': {
    message: 'no wheel of the project fits {target}; available: {available}',
    advice:
      'build the wheel with that Python on that platform and pass it with --wheel FILE (or project.wheel), or remove the target',
  },
  'entry-point-missing': {
    message: 'the command {command} calls {reference}, but {reason}',
    advice: 'correct the entry point, or add the module to the files that ship',
  },
  'wheel-not-portable': {
    message: '{wheel} runs on machines like the one that built it: its platform is {platforms}',
    advice: 'give it a portable tag, and pass the result: auditwheel repair --wheel-dir dist "{path}"',
  },
  'no-project-wheel': {
    message: '{key} is "{glob}", which matches no wheel',
    advice: 'build the wheel first: python3 -m build --wheel',
  },
  'wheel-of-another-project': {
    message: '{wheel} is a wheel of {found}, but the project is {expected}',
    advice: 'pass a wheel of this project and version, or build it again',
  },
  'wheels-of-several-versions': {
    message: 'the given wheels are of several versions: {wheels}',
    advice: 'pass the wheels of one version, or choose it: --version VERSION',
  },
  'sources-beside-wheel': {
    message: 'project.sources lists the source folders, but the project is to be read from its wheel',
    advice: 'remove project.sources, or set project.build = "static" and pass no wheel',
  },
  'project-needs-backend': {
    message: 'the project cannot be read without its build backend ({reasons}), and this command runs none',
    advice: 'run exuvia build first, or pass the wheel of the project: --wheel FILE',
  },
  'no-build-tool': {
    message: '{what} needs its build backend ({reasons}), but neither uv, build nor pip works here',
    advice:
      'install uv (or: python3 -m pip install build), or pass the wheel of the project: --wheel FILE\n{tried:lines}',
  },
  'backend-beside-rights': {
    message:
      '{what} needs its build backend ({reasons}), which runs code of the project and of an index, and this job can publish',
    advice:
      'use two jobs: "command: build" with "contents: read", then "command: publish" with "contents: write"; or pass the wheel',
  },
  'backend-failed': {
    message: '{tool} could not build the wheel of {what}: {reason}',
    advice: 'read the end of its output, or repeat it by hand: {command}\n{output:lines}',
  },
} as const satisfies Record<string, MessageText>
