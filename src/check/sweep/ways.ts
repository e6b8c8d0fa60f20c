// The other ways in which an op may run: on many inputs at once, and compiled. Each must give what the op gives by itself.

import { bind, dtypeOf, shapeOf, type Inputs, type Value } from "../../core/op.js";
import { jit } from "../../compile/index.js";
import { push } from "../../forward/index.js";
import type { Plain } from "../../ndarray/index.js";
import { slice } from "../../ops/indexing.js";
import { stack } from "../../ops/index.js";
import { record } from "../../reverse/index.js";
import { vmap } from "../../transforms/vmap.js";
import { gaussian } from "../points.js";
import { regionsOf, type AnyOp, type Kind, type Point } from "./points.js";
import { flat, spread } from "./subject.js";
import type { Judgement } from "./sweep.js";

/** A way of running an op. */
export type Way = "vmap" | "jit";

/** All ways. */
export const ways: readonly Way[] = ["vmap", "jit"];

type Mode = "forward" | "reverse";

/** The laws of a way, one for each mode. */
export const wayLaws: Readonly<Record<Way, Readonly<Record<Mode, string>>>> = {
  vmap: {
    forward: "forward, on many inputs at once, is what it is on each",
    reverse: "reverse, on many inputs at once, is what it is on each",
  },
  jit: {
    forward: "forward, compiled, has the same bits",
    reverse: "reverse, compiled, has the same bits",
  },
};

/** The derivative by one argument of an op at `x`, pushed along `dx` or pulled from `dy`. */
type Asked = (x: Inputs, dx: Value, dy: Value) => Value;

const derivativesBy: Readonly<Record<Mode, (op: AnyOp, params: unknown, argument: number) => Asked>> = {
  forward: (op, params, argument) => (x, dx) =>
    push(([v = 0]) => [bind(op, x.with(argument, v), params)], [x[argument] ?? 0], [dx]).dy[0] ?? NaN,
  reverse: (op, params, argument) => (x, _dx, dy) => {
    const recording = record(([v = 0]) => [bind(op, x.with(argument, v), params)], [x[argument] ?? 0], false);
    try {
      return recording.pull([dy])[0] ?? NaN;
    } finally {
      recording.release();
    }
  },
};

/** Where the ways are asked: at edges and of nothing, programs and batches are tested, and no op of its own. */
const kinds: readonly Kind[] = ["interior", "near", "kink", "single"];

/** How many calls of one form are asked in a region, and how many forms. */
const [most, forms] = [3, 3];

/**
 * Runs the derivatives of an op in each way at some points of its regions, and tells `observe` of those that are right in
 * all of them.
 */
export function judgeWays(op: AnyOp, observe: (judgement: Judgement) => void, seed = 0): void {
  const found = new Map<string, Judgement[] | undefined>();
  for (const { name, kind, points } of regionsOf(op, seed)) {
    if (!kinds.includes(kind)) continue;
    for (const group of groupsOf(points)) {
      for (const { argument, way, mode } of questionsOn(group)) {
        const key = `${String(argument)} ${wayLaws[way][mode]}`;
        const before = found.has(key) ? found.get(key) : [];
        const judgement = {
          op: op.name,
          argument,
          derivative: way,
          law: wayLaws[way][mode],
          region: name,
          kind,
        };
        const answer = before === undefined ? "wrong" : answerIn(way, op, group, argument, mode);
        // What is NaN by itself is NaN in every way, and no evidence of anything.
        const more = answer === "right" ? [judgement] : [];
        found.set(key, before === undefined || answer === "wrong" ? undefined : [...before, ...more]);
      }
    }
  }
  for (const judgements of found.values()) judgements?.forEach(observe);
}

/** Calls of the same form: their inputs have the same shapes and types, and they have the same parameters. */
function groupsOf(points: readonly Point[]): readonly (readonly Point[])[] {
  const groups = new Map<string, Point[]>();
  const seen: unknown[] = [];
  for (const point of points) {
    if (!seen.includes(point.params)) seen.push(point.params);
    const form = point.x.map((v) => `${typeof v} ${dtypeOf(v)} ${shapeOf(v).join()}`);
    const key = [seen.indexOf(point.params), point.held.join(), ...form].join("; ");
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()].slice(0, forms).map((group) => group.slice(0, most));
}

