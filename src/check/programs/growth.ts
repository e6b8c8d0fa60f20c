// A program as it grows: one op after another, each kept if its value is one that a check can work with.

import type { Inputs, Interval, Op } from "../../core/op.js";
import type * as nd from "../../ndarray/index.js";
import { sub } from "../../ops/index.js";
import { isReference, type Operand, type Operation, type WengertList } from "../wengert.js";
import { callOf, fitsInto, shapedAs, type Change, type Sampled } from "./calls.js";
import { liesWithin, numbersOf, type Dice } from "./dice.js";
import { pruned } from "./edit.js";
import { isSmooth } from "./smooth.js";

type AnyOp = Op<Inputs, unknown>;

/** Values are of a size between these, or 0. */
const [smallest, largest] = [1e-9, 1e6];

/** An input or the result of an op. */
interface Made {
  readonly value: nd.Plain;
  readonly numbers: Float64Array;
  /** True of what is locally constant. */
  readonly still: boolean;
  /** Which ops it depends on, itself among them. */
  readonly lines: ReadonlySet<number>;
  readonly operation?: Operation;
}

/** A program that grows to at most `length` ops. */
export class Growth {
  /** What there is by now; the operands of an operation are places in this list. */
  private readonly made: Made[] = [];
  private readonly ops: readonly AnyOp[];

  constructor(
    private readonly dice: Dice,
    ops: readonly Op[],
    private readonly length: number,
  ) {
    this.ops = ops.filter(({ domain }) => domain.length > 0) as readonly unknown[] as readonly AnyOp[];
  }

  /** The longest program that came of it. */
  program(): WengertList | undefined {
    if (this.ops.length === 0) return undefined;
    let best: Made | undefined;
    for (let k = 0; k < 8 * this.length + 40 && (best?.lines.size ?? 0) < this.length; k++) {
      // What is locally constant may have come to stand in the way.
      if (best === undefined && k % 8 === 7) this.made.length = 0;
      const made = this.grow();
      if (made !== undefined && !made.still && made.lines.size > (best?.lines.size ?? 0)) best = made;
    }
    return best === undefined ? undefined : this.listOf(this.dice.chance(0.5) ? this.summed(best) : best);
  }

  /** Tries one op. */
  private grow(): Made | undefined {
    const op = this.choose();
    const before = this.made.length;
    const call = callOf(op, this.dice, this.made.at(-1)?.value);
    const made = this.apply({ op, operands: this.operandsOf(op, call), params: call.params });
    // What was made only for an op that came to nothing goes too.
    if (made === undefined) this.made.length = before;
    return made;
  }

  /** Ops whose derivative is zero are chosen less often: what they read does not matter any more. */
  private choose(): AnyOp {
    const op = this.dice.pick(this.ops) as AnyOp;
    return op.constant === true && this.dice.chance(0.6) ? (this.dice.pick(this.ops) as AnyOp) : op;
  }

  /** Operands that fit the call: values from before, new inputs, and constants. */
  private operandsOf(op: AnyOp, call: Sampled): Operand[] {
    const chosen = call.shapes.map((shape, i): Operand => {
      const domain = op.domain[Math.min(i, op.domain.length - 1)] as Interval;
      const at = this.dice.chance(0.75) ? this.reused(domain, call, i) : undefined;
      return at === undefined ? this.dice.value(shape, domain, call.arrange !== undefined) : { at };
    });
    const values = chosen.map((v) => this.read(v));
    const arranged = call.arrange?.(values) ?? values;
    const fitting = chosen.map((v, i): Operand => this.brought(v, arranged[i] ?? 0, call.held.includes(i)));
    // Something must move, or the value would be a constant.
    const free = fitting.findIndex((v, i) => !isReference(v) && !call.held.includes(i));
    const moves = fitting.some((v) => isReference(v) && this.made[v.at]?.still === false);
    return fitting.map((v, i) => {
      if (isReference(v) || call.held.includes(i)) return v;
      return (i === free && !moves) || this.dice.chance(0.75) ? { at: this.input(v) } : v;
    });
  }

  /** An operand of the wanted value: the same plus a constant, if it is a computed one. */
  private brought(v: Operand, wanted: nd.Plain, held: boolean): Operand {
    const value = this.read(v);
    if (same(value, wanted)) return v;
    const op = this.ops.find(({ name }) => name === "add");
    if (!isReference(v) || held || op === undefined) return wanted;
    const made = this.apply({ op, operands: [v, sub(wanted, value) as nd.Plain], params: undefined });
    return made === undefined ? wanted : { at: this.made.length - 1 };
  }

