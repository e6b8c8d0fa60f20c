// Floor 3, sparsity: what depends on what, colours, and matrices of few entries.

export { columnColoring, starColoring, type Coloring } from "./coloring.js";
export { Dependent, dependencesOf, type Dependences } from "./dependence.js";
export { longest, transposed, type Row, type Rows } from "./rows.js";
export { SparseMatrix, type SparseLayout } from "./sparse-matrix.js";
