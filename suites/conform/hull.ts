// How far a point is from the convex hull of a few others.

type Point = readonly number[];

/**
 * The distance of a point from the convex hull of the vertices. The nearest point lies within the hull of some of them, and
 * is the foot of the perpendicular on the flat that these span; of vertices that depend on each other fewer do as well.
 */
export function distanceToHull(point: Point, vertices: readonly Point[]): number {
  if (vertices.length === 0) return Infinity;
  const shares = barycentric(point, vertices);
  if (shares?.every((share) => share >= 0) === true) return distance(point, mixed(vertices, shares));
  return Math.min(...vertices.map((_, i) => distanceToHull(point, vertices.toSpliced(i, 1))));
}

/** The Euclidean distance of two points. */
export function distance(a: Point, b: Point): number {
  return Math.hypot(...a.map((x, i) => x - (b[i] ?? NaN)));
}

function mixed(vertices: readonly Point[], shares: readonly number[]): Point {
  return (vertices[0] ?? []).map((_, k) =>
    dot(
      shares,
      vertices.map((vertex) => vertex[k] ?? NaN),
    ),
  );
}

/** Of the foot of the perpendicular on the flat through the vertices, how much it has of each; they add up to 1. */
function barycentric(point: Point, vertices: readonly Point[]): readonly number[] | undefined {
  const [origin = [], ...rest] = vertices;
  const edges = rest.map((vertex) => minus(vertex, origin));
  const along = minus(point, origin);
  const others = solved(edges.map((edge) => [...edges.map((other) => dot(edge, other)), dot(edge, along)]));
  return others === undefined ? undefined : [1 - others.reduce((a, b) => a + b, 0), ...others];
}

/** The solution of the equations whose last column is the right-hand side, if there is one alone. */
function solved(rows: readonly (readonly number[])[]): readonly number[] | undefined {
  const [first] = rows;
  if (first === undefined) return [];
  const pivot = rows.reduce(
    (best, row) => (Math.abs(row[0] ?? 0) > Math.abs(best[0] ?? 0) ? row : best),
    first,
  );
  const [lead = 0, ...tail] = pivot;
  if (Math.abs(lead) < 1e-12) return undefined;
  const below = rows
    .filter((row) => row !== pivot)
    .map(([head = 0, ...own]) => own.map((x, k) => x - (head / lead) * (tail[k] ?? 0)));
  const rest = solved(below);
  return rest && [((tail.at(-1) ?? 0) - dot(rest, tail)) / lead, ...rest];
}

const minus = (a: Point, b: Point): Point => a.map((x, i) => x - (b[i] ?? NaN));

/** Σ aᵢ bᵢ over the elements of `a`. */
function dot(a: Point, b: Point): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0);
}
