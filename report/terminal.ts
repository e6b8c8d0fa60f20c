// How tables look in a terminal.

const lines = ["top", "bottom", "left", "right"].flatMap((side) => [
  side,
  `${side}-mid`,
  `${side}-left`,
  `${side}-right`,
]);

/** A table without lines, as options of cli-table3. */
export const plain = {
  chars: { ...Object.fromEntries([...lines, "mid", "mid-mid"].map((line) => [line, ""])), middle: " " },
  style: { head: [], border: [], "padding-left": 0, "padding-right": 1 },
};
