// ADBench's recurrent network, as a user would write it with arrays: how well it foretells the next character of a text.

import {
  add,
  array,
  div,
  dot,
  exp,
  log,
  mul,
  neg,
  scan,
  sigmoid,
  slice,
  sub,
  sum,
  tanh,
  type NDArray,
  type Value,
} from "../../src/index.js";
import { linesOf } from "./data.js";

/** What is learned: weights and biases of the gates, two rows of 4b for each layer; and those around the layers, [3, b]. */
export interface Network {
  readonly main: Value;
  readonly extra: Value;
}

/** Where to begin, the state before the text, two rows of b for each layer, and the text, [characters, b]. */
export interface Text {
  readonly start: { readonly main: NDArray; readonly extra: NDArray };
  readonly state: NDArray;
  readonly characters: NDArray;
}

/** A problem of ADBench's data. */
export function textOf(name: string): Text {
  const [[layers = 0] = [], ...lines] = linesOf(name);
  const part = (from: number, to?: number): NDArray =>
    array(lines.slice(from, to).map((line) => line.slice()));
  const rows = 2 * layers;
  return {
    start: { main: part(0, rows), extra: part(rows, rows + 3) },
    state: part(rows + 3, 2 * rows + 3),
    characters: part(2 * rows + 3),
  };
}

/** What a layer keeps from character to character. */
interface State {
  readonly hidden: Value;
  readonly cell: Value;
}

/** Weights and biases of the gates that forget, let in, let out, and of what is let in. */
type Gates = readonly (readonly [weight: Value, bias: Value])[];

/** Minus the mean log likelihood of each bit of the next character. */
export function loss({ main, extra }: Network, { state, characters }: Text): Value {
  const [count = 0, b = 0] = characters.shape;
  const layers = Array.from({ length: (state.shape[0] ?? 0) / 2 }, (_, k) => k);
  const gates = layers.map((k) => gatesOf(main, k, b));
  const [scale = 0, weight = 0, bias = 0] = [0, 1, 2].map((row) => slice(extra, row));
  const start = layers.map((k): State => ({ hidden: slice(state, 2 * k), cell: slice(state, 2 * k + 1) }));
  const texts = { now: slice(characters, [0, count - 1]), next: slice(characters, [1, null]) };
  const [, found] = scan(
    (states: readonly State[], { now, next }: { now: Value; next: Value }) => {
      let x: Value = mul(now, scale);
      const after = states.map((state, k) => {
        const made = layer(gates[k] ?? [], state, x);
        x = made.hidden;
        return made;
      });
      const y = add(mul(x, weight), bias);
      return [after, dot(next, sub(y, log(add(2, sum(exp(y))))))] as const;
    },
    start as readonly State[],
    texts,
  );
  return neg(div(sum(found), (count - 1) * b));
}

function gatesOf(main: Value, k: number, b: number): Gates {
  const row = (at: number, gate: number): Value => slice(main, at, [gate * b, (gate + 1) * b]);
  return [0, 1, 2, 3].map((gate) => [row(2 * k, gate), row(2 * k + 1, gate)] as const);
}

function layer(gates: Gates, { hidden, cell }: State, x: Value): State {
  const at = (gate: number, v: Value): Value => {
    const [weight = 0, bias = 0] = gates[gate] ?? [];
    return add(mul(v, weight), bias);
  };
  const [forget, inward, outward] = [sigmoid(at(0, x)), sigmoid(at(1, hidden)), sigmoid(at(2, x))];
  const next = add(mul(cell, forget), mul(inward, tanh(at(3, hidden))));
  return { hidden: mul(outward, tanh(next)), cell: next };
}
