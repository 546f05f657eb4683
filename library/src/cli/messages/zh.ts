import type { Messages } from "./messages.ts";

/** 命令行打印的所有文字，中文。 */
export const zh: Messages = {
  source: ({ rows, columns, encoding, delimiter, decimal }) => {
    const names: Readonly<Record<string, string>> = { comma: "逗号", semicolon: "分号", tab: "制表符", bar: "竖线" };
    const mark = names[delimiter] ?? delimiter;
    return `${rows} 行 × ${columns} 列，${encoding}，${mark}分隔${decimal === "," ? "，小数逗号" : ""}`;
  },
  kindCount: ({ kind, count }) => `${count} 列${{ numeric: "数值", date: "日期", categorical: "类别" }[kind]}`,
  kinds: { numeric: "（数值）", date: "（日期）", categorical: "（类别）" },
  verbs: {
    reading: "读取",
    columns: "列",
    leftOut: "不使用",
    split: "划分",
    network: "网络",
    training: "训练",
    searching: "试验",
    saved: "保存",
  },
  task: ({ target, kind, classes }) =>
    `${target}：${{ binary: "两类", classes: `${classes} 类`, regression: "数值" }[kind]}`,
  columns: ({ kinds, tasks, inputs }) => `${kinds}；${inputs} 个输入；要预测：${tasks}`,
  leftOut: ({ column, reason, distinct }) =>
    `${column}：${reason === "constant" ? "在每个训练行都相同" : `编号或自由文本，${distinct} 个不同的值`}`,
  split: ({ training, validation, test, seed, folds, testFile, group }) =>
    [
      `训练 ${training}，验证 ${validation}`,
      folds === undefined
        ? `，测试 ${test}${testFile === undefined ? "" : `（来自 ${testFile}）`}`
        : `；用全部行的 ${folds} 折评价`,
      group === undefined ? "" : `，${group} 相同的行在一起`,
      `，随机种子 ${seed}`,
    ].join(""),
  network: ({ layers, parameters }) => `${layers}${parameters === undefined ? "" : `   ${parameters} 个参数`}`,
  training: ({ optimizer, loss, rate, batch, epochs, patience }) =>
    `${optimizer}${rate === undefined ? "" : ` α=${rate}`}，${loss}，批大小 ${batch}，最多 ${epochs} 轮${patience === undefined ? "" : `，${patience} 轮没有改进即停止`}`,
  encoder: ({ column, encoder, inputs }) => `${column}：${encoder}，${inputs} 个输入`,
  explained: ({ folder, line, fresh }) =>
    `从 ${folder} 保存的权重开始的下一步，文件第 ${line} 行，不丢弃，使用存储的统计量${fresh ? "；优化器从头开始" : ""}。`,
  rebuilt: ({ folder, step, epoch, lines, alone }) =>
    `${folder} 的第 ${step} 步（第 ${epoch} 轮），如实重建，所用的行在文件第 ${lines} 行${alone ? "；只显示所要的一行" : ""}。`,
  notInBatch: ({ line, step, lines }) => `第 ${line} 行不在第 ${step} 步的批中；该批的行是第 ${lines} 行`,
  plot: {
    slope: "斜率",
    tangent: "切线",
    secant: ({ delta }) => `割线，Δ = ${delta}`,
    slice: ({ name, value }) => `${name} = ${value} 的截线`,
    plane: "切平面",
    noPlot: "作图需要一个点（--at），以及一个或两个变量",
    noSvg: "explain 不画 SVG；请用 text、md、latex、html 或 json",
  },
  scrubber: {
    head: ({ phase, frame, last, depth }) => `${phase}  第 ${frame}/${last} 帧  深度 ${depth}`,
    keys: [
      "←  →          上一帧、下一帧",
      "Shift ←  →    上一阶段、下一阶段",
      "↑  ↓          更浅、更深：符号、矩阵、一个单元格、计算器",
      "Home  End     第一帧、最后一帧",
      "空格  b       一帧太长时向下、向上翻屏（或 PgDn、PgUp）",
      "g             转到某一帧：输入编号，再按回车",
      "n             下一个训练步骤",
      "c             用差商检验每个梯度的一个单元格",
      "q             退出",
      "",
      "按任意键返回。",
    ],
    foot: "← → 帧   ↑ ↓ 深度   n 下一步   c 检验   q 退出   ? 按键",
    longer: ({ from, to, of }) => `第 ${from} 至 ${to} 行，共 ${of} 行：空格向下，b 向上   ? 按键`,
    goTo: ({ typed }) => `转到第几帧：${typed}`,
    noFrame: ({ frame, last }) => `这里没有第 ${frame} 帧；帧的编号是 0 至 ${last}`,
    working: "正在计算…",
    noNext: "没有可以继续的下一步：新的权重由整批数据产生",
  },
  noFormula: ({ name }) => `${name} 不是一个数的函数：它看整行，或者会学习`,
  noRow: ({ row, rows }) => `没有带答案的第 ${row} 行；表格有 ${rows} 行`,
  gradients: ({ method, checked, total, rows, passed, kinks, rounding }) =>
    `${passed ? "梯度正确" : "梯度有误"}：在 ${rows} 行上检验了${method === "all" ? `全部 ${total} 个偏导数` : `${total} 个参数中的 ${checked} 个导数（每个张量 3 个随机方向，以及 200 个随机坐标）`}；${kinks} 个在拐点，${rounding} 个在舍入之内。`,
  worstGradient: ({ parameter, exact, numeric, finding }) =>
    `相差最大：${parameter}，精确值 ${exact}，中心差商 ${numeric}：${finding}`,
  wrongFunction: ({ symbol, ratio }) => `${symbol} 的导数有误：是应有值的 ${ratio} 倍。`,
  fold: ({ done, folds }) => `第 ${done} 折，共 ${folds} 折`,
  trial: ({ number, settings, epochs, score, left }) =>
    `${number} ${settings}：${epochs} 轮后损失 ${score}；本阶段还有 ${left} 个`,
  bestTrial: ({ number, settings, score }) => `最好的是试验 ${number} ${settings}：损失 ${score}`,
  noTrial: "没有任何试验得到有限的损失",
  exported: ({ path, rows, difference }) => `${path}；重新读取并用于 ${rows} 行，最大差异为 ${difference}`,
  rejected: ({ count, path }) => `${count} 行与表头不符，已写入 ${path}`,
  predictedRows: ({ rows }) => `已预测 ${rows} 行`,
  epoch: "轮",
  trainLoss: "训练",
  validationLoss: "验证",
  best: "最好",
  rowsPerSecond: "行/秒",
  eta: "剩余",
  withoutNative: ({ reason }) => `改用 WebAssembly 计算，而不是编译的 C：${reason}`,
  resuming: ({ folder, epoch }) => `从第 ${epoch} 轮继续 ${folder}`,
  interrupted: ({ folder, command }) => `已中断；最后的状态已保存。继续：chainrule ${command} --resume ${folder}`,
  summary: {
    inputs: "输入",
    layer: "层",
    shape: "每行",
    parameters: "参数",
    work: "每行乘加次数",
    total: ({ parameters, bytes, multiplyAdds }) =>
      `${parameters} 个参数，float32 占 ${bytes} 字节，每行 ${multiplyAdds} 次乘加`,
  },
  runs: {
    head: ["运行", "文件", "目标", "层", "激活函数", "优化器", "学习率", "种子", "轮数", "结果"],
    same: "两次运行的每个数都相同。",
    configuration: "配置",
    curve: "训练从此处不同",
    metrics: "结果",
    others: ({ count }) => `报告中还有 ${count} 个数不同；--json 会列出。`,
  },
  missed: ({ metric, value, limit, lower }) => `${metric} ${value.toFixed(3)} ${lower ? "高于" : "低于"} ${limit}`,
  newCategories: ({ column, count, examples, lines }) =>
    `列 ${column}：${count} 个单元格的类别在训练中没有出现过（${examples}；第 ${lines} 行）；当作没有类别`,
  outOfRange: ({ column, count, examples, lines, range }) =>
    `列 ${column}：${count} 个值在训练范围 ${range} 之外（${examples}；第 ${lines} 行）`,
};
