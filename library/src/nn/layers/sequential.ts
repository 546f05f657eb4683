export { sequential } from "../network.ts";
