// An engine that is not there, which is no failure of anything.

/** An engine that cannot be asked on this machine, and what to do about it. */
export interface Absent {
  readonly name: string;
  readonly absent: string;
}
