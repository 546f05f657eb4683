import { describe, expect, test } from "vitest";
import { nameText } from "../../src/explain/name.ts";
import { toText } from "../../src/explain/render/text.ts";
import { golden, known } from "./golden.ts";

describe("the golden step", () => {
  const find = (key: string) => {
    const [frame, name] = key.split(" ");
    return golden.steps.find((step) => `${step.frame}` === frame && nameText(step.name) === name)!;
  };
  test("its frames are those of a worked example by hand", () => {
    expect(golden.frameCount).toBe(18);
    const names = (frame: number) =>
      golden.steps
        .filter((step) => step.frame === frame && (step.rule.kind !== "given" || frame > 0))
        .map(({ name }) => nameText(name))
        .join(" ");
    expect(Array.from({ length: 18 }, (_, i) => names(i))).toEqual([
      "",
      ..."Z¹,Z¹,A¹,Z²,ŷ,ℓ,L,∂L/∂ℓ ∂L/∂ŷ δ²,∂L/∂W²,W²,∂L/∂A¹,δ¹,∂L/∂W¹,W¹,W¹′,W²′,L′".split(","),
    ]);
  });
  test.each(Object.entries(known))("%s to eight digits", (key, numbers) => {
    numbers.forEach((number, i) => expect(find(key).values[i]).toBeCloseTo(number, 8));
  });
  test("predicted and real drop of the loss", () => {
    expect(golden.predictedDrop).toBeCloseTo(0.0236, 4);
    expect(golden.loss - golden.lossAfter!).toBeCloseTo(0.0222, 4);
  });
  test("as text with ten digits", () => {
    const text = toText(golden, { digits: 10, width: 200 });
    for (const numbers of Object.values(known))
      for (const number of numbers) {
        const found = text.match(/-?\d+\.\d+/g)!.some((written) => Math.abs(Number(written) - number) < 1e-8);
        expect(found, String(number)).toBe(true);
      }
    expect(text).toContain("(4×2)");
    expect(text).toContain("∂L/∂W² = A¹ᵀ δ²");
  });
});
