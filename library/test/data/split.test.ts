import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseCsv, prepare, splitRows } from "../../src/data/index.ts";

test("every row is on one side, blocks stay whole, the seed decides", () => {
  const blocks = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 3, maxLength: 80 });
  fc.assert(
    fc.property(blocks, fc.integer({ min: 0, max: 99 }), (blockOfRow, seed) => {
      const rows = Int32Array.from(blockOfRow.keys());
      const options = {
        shares: [0.6, 0.2, 0.2],
        seed,
        stratumOf: (row: number) => String(blockOfRow[row]! % 2),
        blockOf: (row: number) => blockOfRow[row]!,
      };
      const parts = splitRows(rows, options);
      expect(parts.flatMap((part) => [...part]).sort((a, b) => a - b)).toEqual([...rows]);
      expect(splitRows(rows, options)).toEqual(parts);
      const sides = new Map<number, number>();
      parts.forEach((part, side) => {
        for (const row of part) {
          expect(sides.get(blockOfRow[row]!) ?? side).toBe(side);
          sides.set(blockOfRow[row]!, side);
        }
      });
      expect(parts[0]!.length).toBeGreaterThan(0);
    }),
  );
});

test("classes keep their shares, groups and equal rows their side", () => {
  const lines = Array.from(
    { length: 400 },
    (_, i) => `${((i * 7919) % 400) / 7},p${i % 40},${i % 4 === 0 ? "a" : "b"}`,
  );
  const text = `x,patient,y\n${[...lines, ...lines.slice(0, 30)].join("\n")}\n`;
  const table = parseCsv(text);
  const parts = (options: { group?: string }): Int32Array[] => {
    const { training, validation, test: rest } = prepare(table, { target: "y", seed: 3, ...options });
    return [training.rows, validation.rows, rest.rows];
  };
  for (const part of parts({})) {
    const share = part.filter((row) => row % 4 === 0 && row < 400).length / part.filter((row) => row < 400).length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3);
  }
  const side = new Map<number, number>();
  parts({}).forEach((part, i) => part.forEach((row) => side.set(row, i)));
  for (let i = 0; i < 30; i++) expect(side.get(i)).toBe(side.get(400 + i));
  const patients = new Map<number, number>();
  parts({ group: "patient" }).forEach((part, i) =>
    part.forEach((row) => {
      expect(patients.get(row % 40) ?? i).toBe(i);
      patients.set(row % 40, i);
    }),
  );
  const grouped = prepare(table, { target: "y", group: "patient" });
  expect(grouped.encoders.map(({ column }) => column)).toEqual(["x"]);
});
