// The words of a formula and where they stand, which the syntax trees of mathjs do not tell.

/** A stretch of the source, from `start` up to and without `end`. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** A word of the formula and its place. */
export interface Token extends Place {
  readonly text: string;
  readonly kind: "name" | "number" | "string" | "sign";
}

// What mathjs takes for a name: Latin, Greek and letter-like characters, and the mathematical alphabets.
const letter = "[a-zA-Z_$\\u00C0-\\u02AF\\u0370-\\u03FF\\u2100-\\u214F\\u{1D400}-\\u{1D7FF}]";
const blank = /(?:\s|#[^\n]*)+/uy;
const name = new RegExp(`${letter}(?:${letter}|\\d)*`, "uy");
const number = /0[xob][\da-f]+|(?:\d+(?:\.(?![*/^])\d*)?|\.\d+)(?:e[+-]?\d+)?/iuy;
const string = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/suy;
const sign = /\.[*/^']|[=!<>]=|<<|>>>?|\?\?|\?\.|./suy;

/** A name and nothing else, as a variable may be called. */
export function isName(text: string): boolean {
  name.lastIndex = 0;
  return name.exec(text)?.[0] === text;
}

/** The words of `source` in order; comments and blanks are left out. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  for (let at = end(blank, source, 0); at < source.length;) {
    const token = tokenAt(source, at, tokens.at(-1));
    tokens.push(token);
    at = end(blank, source, token.end);
  }
  return tokens;
}

function tokenAt(source: string, start: number, before: Token | undefined): Token {
  for (const [kind, pattern] of [
    ["name", name],
    ["number", number],
    ["string", string],
  ] as const) {
    // After a value, ' is the transpose and not the beginning of a string.
    if (kind === "string" && before !== undefined && endsValue(before)) continue;
    const stop = end(pattern, source, start);
    if (stop > start) return { kind, start, end: stop, text: source.slice(start, stop) };
  }
  const stop = end(sign, source, start);
  return { kind: "sign", start, end: stop, text: source.slice(start, stop) };
}

const words = ["mod", "to", "in", "and", "or", "xor", "not"];

function endsValue({ kind, text }: Token): boolean {
  return kind === "sign" ? /[)\]}'!%]$/.test(text) : !words.includes(text);
}

/** Where a match of `pattern` that begins at `start` ends; `start` if there is none. */
function end(pattern: RegExp, source: string, start: number): number {
  pattern.lastIndex = start;
  return start + (pattern.exec(source)?.[0].length ?? 0);
}
