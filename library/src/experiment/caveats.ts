import type { Finding } from "../data/findings.ts";
import type { Comparison } from "../evaluation/comparison.ts";
import type { Importance } from "../evaluation/importance.ts";
import type { MetricName } from "../evaluation/metric-names.ts";
import type { CurvePoint } from "../runtime/checkpoint.ts";

/** Something that a reader of a result must know: a code with its facts. */
export type Caveat =
  | { readonly code: "few rows"; readonly target: string; readonly rows: number }
  | {
      readonly code: "wide interval";
      readonly target: string;
      readonly metric: MetricName;
      readonly lower: number;
      readonly upper: number;
    }
  | {
      readonly code: "uneven classes";
      readonly target: string;
      readonly class: string;
      readonly count: number;
      readonly of: number;
    }
  | { readonly code: "leak suspected"; readonly column: string; readonly share: number }
  | { readonly code: "no better than baseline"; readonly target: string }
  | {
      readonly code: "overfit";
      readonly epoch: number;
      readonly training: number;
      readonly validation: number;
    }
  | { readonly code: "validation never improved" }
  | {
      readonly code: "correlated columns";
      readonly columns: readonly [string, string];
      readonly correlation: number;
      /** How many pairs there are besides. */
      readonly more: number;
    }
  | { readonly code: "classes never predicted"; readonly target: string; readonly classes: readonly string[] }
  | { readonly code: "classes never tested"; readonly target: string; readonly classes: readonly string[] };

/** The code of a caveat. */
export type CaveatCode = Caveat["code"];

/** What caveats are found in. */
export interface CaveatFacts {
  readonly findings: readonly Finding[];
  readonly curve: readonly CurvePoint[];
  readonly results: readonly {
    readonly target: string;
    readonly comparison: Comparison;
    readonly importance?: Importance;
  }[];
}

const fewRows = 50;
/** The width of the interval of the headline beyond which it tells little; R² has no lower end and is given more. */
const wide = (metric: MetricName): number => (metric === "R²" ? 0.4 : 0.2);

/** The point of a curve with the lowest validation loss, the first one where several are equal. */
export function bestPoint(curve: readonly CurvePoint[]): CurvePoint | undefined {
  return curve.reduce<CurvePoint | undefined>(
    (best, point) =>
      point.validation !== undefined && (best?.validation === undefined || point.validation < best.validation)
        ? point
        : best,
    undefined,
  );
}

function ofTraining(curve: readonly CurvePoint[]): Caveat[] {
  const best = bestPoint(curve);
  if (best?.validation === undefined || curve.length < 2) return [];
  if (best.epoch === curve[0]!.epoch) return [{ code: "validation never improved" }];
  const { epoch, loss: training, validation } = best;
  return validation > 0 && training < validation / 2 ? [{ code: "overfit", epoch, training, validation }] : [];
}

function ofResult({ target, comparison, importance }: CaveatFacts["results"][number]): Caveat[] {
  const { rows, headline, metrics, classes = [] } = comparison.network;
  const first = Object.hasOwn(metrics, headline) ? metrics[headline] : undefined;
  const tested = classes.filter(({ support }) => support > 0);
  const rarest = [...tested].sort((a, b) => a.support - b.support)[0];
  const unseen = classes.filter(({ support }) => support === 0).map(({ name }) => name);
  const unsaid = tested.filter(({ answered }) => answered === 0).map(({ name }) => name);
  const [closest] = importance?.correlated ?? [];
  return [
    ...(comparison.verdict === "worse" || comparison.verdict === "no better"
      ? [{ code: "no better than baseline", target } as const]
      : []),
    ...(rows < fewRows ? [{ code: "few rows", target, rows } as const] : []),
    ...(first !== undefined && headline !== "MAE" && first.upper - first.lower > wide(headline)
      ? [{ code: "wide interval", target, metric: headline, lower: first.lower, upper: first.upper } as const]
      : []),
    ...(headline === "balanced accuracy" && rarest !== undefined
      ? [{ code: "uneven classes", target, class: rarest.name, count: rarest.support, of: rows } as const]
      : []),
    ...(unsaid.length > 0 ? [{ code: "classes never predicted", target, classes: unsaid } as const] : []),
    ...(unseen.length > 0 ? [{ code: "classes never tested", target, classes: unseen } as const] : []),
    ...(closest === undefined
      ? []
      : [{ code: "correlated columns", ...closest, more: importance!.correlatedPairs - 1 } as const]),
  ];
}

/** Everything that a reader must know of a run, what weighs most first. */
export function caveatsOf({ findings, curve, results }: CaveatFacts): readonly Caveat[] {
  const leaks = findings.flatMap(({ code, column, value }) =>
    code === "W207" && column !== undefined ? [{ code: "leak suspected", column, share: Number(value) } as const] : [],
  );
  const found = [...leaks, ...results.flatMap(ofResult), ...ofTraining(curve)];
  // Targets share their columns: what is true of the columns is said once.
  return found.filter((one, i) => found.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === i);
}
