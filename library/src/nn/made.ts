/** How a record came to be: which catalog, which name there, and what the function that made it was given. */
export interface Made {
  readonly kind: "layer" | "activation" | "initializer" | "regularizer";
  readonly name: string;
  readonly given: readonly unknown[];
}
