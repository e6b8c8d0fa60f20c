// Polynomials, alone and in pieces.

/** c₀ + c₁ x + c₂ x² + …, by Horner's rule. */
export function polynomial(c: readonly number[], x: number): number {
  let y = 0;
  for (let k = c.length - 1; k >= 0; k--) y = y * x + (c[k] ?? 0);
  return y;
}

/** A polynomial in (x − center) / halfWidth, for x up to an end. */
export interface Piece {
  readonly upTo: number;
  readonly center: number;
  readonly halfWidth: number;
  readonly c: readonly number[];
}

/** The piece for x, the last one beyond the end of all. */
export function inPieces(pieces: readonly Piece[], x: number): number {
  let k = 0;
  while (k < pieces.length - 1 && x > (pieces[k]?.upTo ?? Infinity)) k++;
  const { center, halfWidth, c } = pieces[k] as Piece;
  return polynomial(c, (x - center) / halfWidth);
}
