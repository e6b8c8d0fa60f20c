// Planting a fault: a copy of an op with one of its rules, or both, spoiled.

import { badOption } from "../../core/errors.js";
import type { Op } from "../../core/op.js";
import { differs } from "./differs.js";
import type { AnyOp, Fault, Kind } from "./fault.js";
import { kinds } from "./kinds.js";

/**
 * A copy of the op with the fault in it; undefined where the fault changes no derivative of it, of order 1 or
 * 2, anywhere in its domain. The values of the copy are right.
 *
 * @example
 * plant(sin.op, { kind: "sign flip", structural: true, mode: "reverse" }); // sin, and −cos for its vjp
 */
export function plant(op: Op, fault: Fault): Op | undefined {
  const kind = kinds.find((one) => one.kind === fault.kind);
  if (kind === undefined) throw badOption("plant", "kind", "one of the kinds of faults", fault.kind);
  const whole = op as unknown as AnyOp;
  // A fault may remember what it saw, so the copy that is looked at is not the one that is handed out.
  const probe = spoiled(whole, kind, fault);
  if (op.constant === true || probe === undefined || !differs(whole, probe)) return undefined;
  return spoiled(whole, kind, fault);
}

/** Without `scalar`, `jvpAll`, `vjpAll` and `vjpInto`, which repeat the rules in other forms. */
function spoiled(op: AnyOp, { spoil }: Kind, { mode }: Fault): AnyOp | undefined {
  const { scalar: _scalar, jvpAll: _jvpAll, vjpAll: _vjpAll, vjpInto: _vjpInto, jvp, vjp, ...rest } = op;
  const wrongJvp = mode === "reverse" ? jvp : spoil({ op, rule: jvp, transposed: false });
  const wrongVjp = mode === "forward" ? vjp : spoil({ op, rule: vjp, transposed: true });
  if (wrongJvp === undefined && wrongVjp === undefined) return undefined;
  return { ...rest, jvp: wrongJvp ?? jvp, vjp: wrongVjp ?? vjp };
}
