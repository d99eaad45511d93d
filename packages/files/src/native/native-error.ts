/** A native file that Exuvia does not read, with the reason in words. It never leaves this folder. */
export class NativeError extends Error {}
