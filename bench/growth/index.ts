// How time and memory grow with the size of a problem, as functions run and compiled.

import { answerOf } from "../child.js";
import { sizes, type Asked, type Name, type Point } from "./point.js";

/** One size of one program. */
export interface Growth extends Point {
  readonly program: string;
  readonly how: "eager" | "compiled";
  readonly n: number;
}

/** All points; of a program that is too long to be compiled those before. */
export async function growth(seconds: number, most: number): Promise<readonly Growth[]> {
  const points: Growth[] = [];
  for (const [program, largest] of Object.entries(sizes) as readonly [Name, number][])
    for (const how of ["eager", "compiled"] as const)
      for (let power = 2; power <= Math.min(largest, most); power++) {
        const n = 10 ** power;
        const point = await measured({ name: program, n, isCompiled: how === "compiled", seconds });
        if (point.notCompiled !== undefined) break;
        points.push({ program, how, n, ...point });
      }
  return points;
}

function measured(asked: Asked): Promise<Point> {
  return answerOf<Point>(new URL("point.js", import.meta.url), asked);
}
