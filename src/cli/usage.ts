// Mistakes in how the command was called.

/** The command cannot do what was asked for: one line for the user, and exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
