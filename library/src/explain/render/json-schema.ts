/** The JSON Schema of `toJson`'s result: what each field of a derivation means. */
export const derivationSchema: Readonly<Record<string, unknown>> = (() => {
  const string = (description: string) => ({ type: "string", description });
  const orNull = (schema: Readonly<Record<string, unknown>>) => ({ anyOf: [schema, { type: "null" }] });
  const number = (description: string) => ({
    description,
    anyOf: [{ type: "number" }, { enum: ["NaN", "Infinity", "-Infinity"] }],
  });
  const shape = {
    type: "array",
    items: { type: "integer", minimum: 0 },
    description: "Sizes of the axes; [] for a number.",
  };
  const object = (properties: Readonly<Record<string, unknown>>) => ({
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  });
  const rule = {
    description: "How the result comes from the operands.",
    oneOf: [
      object({
        kind: { const: "given" },
        role: string(
          "input, target, weight, parameter, state, slot, carried, engine, length, scalar, draw, constant or index.",
        ),
      }),
      object({ kind: { const: "map" }, formula: string("Element by element; a0, a1 … are the operands.") }),
      object({
        kind: { const: "contract" },
        left: { type: "array", items: string("Names of the left operand's axes.") },
        right: { type: "array", items: string("Names of the right operand's axes.") },
        output: { type: "array", items: string("Names of the result's axes; all others are summed over.") },
      }),
      object({
        kind: { const: "reduce" },
        reduction: { enum: ["sum", "max"] },
        axes: { type: "array", items: { type: "integer" }, description: "The axes that disappear." },
        factor: { type: "number", description: "What a sum is multiplied by: 1/n for a mean." },
      }),
      object({
        kind: { const: "overlap" },
        folds: {
          type: "array",
          description: "Windows laid on an axis, one axis after the other; what overlaps is added.",
          items: object({
            axis: { type: "integer", description: "The axis that counts the windows; the next one is that inside." },
            size: { type: "integer", description: "How many places a window has." },
            step: { type: "integer", description: "From one window to the next." },
            dilation: { type: "integer", description: "From one place of a window to the next." },
            length: { type: "integer", description: "How long the axis is on which they are laid." },
          }),
        },
      }),
      object({
        kind: { const: "won" },
        axes: { type: "array", items: { type: "integer" }, description: "The axes of the windows." },
        ties: { enum: ["shared", "first"], description: "Who gets it where several numbers are the greatest." },
      }),
      object({
        kind: { const: "join" },
        axis: { type: "integer", description: "The axis along which operands follow." },
      }),
      object({ kind: { const: "primitive" }, primitive: string("gather, pad, scatter-add …") }),
      object({ kind: { const: "nothing" } }),
      object({ kind: { const: "again" }, before: { type: "number" }, predictedDrop: { type: "number" } }),
    ],
  };
  const step = object({
    id: string("By which other steps name this one."),
    phase: { enum: ["data", "forward", "loss", "backward", "update"] },
    frame: { type: "integer", minimum: 0, description: "What is looked at together, from 0." },
    name: string("The quantity, as Unicode text."),
    latex: string("The quantity, in LaTeX."),
    layer: orNull(string("The layer's place and name.")),
    label: orNull(string("The label in the graph.")),
    rule,
    operands: {
      type: "array",
      items: object({ step: string("The step whose result it is."), shape, transposed: { type: "boolean" } }),
    },
    shape,
    values: { type: "array", items: number("float64, last axis fastest.") },
    parents: { type: "array", items: string("Steps whose results are used, each once.") },
    gradientOf: orNull(string("For a gradient: the forward step that it belongs to.")),
    equation: orNull(string("The line in symbols, in the notation asked for; none for what is only given.")),
    sentence: object({ key: string("The same in all languages."), text: string("In the language asked for.") }),
    short: orNull(
      object({
        formula: string("The form after cancelling; a0, a1 … are the operands."),
        operands: { type: "array", items: string("Steps.") },
      }),
    ),
    rows: orNull(
      object({
        rowCount: { type: "integer", minimum: 1 },
        shares: {
          type: "array",
          items: object({
            row: { type: "integer", minimum: 1, description: "The row of the batch." },
            share: number("Its length along the gradient of the rows, over that of the gradient; all rows make 1."),
            values: { type: "array", items: number("What it adds to the gradient.") },
          }),
        },
        rest: orNull({ type: "array", items: number("What the regularizers add.") }),
      }),
    ),
    engine: orNull(
      object({
        values: { type: "array", items: number("What the engine computes, in float32.") },
        ulps: { type: "array", items: number("Distance from the float64 value rounded to float32.") },
      }),
    ),
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A derivation: one training step as worked mathematics",
    ...object({
      format: { const: "chainrule derivation 1" },
      rowCount: { type: "integer", minimum: 1 },
      mode: { enum: ["training", "inference"] },
      form: {
        enum: ["taught", "stable"],
        description: "Whether forms are as taught, or the stable ones of the engine.",
      },
      frameCount: { type: "integer", minimum: 1 },
      loss: number("Before the update."),
      lossAfter: orNull(number("After the update.")),
      predictedDrop: orNull(number("Σ gradient · (old − new parameter).")),
      steps: { type: "array", items: step },
    }),
  };
})();
