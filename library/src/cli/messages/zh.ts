import type { Messages } from "./messages.ts";

/** 命令行打印的所有文字，中文。 */
export const zh: Messages = {
  source: ({ rows, columns, encoding, delimiter, decimal }) => {
    const names: Readonly<Record<string, string>> = { comma: "逗号", semicolon: "分号", tab: "制表符", bar: "竖线" };
    const mark = names[delimiter] ?? delimiter;
    return `${rows} 行 × ${columns} 列，${encoding}，${mark}分隔${decimal === "," ? "，小数逗号" : ""}`;
  },
  kinds: { numeric: "（数值）", date: "（日期）", categorical: "（类别）" },
  columns: ({ rows, inputs, target, task }) =>
    `${rows} 行，${inputs} 个输入，目标 ${target}：${{ binary: "两类", classes: "多类", regression: "数值" }[task]}`,
  dropped: ({ column, reason }) => `不使用列 ${column}：${reason}`,
  split: ({ training, validation, test, seed }) =>
    `训练 ${training}，验证 ${validation}，测试 ${test}，随机种子 ${seed}`,
  network: ({ layers, parameters }) => `${layers}，${parameters} 个参数`,
  training: ({ optimizer, loss, rate, batch, patience }) =>
    `${optimizer}，学习率 ${rate}，${loss}，批大小 ${batch}，${patience} 轮没有改进即停止`,
  epoch: "轮",
  trainLoss: "训练",
  validationLoss: "验证",
  best: "最好",
  resuming: ({ folder, epoch }) => `从第 ${epoch} 轮继续 ${folder}`,
  interrupted: ({ folder }) => `已中断；最后的状态已保存。继续：chainrule train … --resume ${folder}`,
  result: ({ rows }) => `${rows} 行未见数据上的结果`,
  thisNet: "本网络",
  linear: "线性模型",
  mean: "平均值",
  always: ({ answer }) => `总是“${answer}”`,
  resultOf: ({ rows }) => `${rows} 行上的结果`,
  interval: "95 % 区间",
  method: ({ methods }) =>
    `  本网络的区间：${methods.replace("bootstrap of rows", "按行自助法").replace("Wilson", "威尔逊区间")}`,
  metrics: {
    accuracy: "准确率",
    "log loss": "对数损失（越小越好）",
    "ROC AUC": "ROC 曲线下面积",
    MAE: "平均绝对误差（越小越好）",
    RMSE: "均方根误差（越小越好）",
  },
  verdicts: {
    worse: "比总是给同一个答案还差：不要使用。",
    "no better": "并不明显好于总是给同一个答案：这些列说明不了多少，或者行数太少。",
    "as linear": "好于猜测，但不明显好于线性模型：线性模型更简单。",
    better: "好于猜测，也好于线性模型。",
  },
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
  },
  report: {
    language: "zh",
    confusion: "答对与答错",
    curve: "学习曲线",
    loss: "损失",
    calibration: "把握与正确率",
    says: "网络的把握",
    happens: "实际正确的比例",
    answers: "网络的回答",
    truth: "真实值",
    findings: "关于表格的说明",
    configuration: "配置",
  },
  below: ({ metric, value, least }) => `${metric} ${value.toFixed(3)} 低于 ${least}`,
  predicted: ({ name }) => `预测 ${name}`,
  truly: ({ name }) => `真实 ${name}`,
  newCategories: ({ column, count, examples, lines }) =>
    `列 ${column}：${count} 个单元格的类别在训练中没有出现过（${examples}；第 ${lines} 行）；当作没有类别`,
  outOfRange: ({ column, count, examples, lines }) =>
    `列 ${column}：${count} 个值远在训练范围之外（${examples}；第 ${lines} 行）`,
  saved: ({ folder }) => `保存在 ${folder}。下一步：chainrule predict ${folder} FILE`,
};
