// einsum: against a loop over all its names, NumPy's rules for what it leaves out, and what it refuses.
import t from "tap";
import { type NDArray, array, ones, random, zeros } from "../ndarray/index.js";
import { dtypeOf, shapeOf, value, type Value } from "../core/op.js";
import { checkGrads } from "../check/index.js";
import { jvp, vjp } from "../transforms/index.js";
import { einsum, mul, sum, type Like } from "./index.js";

function normal(seed: number, shape: readonly number[]): NDArray {
  return random.normal(random.key(seed), shape);
}

const lengths: Readonly<Record<string, number>> = { a: 2, b: 3, c: 2, d: 4, e: 1 };

function operandsOf(spec: string): NDArray[] {
  const terms = (spec.split("->")[0] ?? "").split(",");
  return terms.map((term, k) =>
    normal(
      k + 1,
      Array.from(term, (label) => lengths[label] ?? 0),
    ),
  );
}

/** The elements of an explicit einsum without ellipsis, by a loop over the values of all names at once. */
function loop(spec: string, operands: readonly NDArray[]): number[] {
  const [left = "", out = ""] = spec.split("->");
  const names = [...new Set(left.replaceAll(",", ""))];
  const place = (labels: string, index: ReadonlyMap<string, number>): number =>
    Array.from(labels).reduce((p, label) => p * (lengths[label] ?? 0) + (index.get(label) ?? 0), 0);
  const total = new Array<number>(Array.from(out).reduce((n, label) => n * (lengths[label] ?? 0), 1)).fill(0);
  const visit = (k: number, index: Map<string, number>): void => {
    const name = names[k];
    if (name === undefined) {
      const factors = left.split(",").map((labels, j) => operands[j]?.data[place(labels, index)] ?? NaN);
      total[place(out, index)]! += factors.reduce((product, x) => product * x, 1);
      return;
    }
    for (let i = 0; i < (lengths[name] ?? 0); i++) visit(k + 1, new Map([...index, [name, i]]));
  };
  visit(0, new Map());
  return total;
}

function elements(x: Value): number[] {
  const v = value(x);
  return typeof v === "number" ? [v] : Array.from(v.data);
}

const specs: readonly string[] = [
  "ab->ba",
  "abb->a",
  "aba->b",
  "aca->c",
  "aaa->a",
  "bb->",
  "ab,bd->ad",
  "ab,bd->da",
  "ab,ba->",
  "ab,ab->ab",
  "ab,cd->dbca",
  "abd,bd->a",
  "abd,dbc->ca",
  "ab,b,a->",
  "ab,bd,da->",
  "a,a,a->a",
  "ab,cb,db->acd",
  "aeb,be->ae",
  "bb,bd->bd",
  "abcd,dcba->",
];

t.test("einsum is a loop over all names", async (t) => {
  for (const spec of specs) {
    const operands = operandsOf(spec);
    const [got, want] = [elements(einsum(spec, ...operands)), loop(spec, operands)];
    t.equal(got.length, want.length, spec);
    const gap = Math.max(...want.map((x, i) => Math.abs(x - (got[i] ?? NaN))));
    t.ok(gap < 1e-12, `${spec}: off by ${String(gap)}`);
    t.strictSame(
      shapeOf(einsum(spec, ...operands)),
      Array.from(spec.split("->")[1] ?? "", (label) => lengths[label]),
      spec,
    );
  }
});

t.test("the two modes are adjoint to each other for every specification", async (t) => {
  for (const spec of specs) {
    const x = operandsOf(spec);
    const dx = x.map((operand, k) => normal(20 + k, operand.shape));
    const f = (...operands: Value[]): Value => einsum(spec, ...operands);
    const { tangent } = jvp(f, x, dx);
    const ybar = shapeOf(tangent).length === 0 ? 1.5 : normal(30, shapeOf(tangent));
    const bars = [vjp(f, ...x).pullback(ybar as never)].flat() as unknown as Value[];
    const left = value(sum(mul(ybar, tangent))) as number;
    const right = bars.reduce<number>(
      (total, bar, k) => total + (value(sum(mul(bar, dx[k] ?? 0))) as number),
      0,
    );
    t.ok(Math.abs(left - right) < 1e-12, `${spec}: ${String(left)} and ${String(right)}`);
  }
});

