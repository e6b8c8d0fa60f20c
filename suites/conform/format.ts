// A conformance case as data: what a file of cases holds, and what goes between a suite and an engine.

/** A number in a file. JSON has neither NaN nor infinities, and many a reader loses the sign of zero, so these are words. */
export type Numeral = number | "nan" | "inf" | "-inf" | "-0";

/** The element types that cases use. */
export type DType = "float64" | "float32";

/** An array of any rank, its elements in row-major order; of shape [] it is a number. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: readonly Numeral[];
}

/** What a step is told besides its arguments: axes, shapes, modes. */
export type Parameters = Readonly<Record<string, Parameter>>;
type Parameter = number | string | boolean | null | readonly Parameter[];

/**
 * One step of a program: the name of its result, its op (`vocabulary.ts` has them all), and its arguments, each the name of
 * a value before it or a number. `grad`, `jvp` and `stopGradient` are ops too; where an op takes functions, its first
 * arguments are their names. Of an op with several results a step has the one at the parameter `output`, 0 by default.
 */
export type Step = readonly [
  name: string,
  op: string,
  args: readonly (string | number)[],
  params?: Parameters,
];

/** A function within a program. Besides its inputs it may use what is known where it is called. */
export interface Subprogram {
  readonly inputs: readonly string[];
  readonly steps: readonly Step[];
  readonly output: string;
}

/** A function that is to be differentiated, of named inputs. */
export interface Program extends Subprogram {
  readonly functions?: Readonly<Record<string, Subprogram>>;
}

/** What a number, or each of several, must be. */
export type Expected =
  /** These numbers, within the tolerance of the case; NaN where it says NaN. Of a value also its shape, [] if not said. */
  | { readonly kind: "exact"; readonly data: readonly Numeral[]; readonly shape?: readonly number[] }
  /** Each between its bounds. */
  | { readonly kind: "interval"; readonly low: readonly Numeral[]; readonly high: readonly Numeral[] }
  /** A convex combination of the vertices. */
  | { readonly kind: "hull"; readonly vertices: readonly (readonly Numeral[])[] }
  /** Within a Euclidean distance of a centre. */
  | { readonly kind: "ball"; readonly center: readonly Numeral[]; readonly radius: number }
  | { readonly kind: "any-of"; readonly of: readonly Expected[] }
  /** Anything, as long as both modes give the same. */
  | { readonly kind: "agree" };

/**
 * What gradients must be, by the name of their input; or by names joined by commas, whose elements are taken together,
 * one input after the other.
 */
export type ExpectedGradient = Readonly<Record<string, Expected>>;

/** What is asked of a gradient: uniqueness, a choice of subgradients, infinities, second order, or an error. */
export type Level = "unique" | "subgradient" | "infinite" | "higher-order" | "error";

/** When an error is to come: when the program is built or run, or when its derivative is asked for. */
export type Phase = "value" | "derivative";

/** One case. The gradient is that of the sum of the output's elements, weighted by `cotangent` if there is one. */
export interface Case {
  readonly id: string;
  /** What must hold, as a sentence. */
  readonly title: string;
  /** A paper, a chapter, an issue number, a definition. */
  readonly source: string;
  readonly level: Level;
  readonly features: readonly string[];
  readonly program: Program;
  /** By the names of the program's inputs. */
  readonly at: Readonly<Record<string, Tensor>>;
  readonly cotangent?: Tensor;
  readonly value?: Expected;
  readonly gradient?: ExpectedGradient;
  /** The gradient of the sum of the elements of that gradient, which must be the same in all four nestings. */
  readonly second?: ExpectedGradient;
  readonly throws?: { readonly phase: Phase };
  /** What engines of a family legitimately choose, where they differ: it stands for the gradient of the inputs it names. */
  readonly profiles?: Readonly<Record<string, ExpectedGradient>>;
  /** Units in the last place that a number may be off, relative to the largest of its kind; 8 if it is not said. */
  readonly ulps?: number;
  /** What the units are relative to where it is larger than all expected numbers: the size of terms that cancel. */
  readonly scale?: number;
  /** By how much the program magnifies relative errors of its inputs and steps; measured if it is not said. */
  readonly condition?: number;
  /** Derived from another case, by this transformation. */
  readonly from?: { readonly id: string; readonly by: string };
}
