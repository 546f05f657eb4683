import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { en } from "../../src/cli/messages/en.ts";
import { zh } from "../../src/cli/messages/zh.ts";
import { type Key, Scrubber } from "../../src/cli/screen/scrubber.ts";
import { golden } from "../explain/golden.ts";

const key = (name: string, more: Partial<Key> = {}): Key => ({ name, sequence: name, ...more });
const scrubber = (): Scrubber => new Scrubber(golden, { language: "en" }, en.scrubber);
const headOf = (one: Scrubber): string => one.lines(80, 24)[0]!;

describe("a step frame by frame", () => {
  test("frames, phases, first and last, a frame by its number", () => {
    const one = scrubber();
    const at = (): number => Number(/frame (\d+)\/17/.exec(headOf(one))![1]);
    expect(at()).toBe(0);
    for (let i = 1; i <= 20; i++) {
      one.press(key("right"));
      expect(at()).toBe(Math.min(17, i));
    }
    one.press(key("left"));
    expect(at()).toBe(16);
    const phases: string[] = [];
    one.press(key("home"));
    for (let i = 0; i < 5; i++) {
      phases.push(headOf(one).split(" ")[0]!);
      one.press(key("right", { shift: true }));
    }
    expect(phases).toEqual(["Data", "Forward", "Loss", "Backward", "Update"]);
    expect(at()).toBe(17);
    one.press(key("left", { shift: true }));
    expect(headOf(one)).toMatch(/^Update {2}frame 15\//);
    one.press(key("left", { shift: true }));
    expect(headOf(one)).toMatch(/^Backward {2}frame 8\//);
    for (const name of ["g", "1", "3", "return"]) one.press(key(name));
    expect(at()).toBe(13);
    expect(one.lines(80, 40).join("\n")).toContain("∂L/∂W¹ = A⁰ᵀ δ¹");
    for (const name of ["g", "9", "9", "return"]) one.press(key(name));
    expect(at()).toBe(13);
    expect(one.lines(80, 24).at(-1)).toMatch(/no frame 99.*0 to 17/);
    one.press(key("end"));
    expect(at()).toBe(17);
  });
  test("depth, keys, wishes; a long frame scrolls and no line of it is lost", () => {
    const one = scrubber();
    for (const name of ["g", "9", "return"]) one.press(key(name));
    const text = (): string => one.lines(80, 60).join("\n");
    one.press(key("up"));
    expect(text()).not.toContain("⎡");
    for (let i = 0; i < 5; i++) one.press(key("down"));
    expect(headOf(one)).toContain("depth 4");
    expect(text()).toContain("(1,1): ");
    const whole = one
      .lines(80, 200)
      .slice(2, -1)
      .filter((line) => line !== "");
    const seen = new Set<string>();
    for (let i = 0; i < 30; i++) {
      for (const line of one.lines(80, 12).slice(2, -1)) seen.add(line);
      one.press(key("space"));
    }
    expect(whole.filter((line) => !seen.has(line))).toEqual([]);
    one.press(key("?"));
    expect(text()).toContain("Shift ←");
    expect(one.press(key("q"))).toBeUndefined();
    expect(one.press(key("q"))).toBe("quit");
    expect(one.press(key("n"))).toBe("next");
    expect(one.press(key("c"))).toBe("check");
    expect(one.press(key("c", { ctrl: true }))).toBe("interrupt");
    one.press(key("g"));
    expect(one.press(key("c", { ctrl: true }))).toBe("interrupt");
  });
  test("every frame at every size, in both languages: as many lines as rows, none too wide", () => {
    for (const [language, messages] of [
      ["en", en],
      ["zh", zh],
    ] as const)
      for (const columns of [20, 60, 80, 200])
        for (const rows of [4, 24, 60]) {
          const one = new Scrubber(golden, { language, depth: 3 }, messages.scrubber);
          for (let i = 0; i < 18; i++) {
            const lines = one.lines(columns, rows);
            expect(lines.length).toBe(rows);
            for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
            one.press(key("right"));
          }
        }
  });
});
