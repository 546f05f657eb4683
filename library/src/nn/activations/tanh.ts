export { tanh } from "../../expr/operations/tanh.ts";