function questionsOn([first]: readonly Point[]): { argument: number; way: Way; mode: Mode }[] {
  const { x = [], held = [] } = first ?? {};
  const free = x.map((_, i) => i).filter((i) => !held.includes(i));
  const modes: readonly Mode[] = ["forward", "reverse"];
  return free.flatMap((argument) => ways.flatMap((way) => modes.map((mode) => ({ argument, way, mode }))));
}

/** Whether all derivatives are the same, and then whether they are numbers. */
type Answer = "right" | "wrong" | "no number";

type Holds = (op: AnyOp, group: readonly Point[], argument: number, mode: Mode) => Answer;

/** What throws in some way, or by itself, is not right. */
function answerIn(way: Way, ...question: Parameters<Holds>): Answer {
  try {
    return holds[way](...question);
  } catch {
    return "wrong";
  }
}

const holds: Readonly<Record<Way, Holds>> = {
  vmap(op, group, argument, mode) {
    const calls = group.map((point, k) => callOf(op, point, argument, k));
    const asked = derivativesBy[mode](op, group[0]?.params, argument);
    const columns = calls[0]?.map((_, i) => stack(calls.map((call) => call[i] ?? 0))) ?? [];
    const many = vmap((dx: Value, dy: Value, ...x: Value[]) => asked(x, dx, dy))(
      ...(columns as [Value, Value]),
    );
    const single = calls.map(([dx = 0, dy = 0, ...x]) => asked(x, dx, dy));
    return answerOf(
      single,
      single.every((one, k) => isNear(many, k, one)),
    );
  },
  jit(op, group, argument, mode) {
    const calls = group.map((point, k) => callOf(op, point, argument, k));
    const asked = derivativesBy[mode](op, group[0]?.params, argument);
    const compiled = jit((x: Inputs, dx: Value, dy: Value) => asked(x, dx, dy));
    const single = calls.map(([dx = 0, dy = 0, ...x]) => asked(x, dx, dy));
    const isSame = calls.every(([dx = 0, dy = 0, ...x], k) =>
      hasSameBits(compiled(x, dx, dy), single[k] ?? NaN),
    );
    return answerOf(single, isSame);
  },
};

function answerOf(single: readonly Value[], isSame: boolean): Answer {
  if (!isSame) return "wrong";
  return flat(single).every(Number.isFinite) ? "right" : "no number";
}

/** A tangent of the argument and a cotangent, both random, and the inputs. */
function callOf(op: AnyOp, { x, params }: Point, argument: number, seed: number): readonly Value[] {
  const y = op.eval(x, params);
  const random = (like: Plain): Value => spread(gaussian(seed, flat([like]).length), [like])[0] ?? 0;
  return [random(x[argument] ?? 0), random(y), ...x];
}

/** The same but for the sign of what is zero. */
function hasSameBits(a: Value, b: Value): boolean {
  return dtypeOf(a) === dtypeOf(b) && compared(a, b, (v, w) => v === w);
}

/**
 * The same to rounding, beside the largest element: of many at once, sums may be taken in another order. A number has no
 * type, but many numbers have: then they are rounded to it.
 */
function isNear(many: Value, k: number, one: Value): boolean {
  const largest = flat([one]).reduce(
    (most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most),
    0,
  );
  const bar = (dtypeOf(many) === "float32" ? 1e-5 : 1e-12) * largest;
  if (typeof one !== "number" && dtypeOf(one) !== dtypeOf(many)) return false;
  return compared(slice(many, k), one, (v, w) => v === w || Math.abs(v - w) <= bar);
}

function compared(a: Value, b: Value, alike: (v: number, w: number) => boolean): boolean {
  const [v, w] = [flat([a]), flat([b])];
  const isOfOneShape = String(shapeOf(a)) === String(shapeOf(b));
  return isOfOneShape && v.every((element, i) => Object.is(element, w[i]) || alike(element, w[i] ?? NaN));
}
