// Operations that move elements: where each goes is asked of the op itself, with numbers for elements.

import { NDArray, arange, plain, sizeOf, type Plain, type Shape } from "../../ndarray/index.js";
import type { Op, Value } from "../../core/op.js";
import { isNumber, type Node } from "../graph.js";
import { elementText, made, type Emit } from "./scope.js";
import { evenSteps, loops, placeText, stepsOf } from "./texts.js";

/** Numbers from 1 on, in shapes. */
function numbered(shapes: readonly Shape[]): readonly Plain[] {
  let next = 1;
  return shapes.map((shape) => {
    const from = next;
    next += sizeOf(shape);
    return plain(
      Float64Array.from(arange(sizeOf(shape)).data, (i) => from + i),
      shape,
    );
  });
}

function numbersOf(x: Value): ArrayLike<number> {
  return x instanceof NDArray ? x.data : [x as number];
}

/** Each element of the result is one of the input, or 0. */
export const moving: Emit = (step, name, scope) => {
  const [x] = step.inputs as [Node];
  const sources = numbersOf(step.op.eval(numbered([x.shape]) as never, step.params as never));
  const places = Array.from(sources, (source) => source - 1);
  if (isNumber(step))
    return [`const ${name} = ${places[0] === -1 ? "0" : elementText(x, String(places[0]), scope)};`];
  const steps = places.includes(-1) ? undefined : evenSteps(places, step.shape);
  const own = stepsOf(step.shape);
  if (steps !== undefined)
    return [
      made(name, step.shape),
      ...loops(step.shape, (at) => [
        `${name}[${placeText(at, own)}] = ${elementText(x, placeText(at, steps, places[0]), scope)};`,
      ]),
    ];
  const table = scope.table(places);
  const read = places.includes(-1)
    ? (place: string) => `${table}[i]! < 0 ? 0 : ${elementText(x, place, scope)}`
    : (place: string) => elementText(x, place, scope);
  return [
    made(name, step.shape),
    ...loops([sizeOf(step.shape)], () => [`${name}[i] = ${read(`${table}[i]!`)};`]),
  ];
};

/** Each element of the input is added to one of the result. */
export const spilling: Emit = (step, name, scope) => {
  const [x] = step.inputs as [Node];
  const zero = plain(new Float64Array(sizeOf(x.shape)), x.shape);
  const [y] = numbered([step.shape]);
  const vjp = step.op.vjp as unknown as Op<readonly Value[], unknown>["vjp"];
  const targets = Array.from(numbersOf(vjp(0, y ?? 0, 0, [zero], step.params)), (target) => target - 1);
  const [steps, own] = [evenSteps(targets, x.shape), stepsOf(x.shape)];
  if (steps !== undefined && new Set(targets).size === targets.length)
    return [
      made(name, step.shape),
      ...loops(x.shape, (at) => [
        `${name}[${placeText(at, steps, targets[0])}] = ${elementText(x, placeText(at, own), scope)};`,
      ]),
    ];
  const table = scope.table(targets);
  const add = `${name}[${table}[i]!]! += ${elementText(x, "i", scope)};`;
  return [
    made(name, step.shape),
    ...loops([targets.length], () => [targets.includes(-1) ? `if (${table}[i]! >= 0) ${add}` : add]),
  ];
};

/** The inputs beside or after each other. */
export const joining: Emit = (step, name, scope) => {
  const { inputs, shape } = step;
  if (inputs.every(isNumber))
    return [`const ${name} = Float64Array.of(${inputs.map(scope.nameOf).join(", ")});`];
  const sources = Array.from(
    numbersOf(step.op.eval(numbered(inputs.map((x) => x.shape)) as never, step.params as never)),
  );
  const places = new Map(sources.map((source, place) => [source - 1, place]));
  let first = 0;
  const parts = inputs.flatMap((x) => {
    const targets = Array.from({ length: sizeOf(x.shape) }, (_, i) => places.get(first + i) ?? 0);
    first += targets.length;
    const [steps, own] = [evenSteps(targets, x.shape) ?? [], stepsOf(x.shape)];
    return loops(x.shape, (at) => [
      `${name}[${placeText(at, steps, targets[0])}] = ${elementText(x, placeText(at, own), scope)};`,
    ]);
  });
  return [made(name, shape), ...parts];
};
