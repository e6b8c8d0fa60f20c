// Reports on a conformance run, each a text made from its result.

export { page } from "./page.js";
export { meanings, modes, statuses, type Meaning } from "./statuses.js";
export { absent, failures, isGreen, tallies, totals, type Tally } from "./tally.js";
export { answerText, pointText } from "./tensors.js";
export { formulas } from "./formula.js";
export { badge, fromJsonLines, headline, jsonLines, markdown, occurring, tap } from "./text.js";
