import type { Interval } from "../data/intervals.ts";
import type { CurvePoint } from "../runtime/checkpoint.ts";
import type { Comparison } from "../runtime/comparison.ts";
import { chart } from "./chart.ts";
import { escaped } from "./svg.ts";

/** The words of a report, in one language. */
export interface ReportWords {
  readonly language: string;
  readonly result: string;
  readonly thisNet: string;
  readonly linear: string;
  readonly always: string;
  readonly interval: string;
  readonly metric: (name: string) => string;
  readonly method: string;
  readonly verdict: string;
  readonly confusion: string;
  readonly predicted: (name: string) => string;
  readonly truly: (name: string) => string;
  readonly curve: string;
  readonly epoch: string;
  readonly loss: string;
  readonly training: string;
  readonly validation: string;
  readonly best: string;
  readonly calibration: string;
  readonly says: string;
  readonly happens: string;
  readonly answers: string;
  readonly truth: string;
  readonly findings: string;
  readonly configuration: string;
}

/** Everything that a page tells. */
export interface ReportFacts {
  readonly title: string;
  readonly comparison: Comparison;
  readonly curve: readonly CurvePoint[];
  /** Lines of text about the table, as the terminal shows them. */
  readonly findings: readonly string[];
  readonly configuration: Readonly<Record<string, unknown>>;
}

const style = `:root{color-scheme:light dark;--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--paper:#fff;--s0:#0550ae;--s1:#bc4c00}
@media(prefers-color-scheme:dark){:root{--text:#e6edf3;--soft:#9da7b1;--line:#3d444d;--paper:#0d1117;--s0:#79c0ff;--s1:#ffa657}}
*{box-sizing:border-box}body{margin:0 auto;max-width:46rem;padding:2rem 1rem;background:var(--paper);color:var(--text);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{margin:.5rem 0}.soft{color:var(--soft);font-size:.875rem}
.verdict{font-size:1.15rem;border-left:4px solid var(--s0);padding-left:.75rem;margin:1rem 0}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:.3rem .75rem;text-align:right;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{text-align:left;padding-left:0}td{white-space:nowrap}.settings td{text-align:left;white-space:normal;overflow-wrap:anywhere}thead th{font-weight:600}table.results td:nth-child(2){font-weight:600}
figure{margin:1rem 0}figcaption{font-weight:600}svg{width:100%;height:auto;font:12px system-ui,sans-serif}svg text{fill:var(--soft)}
.grid{stroke:var(--line)}.line{fill:none;stroke-width:2}.line.s0{stroke:var(--s0)}.line.s1{stroke:var(--s1);stroke-dasharray:6 3}circle.s0{fill:var(--s0);fill-opacity:.6}
.mark{stroke:var(--soft);stroke-dasharray:2 3}.legend{font-size:.875rem;color:var(--soft)}.key{display:inline-block;width:1.5rem;height:3px;margin:0 .4rem 0 0;vertical-align:middle}.key.s0{background:var(--s0)}.key.s1{background:repeating-linear-gradient(90deg,var(--s1) 0 6px,transparent 6px 9px);margin-left:1rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem}details summary{color:var(--soft);font-size:.875rem;cursor:pointer}
@media print{body{max-width:none;padding:0}figure,table{break-inside:avoid}details{display:none}}`;

const shown = (value: number): string =>
  (Math.abs(value) >= 100 ? value.toFixed(1) : value.toFixed(3)).replace(/^-(?=[0.]+$)/, "");
const bounds = ({ lower, upper }: Interval): string => `${shown(lower)} – ${shown(upper)}`;

function table(name: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((cell) => (cell === "" ? "<td></td>" : `<th scope="col">${escaped(cell)}</th>`));
  const cells = rows.map((row) => {
    const [first = "", ...others] = row.map(escaped);
    return `<tr><th scope="row">${first}</th>${others.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  return `<div class="wide" tabindex="0"><table class="${name}"><thead><tr>${columns.join("")}</tr></thead><tbody>${cells.join("")}</tbody></table></div>`;
}

function results({ network, linear, constant }: Comparison, words: ReportWords): string {
  const rows = Object.entries(network.metrics).map(([name, own]) => [
    words.metric(name),
    shown(own.value),
    shown(linear.metrics[name]!.value),
    shown(constant.metrics[name]!.value),
    bounds(own),
  ]);
  return table("results", ["", words.thisNet, words.linear, words.always, words.interval], rows);
}

function confusion({ network }: Comparison, words: ReportWords): string {
  if (network.confusion === undefined || network.confusion.classes.length > 30) return "";
  const names = network.confusion.classes.map(String);
  const rows = names.map((name, i) => [words.truly(name), ...network.confusion!.counts[i]!.map(String)]);
  return `<h2>${escaped(words.confusion)}</h2>${table("confusion", ["", ...names.map(words.predicted)], rows)}`;
}

function curveChart(curve: readonly CurvePoint[], words: ReportWords): string {
  const seen = curve.flatMap(({ epoch, validation }) =>
    validation === undefined ? [] : [[epoch, validation] as const],
  );
  const best = seen.reduce<readonly [number, number] | undefined>(
    (a, b) => (a === undefined || b[1] < a[1] ? b : a),
    undefined,
  );
  return chart({
    title: words.curve,
    x: words.epoch,
    y: words.loss,
    series: [
      { name: words.training, points: curve.map(({ epoch, loss }) => [epoch, loss] as const) },
      ...(seen.length === 0 ? [] : [{ name: words.validation, points: seen }]),
    ],
    ...(best === undefined ? {} : { mark: { at: best[0], name: words.best } }),
  });
}

function answersChart({ network }: Comparison, words: ReportWords): string {
  if (network.calibration !== undefined)
    return chart({
      title: words.calibration,
      x: words.says,
      y: words.happens,
      diagonal: true,
      series: [
        {
          name: words.calibration,
          kind: "points",
          points: network.calibration.map(({ confidence, accuracy }) => [confidence, accuracy] as const),
        },
      ],
    });
  if (network.pairs === undefined) return "";
  return chart({
    title: words.answers,
    x: words.truth,
    y: words.answers,
    diagonal: true,
    series: [{ name: words.answers, kind: "points", points: network.pairs }],
  });
}

/** A report as one HTML page that needs nothing else: no script, no request. */
export function reportPage(facts: ReportFacts, words: ReportWords): string {
  const configuration = Object.entries(facts.configuration)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(String(value))}</td></tr>`);
  return `<!doctype html>
<html lang="${words.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(facts.title)}</title><style>${style}</style></head><body><main>
<h1>${escaped(facts.title)}</h1><p class="soft">${escaped(words.result)}</p>
<p class="verdict">${escaped(words.verdict)}</p>
${results(facts.comparison, words)}<p class="soft">${escaped(words.method)}</p>
${confusion(facts.comparison, words)}
${curveChart(facts.curve, words)}
${answersChart(facts.comparison, words)}
${facts.findings.length === 0 ? "" : `<h2>${escaped(words.findings)}</h2><pre tabindex="0">${escaped(facts.findings.join("\n"))}</pre>`}
<h2>${escaped(words.configuration)}</h2><div class="wide" tabindex="0"><table class="settings"><tbody>${configuration.join("")}</tbody></table></div>
</main></body></html>
`;
}