t.test(
  "derivatives of einsum hold to second order, on diagonals, across an ellipsis, and of an operand given twice",
  async (t) => {
    const programs: [string, (...x: Value[]) => Value, NDArray[]][] = [
      ["traces of a batch", (a = 0) => einsum("...ii", mul(a, a)), [normal(1, [2, 2, 2])]],
      [
        "a broadcast batch",
        (a = 0, b = 0) => einsum("...ij,...j->...i", a, b),
        [normal(2, [2, 1, 1, 2]), normal(3, [2, 2])],
      ],
      ["aᵀa", (a = 0) => einsum("ki,kj->ij", a, a), [normal(4, [2, 2])]],
      [
        "three",
        (a = 0, b = 0, c = 0) => einsum("i,ij,j->", a, b, c),
        [normal(5, [2]), normal(6, [2, 2]), normal(7, [2])],
      ],
    ];
    for (const [name, f, x] of programs) {
      const report = checkGrads(f, x, { order: 2 });
      t.equal(report.verdict, "pass", `${name}: ${report.toString()}`);
    }
  },
);

t.test(
  "what einsum leaves out follows NumPy: letters in order, after the axes of the ellipsis",
  async (t) => {
    t.strictSame(shapeOf(einsum("b...a", ones([2, 3, 4]))), [3, 4, 2]);
    t.strictSame(shapeOf(einsum("...ij,...jk", ones([5, 1, 2, 3]), ones([4, 3, 2]))), [5, 4, 2, 2]);
    t.strictSame(shapeOf(einsum("bA,A", ones([2, 3]), ones([3]))), [2]);
    t.strictSame(
      shapeOf(einsum("...i,...i,...i->...", ones([1, 2]), ones([2]), ones([6, 2]))),
      [6],
      "broadcast at the last",
    );
    t.strictSame(elements(einsum("i,", [1, 2], 3)), [3, 6], "a number has no names");
    t.equal(einsum("->", 3), 3);
    t.strictSame(elements(einsum("i->...i", [1, 2])), [1, 2], "an ellipsis of no axes");
    t.equal(
      dtypeOf(einsum("ij,j", array([[1, 2]], { dtype: "float32" }), array([1, 2], { dtype: "float32" }))),
      "float32",
    );
    t.strictSame(shapeOf(einsum("ij,jk", zeros([2, 0]), zeros([0, 3]))), [2, 3]);
  },
);

t.test("einsum refuses what NumPy refuses, and says where", async (t) => {
  const refused: [string, Like[], RegExp][] = [
    ["i->i->i", [[1]], /^einsum\("i->i->i"\): it has more than one "->"$/],
    ["ii", [ones([2, 3])], /"i" has length 2, and length 3 in operand 0$/],
    [
      "...i,...i->...",
      [ones([3, 2]), ones([4, 2])],
      /axis -1 of the "\.\.\." has length 3, and length 4 in operand 1$/,
    ],
    ["...i->i", [ones([5, 2])], /the output must have the "\.\.\." of the operands/],
    ["...i,...i->", [ones([1, 2]), ones([5, 2])], /the output must have the "\.\.\." of the operands/],
    ["i....", [ones([2, 3, 4, 5])], /at most one ellipsis/],
    ["", [], /it has 1 operands, and 0 were given/],
    ["i", ["x" as unknown as Like], /^einsum: operand 0 must be a number or an array of numbers/],
  ];
  for (const [spec, operands, message] of refused)
    t.throws(() => einsum(spec, ...operands), { message }, spec);
  const given = undefined as unknown as string;
  t.throws(() => einsum(given, [1]), {
    message: /^einsum: its first argument must be a string such as "ij,jk->ik", not undefined$/,
  });
});
