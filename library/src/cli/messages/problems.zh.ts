import type { ProblemTexts } from "./problems.ts";

/** 无法执行的命令行，中文。 */
export const problems: ProblemTexts = {
  error: "错误",
  expected: "应为",
  found: "实际",
  try: "试试",
  more: "说明",
  didYouMean: ({ near }) => `是不是“${near}”？`,
  unknownCommand: ({ name }) => `没有命令“${name}”`,
  unknownOption: ({ name, command }) => `${command} 没有选项 --${name}`,
  missingValue: ({ name }) => `--${name} 需要一个值`,
  noValue: ({ name }) => `--${name} 不带值`,
  missingOption: ({ name, columns }) => `缺少 --${name}${columns === undefined ? "" : `；表中的列有 ${columns}`}`,
  missingArgument: ({ name, command }) => `${command} 需要 ${name}`,
  extraArgument: ({ value, command }) => `${command} 不知道如何处理“${value}”`,
  notNumber: ({ name, found, whole, least, above, below }) =>
    `--${name} 应为${whole ? "整" : ""}数，${above ? ">" : "≥"} ${least}${below < Infinity ? ` 且 < ${below}` : ""}；实际是${found === "" ? "空" : `“${found}”`}`,
  notPair: ({ name, found, expected }) => `--${name} 应写成 ${expected}；实际是“${found}”`,
  notOneOf: ({ name, found, expected }) => `--${name} 应为 ${expected} 之一；实际是“${found}”`,
  unknownRecord: ({ kind, name, known }) => `没有名为“${name}”的 ${kind}；有 ${known}`,
  takesNoOptions: ({ kind, name, found }) => `${kind}“${name}”没有选项；实际是“${found}”`,
  badRecordOption: ({ kind, found }) =>
    `${kind} 的选项无法读取；应写成 name:option=number,option=number；实际是“${found}”`,
  unknownMetric: ({ name, known }) => `没有指标“${name}”；有 ${known}`,
  optionChanged: ({ name, folder, before, now }) => `--${name} 与 ${folder} 开始时不同；应为 ${before}；实际是 ${now}`,
  notOfTable: ({ place }) => `${place} 不是用表格训练的：其中没有说明各列如何变成输入`,
  nonFinite: ({ step, epoch, rows, phase, layer, parameter, operation, source, value, largest }) => ({
    what: `第 ${epoch} 轮第 ${step} 步，${operation} 为 ${value}${largest === 0 ? "" : `；其操作数达到 ${Number(largest.toPrecision(3))}`}`,
    where: [
      `${{ forward: "前向", loss: "损失", backward: "反向", update: "更新" }[phase]}计算${rows === "validation" ? "（验证行）" : ""}`,
      layer,
      parameter === undefined ? undefined : `参数 ${parameter}`,
      source === undefined ? undefined : `${source.file} 第 ${source.line} 行`,
    ]
      .filter((part) => part !== undefined)
      .join("，"),
  }),
  advice: {
    "lower the learning rate": "请降低学习率：每一步都把权重抛得更远",
    "clip the gradient": "请限制梯度：某一行把权重抛得太远",
    "scale the inputs": "请缩放输入：它们一开始就太大",
    "use a loss on logits": "请使用以 logits 为输入的损失：概率已到 0 或 1",
    "check the data": "请检查数据：其中有不是有限的数",
  },
  noTerminal: ({ name }) => `--${name} 需要终端来按键和显示；实际是文件、管道或 TERM=dumb；去掉它即可得到文本`,
  excludes: ({ first, second }) => `--${first} 与 --${second} 不能同时使用`,
};
