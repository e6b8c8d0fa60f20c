// The coverage of a user's repository: what its checks wrote down, and what that covers.

export { record, type CheckRecord } from "./record.js";
export {
  repositoryCoverage,
  type BranchCoverage,
  type FunctionCoverage,
  type RepositoryCoverage,
  type Wanted,
} from "./summary.js";
