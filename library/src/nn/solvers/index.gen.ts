// Generated from the files of this folder by `npm run gen`.
export { type Problem, type SolverState, type LineSearch, type Solver, defineSolver } from "./_solver.ts";
export * from "./lbfgs.ts";