  /** The place of a value that fits as operand `i`, if need be after it is given another shape. */
  private reused(domain: Interval, call: Sampled, i: number): number | undefined {
    const n = this.made.length;
    const mayChange = this.dice.chance(0.2);
    // Mostly the latest that fits, or little of what is computed would come into the output.
    const start = this.dice.chance(0.7) ? n - 1 : this.dice.from(0, n - 1);
    for (let k = 0; k < n; k++) {
      const at = (start - k + n) % n;
      const change = this.changeFor(this.made[at] as Made, domain, call, i);
      if (change === "none") return at;
      if (change !== undefined && mayChange) return this.reshaped(change, at, call.shapes[i] ?? []);
    }
    return undefined;
  }

  /** What a value needs to fit as operand `i`; undefined if it cannot. */
  private changeFor(made: Made, domain: Interval, call: Sampled, i: number): Change | undefined {
    const { value, numbers, still } = made;
    if (call.held.includes(i) && !still) return undefined;
    const change =
      call.loose === undefined ? shapedAs(value, call.shapes[i] ?? []) : fitsInto(value, call.loose);
    return change !== undefined && numbers.every((x) => liesWithin(x, domain)) ? change : undefined;
  }

  private reshaped(name: string, at: number, shape: nd.Shape): number | undefined {
    const op = this.ops.find((other) => other.name === name);
    if (op === undefined) return undefined;
    const made = this.apply({ op, operands: [{ at }], params: { shape } });
    return made === undefined ? undefined : this.made.length - 1;
  }

  private input(value: nd.Plain): number {
    return this.made.push({ value, numbers: numbersOf(value), still: false, lines: new Set() }) - 1;
  }

  private read(v: Operand): nd.Plain {
    return isReference(v) ? (this.made[v.at]?.value ?? 0) : v;
  }

  /** Applies an op, unless that makes the program too long, its value unfit, or lies near a kink. */
  private apply(operation: Operation, length = this.length): Made | undefined {
    const { op, operands, params } = operation;
    const sources = operands.flatMap((v) => (isReference(v) ? [this.made[v.at] as Made] : []));
    const lines = new Set([this.made.length, ...sources.flatMap((source) => [...source.lines])]);
    if (lines.size > length) return undefined;
    const f = (x: readonly nd.Plain[]): nd.Plain => op.eval(x, params);
    const x = operands.map((v) => this.read(v));
    const moved = operands.map((v) => isReference(v) && this.made[v.at]?.still === false);
    const value = f(x);
    const numbers = numbersOf(value);
    if (!numbers.every(isFit) || !isSmooth(f, x, moved)) return undefined;
    const made = { value, numbers, still: op.constant === true || !moved.includes(true), lines, operation };
    this.made.push(made);
    return made;
  }

  private summed(y: Made): Made {
    const axes = typeof y.value === "number" ? [] : y.value.shape.map((_, axis) => axis);
    const op = this.ops.find(({ name }) => name === "sum");
    if (op === undefined || axes.length === 0) return y;
    const params = { axes, keepDims: false };
    return this.apply({ op, operands: [{ at: this.made.indexOf(y) }], params }, Infinity) ?? y;
  }

  /** Inputs come first in a list, whenever they were made. */
  private listOf(y: Made): WengertList {
    const isInput = ({ operation }: Made): boolean => operation === undefined;
    const order = [...this.made.filter(isInput), ...this.made.filter((made) => !isInput(made))];
    const places = new Map(order.map((made, at) => [made, at]));
    const moved = (v: Operand): Operand =>
      isReference(v) ? { at: places.get(this.made[v.at] as Made) ?? 0 } : v;
    const lines = order.flatMap(({ operation }) =>
      operation === undefined ? [] : [{ ...operation, operands: operation.operands.map(moved) }],
    );
    const inputs = order.filter(isInput).map(({ value }) => value);
    return pruned({ inputs, lines, outputs: [{ at: places.get(y) ?? 0 }] });
  }
}

function isFit(x: number): boolean {
  return x === 0 || (Math.abs(x) >= smallest && Math.abs(x) <= largest);
}

function same(a: nd.Plain, b: nd.Plain): boolean {
  const [numbers, others] = [numbersOf(a), numbersOf(b)];
  return numbers.length === others.length && numbers.every((x, i) => x === others[i]);
}
