// What of an unexpected error may be logged: its kind and where it happened, but not its text.

/** An error's text may quote what was being read, and with it a person's data. */
export function describeBug(error: unknown): { readonly name: string; readonly at: readonly string[] } {
  if (!(error instanceof Error)) return { name: typeof error, at: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { name: error.name, at: frames.slice(0, 8).map((line) => line.trim()) };
}
