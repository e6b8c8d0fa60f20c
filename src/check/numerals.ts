// Numbers as short texts, for people.

/** What stands where there is no number. */
export const nothing = "–";

/** A number with so many digits, and no zeros at its end. */
export function shortened(x: number | undefined, digits: number): string {
  if (x === undefined) return nothing;
  if (Number.isInteger(x) && Math.abs(x) < 10 ** (digits + 2)) return String(x);
  const [mantissa = "", exponent] = x.toPrecision(digits).split("e");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return exponent === undefined ? short : `${short}e${exponent.replace("+", "")}`;
}

/** The size of a small difference: one digit and its power of ten. */
export function magnitude(x: number | undefined): string {
  if (x === undefined) return nothing;
  return x === 0 ? "0" : x.toExponential(0);
}
