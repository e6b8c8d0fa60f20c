// Every op of the registry and both its rules, compiled, at all points where the sweep asks: what they are when they run
// as they are, bit by bit.
import t from "tap";
import { gaussian, flat, unflat } from "../check/points.js";
import { regionsOf, type Point } from "../check/sweep/points.js";
import { bind, dtypeOf, shapeOf, type Inputs, type Op, type Value } from "../core/index.js";
import { push } from "../forward/index.js";
import type { Plain } from "../ndarray/index.js";
import { registry } from "../ops/index.js";
import { record } from "../reverse/index.js";
import { jit } from "./index.js";

type Values = readonly Value[];

/** What is asked of an op at its inputs, a tangent for each and a cotangent. */
type Question = (op: Op<Inputs, unknown>, params: unknown, x: Values, dx: Values, dy: Value) => Values;

const questions: Readonly<Record<string, Question>> = {
  value: (op, params, x) => [bind(op, x, params)],
  pushed: (op, params, x, dx) => push((v) => [bind(op, v, params)], x, dx).dy,
  pulled: (op, params, x, _dx, dy) => {
    const recording = record((v) => [bind(op, v, params)], x, false);
    try {
      return recording.pull([dy]);
    } finally {
      recording.release();
    }
  },
};

/** Where two answers differ, if they do; the sign of a derivative that is zero does not count. */
function difference(got: Values, want: Values, isValue: boolean): string | undefined {
  for (const [k, b] of want.entries()) {
    const a = got[k] ?? NaN;
    if (String(shapeOf(a)) !== String(shapeOf(b)) || dtypeOf(a) !== dtypeOf(b))
      return `${String(a)}, not ${String(b)}`;
    const [x, y] = [flat([a]), flat([b])];
    const place = x.findIndex((v, i) => !Object.is(v, y[i]) && (isValue || v !== y[i]));
    if (place >= 0) return `${String(x[place])}, not ${String(y[place])}, at ${String(place)}`;
  }
  return undefined;
}

/** An op at the points of its regions, compiled with its parameters. */
function fault(op: Op<Inputs, unknown>, what: string, question: Question): string | undefined {
  const programs = new Map<unknown, (x: Values, dx: Values, dy: Value) => Values>();
  for (const { name, points } of regionsOf(op, 7)) {
    for (const { x, params } of points.slice(0, mostPoints)) {
      let program = programs.get(params);
      if (program === undefined) {
        program = jit((...given: [Values, Values, Value]) => question(op, params, ...given));
        programs.set(params, program);
      }
      const asked = [x, ...directions(op, x, params)] as const;
      let want: Values;
      try {
        want = question(op, params, ...asked);
      } catch {
        t.throws(
          () => program(...asked),
          `${op.name} (${name}) throws where it does when it is not compiled`,
        );
        continue;
      }
      const wrong = difference(program(...asked), want, what === "value");
      if (wrong !== undefined) return `${name}, x = ${x.map(String).join("; ")}: ${wrong}`;
    }
  }
  return undefined;
}

const mostPoints = 60;

function directions(op: Op<Inputs, unknown>, x: Point["x"], params: unknown): [Values, Value] {
  const dx = unflat(gaussian(3, flat(x).length), x);
  const shape = op.shape(
    x.map((v) => shapeOf(v)),
    params,
  );
  const y: Plain = shape.length === 0 ? 0 : (bind(op, x, params) as Plain);
  return [dx, unflat(gaussian(4, flat([y]).length), [y])[0] ?? 0];
}

for (const op of registry() as unknown as readonly Op<Inputs, unknown>[]) {
  for (const [what, question] of Object.entries(questions)) {
    const wrong = fault(op, what, question);
    t.equal(wrong, undefined, `${op.name}: ${what}`);
  }
}
