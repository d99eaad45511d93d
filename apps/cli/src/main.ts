import { runInThread } from './thread.ts'

const args = process.argv.slice(2)
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe (head, less) closed it: this is not an error.
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

// A call without a command prints the version or the help, and needs no thread.
if (args.some((argument) => !argument.startsWith('-'))) runInThread(args)
else await import('./work.ts')
