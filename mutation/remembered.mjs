// What the ops should have answered, asked once at each point: 64 digits take longer than all else in a sweep.
import { serialize } from "node:v8";

/** The same values. No mutant is in them; but where an op is linear they are made of what the op itself answers. */
export function remembered(values) {
  const known = new Map();
  return (op, x, params) => {
    if (op.linearity !== undefined) return values(op, x, params);
    const inputs = x.map((v) => (typeof v === "number" ? v : [v.shape, v.data]));
    const key = serialize([op.name, params, inputs]).toString("latin1");
    if (!known.has(key)) known.set(key, values(op, x, params));
    return known.get(key);
  };
}
