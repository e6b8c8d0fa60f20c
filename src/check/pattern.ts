// Names that a user gives, some of them with a *.

/** Whether a name fits a pattern, in which * stands for anything. */
export function matches(name: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}
