import { expect, test } from "vitest";
import { parseCsv, TableError } from "../../src/data/index.ts";
import { randomStream } from "../../src/util/random.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const quoted = 'name,day,size,"kind"\nana,2024-01-02,1.5,x\n"b, o",2024-02-03,2.5,"y\nz"\nça,2024-03-04,NA,x\n';
const utf16 = Array.from("a\tb\tdate\n1,5\tx\t1/2/2024\n2\tü\t25/12/2024\n", (sign) => sign.charCodeAt(0));

/** Good files of different making. */
const files: Readonly<Record<string, Uint8Array>> = {
  quoted: utf8(quoted),
  semicolon: utf8("größe;preis;ort;anteil\n1,5;1.234,50 €;Köln;12 %\n2,25;99,00 €;Bonn;5 %\n;3,00 €;;7 %\n"),
  // 年龄,城市 and two rows.
  gbk: Uint8Array.of(
    ...[0xc4, 0xea, 0xc1, 0xe4, 0x2c, 0xb3, 0xc7, 0xca, 0xd0, 0x0a],
    ...[0x31, 0x2c, 0xb1, 0xb1, 0xbe, 0xa9, 0x0a, 0x30, 0x37, 0x2c, 0xc9, 0xcf, 0xba, 0xa3, 0x0a],
  ),
  "carriage returns": utf8('id,n,d\r\n007,"1,234","Mar 5, 2024"\r\n\r\n012,(5),5 Mar 2024\r\n'),
  "UTF-16": Uint8Array.of(0xff, 0xfe, ...utf16.flatMap((code) => [code & 255, code >> 8])),
};

test("a hundred thousand mutations of good files give a table or a coded error, never a crash", () => {
  const random = randomStream(6, 0);
  const names = Object.keys(files);
  const outcomes: Record<string, number> = {};
  for (let i = 0; i < 100_000; i++) {
    const name = names[i % names.length]!;
    const source = Uint8Array.from(files[name]!);
    const changes = 1 + random.integer(4);
    for (let k = 0; k < changes; k++) source[random.integer(source.length)] = random.integer(256);
    let outcome = "table";
    try {
      const table = parseCsv(source, "m.csv", { skipBad: i % 3 === 0 });
      expect(table.rowCount).toBeGreaterThan(0);
      for (const column of table.columns)
        expect((column.kind === "categorical" ? column.codes : column.values).length).toBe(table.rowCount);
    } catch (error) {
      if (!(error instanceof TableError && /^E10[1-3]$/.test(error.finding.code))) throw error;
      expect(error.finding.kind).toBeDefined();
      outcome = error.finding.code;
    }
    outcomes[`${name} ${outcome}`] = (outcomes[`${name} ${outcome}`] ?? 0) + 1;
  }
  // Every file is still read often, and refused often.
  for (const name of names) {
    expect([name, (outcomes[`${name} table`] ?? 0) > 500]).toEqual([name, true]);
    expect([name, (outcomes[`${name} E102`] ?? 0) + (outcomes[`${name} E103`] ?? 0) > 500]).toEqual([name, true]);
  }
}, 60_000);
