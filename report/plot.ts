// Plots, drawn once into SVG: the page needs no script to show them.

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

// The types of both libraries speak of the browser's, which are not loaded here.
const { document } = parseHTML("<!doctype html><html><body></body></html>") as { readonly document: never };

/** A plot as inline SVG, drawn once: a page needs no script to show it. */
export function drawn(options: Plot.PlotOptions): string {
  const style = { background: "none", fontFamily: "inherit", fontSize: "12px" };
  const plot: unknown = Plot.plot({ document, style, marginLeft: 52, width: 560, ...options });
  return (plot as { readonly outerHTML: string }).outerHTML;
}

/** Powers of ten as 1e-3: by itself the library would write 1m. */
export function power(x: number): string {
  return x.toExponential(0).replace("e+0", "").replace("e+", "e");
}

/** A logarithmic axis with a line for every power of ten from 10ᵃ to 10ᵇ, or for every few of them. */
export function powers(a: number, b: number, every = 1): Plot.ScaleOptions {
  const ticks = Array.from({ length: Math.floor((b - a) / every) + 1 }, (_, k) => 10 ** (a + k * every));
  return { type: "log", tickFormat: power, ticks, grid: true };
}
