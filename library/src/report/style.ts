const light = `--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--paper:#fff;--card:#f6f8fa;--warn:#9a6700;--s0:#0550ae;--s1:#bc4c00;--s2:#1a7f37;--s3:#8250df;--s4:#bf3989;--s5:#7d4e00;--s6:#087990;--s7:#57606a;--s8:#cf222e;--s9:#4d2d00`;
const dark = `--text:#e6edf3;--soft:#9da7b1;--line:#3d444d;--paper:#0d1117;--card:#161b22;--warn:#d29922;--s0:#79c0ff;--s1:#ffa657;--s2:#7ee787;--s3:#d2a8ff;--s4:#f778ba;--s5:#e3b341;--s6:#56d4dd;--s7:#9da7b1;--s8:#ff7b72;--s9:#f0d9b5`;

/** How the lines of series differ besides their color. */
const dashes = ["", "6 4", "2 3", "9 3 2 3", "12 4", "4 2", "1 4", "9 3 2 3 2 3", "14 3 4 3", "3 6"];

/** The colors of light and dark surroundings. */
export const colorStyle: string = `:root{color-scheme:light dark;${light}}
@media(prefers-color-scheme:dark){:root{${dark}}}`;

/** Colors for paper, which is light; must come last. */
export const printColors: string = `@media print{:root{color-scheme:light;${light}}}`;

/** What charts look like, in a page or by themselves. */
export const chartStyle: string = `svg.chart,svg.key{font:13px system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif}
svg.chart text{fill:var(--soft)}svg.chart .strong{fill:var(--text)}.grid{stroke:var(--line)}.axis{stroke:var(--soft)}
.line{fill:none;stroke-width:2;stroke-linejoin:round}.mark{stroke:var(--soft);stroke-dasharray:2 3;fill:none}.bar{fill:var(--s0);fill-opacity:.8}.whisker{stroke:var(--text)}
${dashes.map((dash, i) => `.line.s${i}{stroke:var(--s${i})${dash === "" ? "" : `;stroke-dasharray:${dash}`}}.dot.s${i}{fill:var(--s${i});fill-opacity:.65}`).join("")}`;

/** What the page looks like. */
export const pageStyle: string = `*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif}
main{margin:0 auto;max-width:62rem;padding:2rem 1.25rem 4rem}
h1{font-size:1.6rem;line-height:1.25;margin:.15rem 0 .35rem;overflow-wrap:anywhere}h2{font-size:1.2rem;margin:2.5rem 0 .6rem}h3{font-size:1rem;margin:1.5rem 0 .4rem}
h2.target{border-top:1px solid var(--line);padding-top:1.5rem;font-size:1.35rem;overflow-wrap:anywhere}
p{margin:.4rem 0;max-width:46rem}.soft{color:var(--soft);font-size:.875rem}.kind{color:var(--soft);font-size:.8rem;letter-spacing:.04em;margin:0}
.verdict{font-size:1.2rem;line-height:1.4;border-left:4px solid var(--s0);padding:.15rem 0 .15rem .9rem;margin:1.25rem 0}.verdict.bad{border-color:var(--warn)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,8.75rem),1fr));gap:.75rem;margin:1rem 0 1.25rem}.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.7rem .9rem}
.card .name{color:var(--soft);font-size:.85rem;overflow-wrap:anywhere}.card .value{font-size:1.7rem;line-height:1.25;font-variant-numeric:tabular-nums}.card.own .value{font-weight:650}.card .note{color:var(--soft);font-size:.8rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.925rem}th,td{padding:.32rem .8rem;text-align:right;border-bottom:1px solid var(--line);vertical-align:baseline}
th:first-child,td:first-child{text-align:left;padding-left:0}td{white-space:nowrap}thead th,thead td{font-weight:600;border-bottom-color:var(--soft);vertical-align:bottom}tbody th{font-weight:400}
th{overflow-wrap:break-word;word-break:keep-all;max-width:16rem}table.results td:nth-child(2),table.results tr.first th{font-weight:650}
table.heat td{text-align:center;background:color-mix(in srgb,var(--s0) calc(var(--h)*38%),transparent);border:2px solid var(--paper)}table.heat thead td{background:none;border-color:transparent}table.heat td.right{font-weight:650}table.heat.many th,table.heat.many td{padding:.3rem .45rem}table.heat.many td{min-width:2.4rem}table.heat thead th{text-align:center;border-bottom-color:transparent}table.heat tbody th{border-bottom:0}
table.facts th{color:var(--soft);font-weight:400;text-align:left;white-space:normal;max-width:14rem}table.facts td{text-align:left;white-space:normal;overflow-wrap:anywhere}
table.bars{width:100%;max-width:46rem}table.bars td:last-child{width:50%;min-width:6rem;padding-right:0}table.bars svg{display:block;width:100%;height:14px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1.5rem 2rem;margin:1.5rem 0;align-items:start}
figure{margin:0;min-width:0}figcaption{font-weight:600;margin-bottom:.25rem}svg.chart{display:block;width:100%;height:auto}
.legend{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;list-style:none;margin:.35rem 0;padding:0;font-size:.85rem;color:var(--soft)}.legend li{display:flex;align-items:center;gap:.4rem;overflow-wrap:anywhere;min-width:0}svg.key{flex:none;width:30px;height:10px}
details{margin:.35rem 0;font-size:.875rem}summary{color:var(--soft);cursor:pointer}details .scroll{max-height:20rem;overflow:auto;border:1px solid var(--line);border-radius:6px;padding:0 .8rem;margin-top:.4rem}details p{padding:.3rem 0}
ul.plain{padding-left:1.2rem;margin:.4rem 0;max-width:46rem}ul.plain li{margin:.3rem 0;overflow-wrap:anywhere}
.caveats{margin-top:1.25rem;background:var(--card);border:1px solid var(--line);border-left:4px solid var(--warn);border-radius:4px;padding:.4rem 1rem .5rem}.caveats.none{border-left-color:var(--line)}.caveats h2{margin:.3rem 0;font-size:1.05rem}
.finding{margin:.8rem 0;max-width:46rem;overflow-wrap:anywhere}.finding h3{margin:0}.finding code{font-weight:600;margin-right:.5rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:.85rem/1.5 ui-monospace,SFMono-Regular,Consolas,monospace;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;margin:.4rem 0}
.derivation section{border-left:3px solid var(--line);padding-left:1rem;margin:1rem 0}.derivation h4{font-size:.8rem;color:var(--soft);margin:0}.derivation .wide{overflow-x:auto;padding:.35rem 0}.derivation mtable{font-variant-numeric:tabular-nums}.derivation .dimensions{color:var(--soft);font-size:.8rem}
:focus-visible{outline:2px solid var(--s0);outline-offset:2px}
@media print{.decisions{display:none}@page{margin:16mm}body{font-size:10.5pt}main{max-width:none;padding:0}h1{font-size:18pt}h2{font-size:13pt;margin-top:1.4rem}h2,h3,figcaption{break-after:avoid}figure,tr,.card,.finding,.caveats,pre{break-inside:avoid}.charts{grid-template-columns:1fr 1fr;gap:1rem 1.5rem}details{display:none}.scroll{overflow:visible}.card,.caveats,pre{background:none}table.heat td,.card,svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}table.heat{font-size:8.5pt}table.heat th,table.heat td{padding:.2rem .35rem}}`;
