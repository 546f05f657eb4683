import type { Finding } from "../data/findings.ts";
import type { Report } from "../experiment/report.ts";
import { type Cell, table } from "./html.ts";
import { shown } from "./numbers.ts";
import { escaped, named } from "./svg.ts";
import type { FindingWords, ReportWords } from "./words.ts";

const mostPlaces = 8;

/** Where a finding is: its column, and the first lines. */
function placeOf({ column, lines = [], count }: Finding, { words }: FindingWords): string {
  return [
    ...(column === undefined ? [] : [`${words.column} ${named(column, 80)}`]),
    ...(lines.length === 0 ? [] : [`${words.line} ${lines.join(", ")}${count > lines.length ? " …" : ""}`]),
  ].join(", ");
}

/** What was noticed in the table, those of one code together; and the columns that were left out. */
export function findingsSection({ findings, leftOut }: Report, texts: FindingWords, words: ReportWords): string {
  const codes = [...new Set(findings.map(({ code }) => code))];
  const told = codes.map((code) => {
    const { title, what, done, change } = texts[code];
    const same = findings.filter((one) => one.code === code);
    const items = same.slice(0, mostPlaces).map((one) => {
      const place = placeOf(one, texts);
      const said = named(what(one.example === undefined ? one : { ...one, example: one.example.slice(0, 60) }), 300);
      return `<li>${place === "" ? "" : `${place}: `}${said}</li>`;
    });
    const rest = same.length > items.length ? `<li>… (${same.length - items.length})</li>` : "";
    return `<div class="finding"><h3><code>${code}</code>${escaped(title)}</h3><ul class="plain">${items.join("")}${rest}</ul><p class="soft">→ ${escaped(done(same[0]!))}<br>→ ${escaped(change(same[0]!))}</p></div>`;
  });
  const left =
    leftOut.length === 0
      ? ""
      : `<h3>${escaped(words.page.dropped)}</h3><ul class="plain">${leftOut.map((one) => `<li>${named(one.column, 80)}: ${escaped(words.page.leftOut[one.reason](one))}</li>`).join("")}</ul>`;
  const body = told.length === 0 ? `<p>${escaped(words.page.noFindings)}</p>` : told.join("");
  return `<h2>${escaped(words.page.findings)}</h2>${body}${left}`;
}

/** File, split, network, seeds, versions and time. */
export function aboutSection(report: Report, words: ReportWords): string {
  const { source, split, network, seeds, versions, times } = report;
  const { page } = words;
  const wide = (text: string): Cell => ({ html: escaped(text) });
  const layers = network.layers.map(
    (layer) => `${layer.name} → ${layer.shape.join("×")}${layer.parameters > 0 ? ` (${layer.parameters})` : ""}`,
  );
  const marks: Readonly<Record<string, string>> = { "\t": "⇥", " ": "␣" };
  const rows: (readonly [string, Cell])[] = [
    [page.source, wide(source.file)],
    [
      page.read,
      wide(
        page.readAs({
          ...source,
          encoding: source.encoding.toUpperCase(),
          delimiter: marks[source.delimiter] ?? source.delimiter,
        }),
      ),
    ],
    ...(source.sha256 === undefined ? [] : [[page.checksum, wide(source.sha256)] as const]),
    [page.split, wide(`${page.splitRows(split)}, ${page.splitMethods[split.method]}`)],
    [
      page.layers,
      {
        html: `${escaped(page.parameters({ inputs: network.inputs, parameters: network.parameters }))}<br>${layers.map(escaped).join("<br>")}`,
      },
    ],
    [
      page.seeds,
      wide(
        Object.entries(seeds)
          .map(([name, seed]) => `${name} ${seed}`)
          .join(", "),
      ),
    ],
    [
      page.versions,
      wide(`chainrule ${versions.chainrule}${versions.node === undefined ? "" : `, Node ${versions.node}`}`),
    ],
    [
      page.finished,
      wide(
        `${times.finished.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC")}, ${page.seconds({ seconds: shown(times.seconds) })}`,
      ),
    ],
  ];
  return `<h2>${escaped(page.about)}</h2>${table({ look: "facts", name: page.about, rows })}`;
}

/** The options of the run, the command that does it again, and what can be done next. */
export function repeatSection(report: Report, commands: readonly string[], words: ReportWords): string {
  const options = Object.entries(report.configuration).map(
    ([name, value]) => [name, { html: escaped(value === null ? "–" : String(value)) }] as const,
  );
  const { configuration, repeat } = words.page;
  const settings =
    options.length === 0
      ? ""
      : `<h2>${escaped(configuration)}</h2>${table({ look: "facts", name: configuration, rows: options })}`;
  const again = report.command === undefined ? "" : `<h2>${escaped(repeat)}</h2><pre>${escaped(report.command)}</pre>`;
  const next =
    commands.length === 0 ? "" : `<h2>${escaped(words.next)}</h2><pre>${commands.map(escaped).join("\n")}</pre>`;
  return settings + again + next;
}
