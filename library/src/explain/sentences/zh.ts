import type { Moment } from "../../graph/tensor.ts";
import type { LabelWord } from "../labels.ts";
import { numberLatex, numberText } from "../number.ts";
import { quotientOf } from "./sentence.ts";
import type { Words } from "./words.ts";

/** What layers call by name: `turn` is the step of a loop. */
const labeled: Readonly<
  Record<LabelWord, (operands: readonly string[], turn: Moment | undefined, count: number) => string>
> = {
  "inputs weighed": () => "输入对每一步的贡献：乘积加偏置，所有步一次算出。",
  "state weighed": (_, turn) => `前一状态对第 ${turn?.at} 步的贡献。`,
  state: (_, turn) => (turn?.at ? `第 ${turn.at} 步之后的状态，共 ${turn.of} 步。` : "第一步之前的状态。"),
  cell: (_, turn) =>
    turn?.at
      ? `第 ${turn.at} 步之后的记忆，共 ${turn.of} 步：前一记忆保留的部分，加上候选值写入的部分。`
      : "第一步之前的记忆。",
  "input gate": () => "输入门，在 0 与 1 之间：候选值写入多少。",
  "forget gate": () => "遗忘门，在 0 与 1 之间：前一记忆保留多少。",
  "output gate": () => "输出门，在 0 与 1 之间：记忆输出多少。",
  "cell candidate": () => "候选值：可以写入记忆的内容。",
  "reset gate": () => "重置门，在 0 与 1 之间：候选值能看到多少前一状态。",
  "update gate": () => "更新门，在 0 与 1 之间：前一状态保留多少。",
  candidate: () => "候选值：新状态可能取的值。",
  queries: () => "查询：每一步要找什么。",
  keys: () => "键：每一步凭什么被找到。",
  values: () => "值：每一步交给查看者的内容。",
  scores: () => "得分：每个查询（行）与每个键（列）的匹配程度。",
  shares: () => "份额：每行得分变为 0 与 1 之间、和为 1 的数。",
  mixture: ([shares, values]) => `每一步按 ${shares} 得到全部 ${values} 的混合。`,
  mean: ([operand], _, count) => `${operand} 的均值，各由 ${count} 个数求得。`,
  variance: ([operand], _, count) => `方差：平方 ${operand} 的平均值，各由 ${count} 个数求得。`,
};

/** The explanations in Chinese (zh-Hans). */
export const zh: Words = {
  tag: "zh-Hans",
  title: "一次训练步骤的完整计算",
  phases: { data: "数据", forward: "前向传播", loss: "损失", backward: "反向传播", update: "更新" },
  introduction: ({ rowCount, mode, form }) =>
    [
      `对 ${rowCount} 行数据的一次训练步骤，以 float64 计算。`,
      mode === "inference"
        ? "丢弃（dropout）已关闭，归一化使用已保存的统计量。"
        : "与训练时相同：丢弃（dropout）生效，归一化使用本批数据的统计量。",
      ...(form === "stable" ? ["教科书中的形式对这些数值不是有限数，因此这里给出引擎实际计算的稳定形式。"] : []),
    ].join(""),
  shortForm: "约去相消的因子后，同一个结果：",
  frame: (at, last) => `第 ${at} 帧，共 ${last} 帧`,
  depths: { matrices: "代入数值", cell: "展开一个元素", tape: "计算器步骤" },
  dimensions: "维度",
  calculus: {
    rules: {
      variable: () => "变量本身。",
      constant: () => "常数因子保持不变。",
      sum: () => "和的导数等于导数之和。",
      negative: () => "符号保持不变。",
      product: () => "乘积法则：(uv)′ = u′v + uv′。",
      quotient: () => "商的法则：(u/v)′ = (u′ - (u/v)v′)/v。",
      power: () => "幂法则：(uⁿ)′ = n·uⁿ⁻¹·u′。",
      chain: (symbol) => `链式法则：${symbol} 的导数乘以内层函数的导数。`,
    },
    together: "合并整理。",
    value: "该点的函数值。",
    gradient: "梯度：所有偏导数。",
    descent: "最速下降方向，长度为 1。",
    checked: ({ numeric, delta, finding }) => {
      const verdicts = {
        agrees: "两者一致",
        kink: "差分范围内有折点",
        rounding: "差值淹没在舍入误差中",
        random: "其中有随机性",
        wrong: "两者不一致",
      };
      return `该点的值；中心差分 Δ = ${delta} 得 ${numeric}：${verdicts[finding]}。`;
    },
  },
  functions: {
    range: (isProved) => (isProved ? "值域，由区间算术得出。" : "值域，由大量取点观察得出。"),
    kinks: "斜率在此处跳变。",
    flat: "此处斜率小于最大值的 1/100：梯度消失。",
    threeLayers: (product) => `最大斜率；经过三层后，梯度至多剩下 ${product}。`,
    source: "出处",
  },
  speech: {
    signs: {
      ...{ "=": "等于", "+": "加", "-": "减", "·": "乘", "⊙": "逐元素乘", "/": "除以" },
      ...{ "(": "，", ")": "，", "√": "平方根", "e^": "e 的幂，指数为", ln: "自然对数", Σ: "求和" },
      ...{ max: "最大值", "≤": "小于等于", "≥": "大于等于", "≠": "不等于", "<": "小于", ">": "大于" },
      ...{ σ: "西格玛", δ: "德尔塔", ŷ: "y 的预测值", "⋯": "等等", "|": "，", ℓ: "各项损失" },
    },
    matrix: (rows, columns) => `${rows} 行 ${columns} 列的矩阵`,
    transposed: "的转置",
    squared: "的平方",
    fresh: (name) => `新的 ${name}`,
    partial: (name) => `L 对 ${name} 的偏导数`,
  },
  sentences: {
    givenInputs: ({ rows, columns }) => `输入：${rows} 行 ${columns} 列，每行一个样本。`,
    givenTargets: ({ rows, columns }) => `目标值（正确答案）：${rows} 行 ${columns} 列。`,
    givenRowWeights: ({ name }, write) => `${write.name(name)}：每一行在损失中的权重。`,
    givenCarried: ({ name }, write) => `${write.name(name)} 是上次更新以来各个小批累积的结果。`,
    lossPart: () => "仅对这个小批求和；更新时才对全部小批取平均。",
    accumulated: ({ of }, write) => `把这个小批对 ${write.name(of)} 的梯度加到之前各小批的梯度上。`,
    accumulatedCount: () => "上次更新以来所有值的总权重。",
    accumulatedWhole: ({ of }, write) => `把上次更新以来的所有小批看作一批时 ${write.name(of)} 的梯度，含正则化项。`,
    accumulatedOnly: ({ of }, write) => `${write.name(of)} 与其他参数都保持不变：最后一个小批到来时才更新。`,
    givenParameter: ({ name }, write) => `${write.name(name)} 是参数，由训练学得。`,
    givenState: ({ name }, write) => `${write.name(name)} 由该层逐步保存，不参与学习。`,
    givenSlot: ({ name }, write) => `${write.name(name)} 是优化器的记忆。`,
    givenScalar: ({ name }, write) => `${write.name(name)} 是本步骤的设定值。`,
    givenDraw: ({ name }, write) => `${write.name(name)}：本步骤的随机数，在 0 与 1 之间。`,
    givenConstant: ({ name }, write) => `${write.name(name)} 是常数。`,
    raw: ({ column }, write) => `${write.word(column)} 列的原始值；缺失的单元格按中位数计。`,
    encoded: ({ column, kind, inputs }, write) =>
      `网络所见的 ${write.word(column)} 列（${kind}）：${inputs.map(write.word).join("、")}。`,
    product: ({ left, right, inner }, write) =>
      `${write.name(left)} 与 ${write.name(right)} 相乘：每个数是${inner === 1 ? "一个乘积" : ` ${inner} 个乘积之和`}。`,
    bias: ({ bias, rows }, write) =>
      rows === 1 ? `加上偏置 ${write.name(bias)}。` : `对 ${rows} 个样本逐一加上偏置 ${write.name(bias)}。`,
    noBias: ({ name }, write) => `该层没有偏置：${write.name(name)} 保持不变。`,
    activation: ({ symbol, operand }, write) =>
      `对 ${write.name(operand)} 的每个数应用激活函数 ${write.symbol(symbol)}。`,
    output: ({ symbol, operand }, write) => `预测值：对 ${write.name(operand)} 的每个数应用 ${write.symbol(symbol)}。`,
    map: ({ operands }, write) =>
      operands.length === 0 ? "一个数。" : `对 ${operands.map(write.name).join("、")} 逐个元素应用该公式。`,
    sum: ({ operand }, write) => `${write.name(operand)} 求和。`,
    mean: ({ operand, count }, write) => `${write.name(operand)} 的平均值：和除以 ${count}。`,
    scaledSum: ({ operand, factor }, write) =>
      factor === -1
        ? `${write.name(operand)} 求和并变号。`
        : `${write.name(operand)} 求和后乘以 ${write.number(factor)}。`,
    maximum: ({ operand }, write) => `${write.name(operand)} 的最大值。`,
    primitive: ({ primitive, operand }, write) => {
      const texts: Readonly<Record<string, string>> = {
        gather: `按编号取出 ${write.name(operand)} 的若干行。`,
        "scatter-add": `把 ${write.name(operand)} 加回到原来取出的位置。`,
        concat: "把若干量并排拼接。",
        slice: `${write.name(operand)} 的一部分。`,
        pad: `在 ${write.name(operand)} 周围补零。`,
        reshape: `${write.name(operand)} 的数换一种形状排列。`,
        broadcast: `${write.name(operand)} 的每个数按需要重复。`,
        permute: `${write.name(operand)} 的轴换一种次序。`,
        stopGradient: `${write.name(operand)}，视为常数：不通过它学习。`,
        scan: `以 ${write.name(operand)} 开始的时间循环。`,
        window: `窗口在 ${write.name(operand)} 上的每个位置。`,
        fold: `${write.name(operand)} 的窗口放回原处，重叠处相加。`,
      };
      return texts[primitive] ?? `对 ${write.name(operand)} 的运算 ${primitive}。`;
    },
    labeled: ({ label, operands, moment, count }, write) => labeled[label](operands.map(write.name), moment, count),
    windowProduct: ({ input, kernel, inner }, write) =>
      `把卷积核 ${write.name(kernel)} 放在 ${write.name(input)} 的每个位置上：窗口下的数与核逐个相乘再相加，每个结果是 ${inner} 个乘积之和。`,
    windowMaximum: ({ operand, count }, write) => `每个窗口下 ${write.name(operand)} 的 ${count} 个数中的最大值。`,
    windowMean: ({ operand, count }, write) => `每个窗口下 ${write.name(operand)} 的 ${count} 个数的平均值。`,
    windowFormula: ({ operands }, write) =>
      `对 ${write.name(operands[0]!)} 的每个窗口下的数${operands.length < 2 ? "" : `以及 ${operands.slice(1).map(write.name).join("、")} `}逐个元素应用该公式。`,
    overlap: ({ windows }, write) => `把 ${write.name(windows)} 的每个窗口放到它的位置上，重叠处相加。`,
    winners: () => "每个窗口中胜出的是第几个数：",
    turnsLeftOut: ({ from, to }) => `第 ${from} 步到第 ${to} 步的算法相同。`,
    lossValues: ({ loss }, write) => `每个预测的误差大小，损失函数为 ${write.word(loss)}。`,
    lossMean: ({ count }) => `损失是 ${count} 个值的平均值。`,
    lossSum: ({ count }) => `损失是 ${count} 个值之和。`,
    lossTotal: () => "损失，加上正则化项。",
    gradientStart: ({ of }, write) => `损失随 ${write.name(of)} 的每个数如何变化：每个数的份额相同。`,
    gradientMap: ({ of, through }, write) =>
      `链式法则：传来的 ${write.name(through)} 乘以对 ${write.name(of)} 的斜率。`,
    gradientParameter: ({ of, left, right }, write) =>
      `${write.name(of)} 的梯度：${write.name(left)} 与 ${write.name(right)} 相乘，对所有样本求和。其形状与 ${write.name(of)} 相同。`,
    gradientBias: ({ of, operand }, write) =>
      `${write.name(of)} 加在每个样本上，所以它的梯度是 ${write.name(operand)} 对所有样本求和。`,
    gradientInput: ({ of, left, right }, write) =>
      `${write.name(of)} 的每个数沿多条路径影响损失；${write.name(left)} 与 ${write.name(right)} 的乘积把它们相加。`,
    gradientPaths: ({ of, count }, write) => `${write.name(of)} 用在 ${count} 处：把 ${count} 条路径的梯度相加。`,
    gradientOther: ({ of }, write) => `损失对 ${write.name(of)} 的梯度。`,
    gradientKernel: ({ of, input, arriving }, write) =>
      `${write.name(of)} 的梯度：核中的一个数在每个位置都与 ${write.name(input)} 的一个数相乘；把那个数与该处传来的 ${write.name(arriving)} 相乘，再对所有位置求和。其形状与 ${write.name(of)} 相同。`,
    gradientOverlap: ({ of, windows }, write) =>
      `${write.name(of)} 的一个数处在多个窗口之下：把这些窗口传回的 ${write.name(windows)} 相加。`,
    gradientWindows: ({ arriving, kernel }, write) =>
      `每个窗口传回的部分：传来的 ${write.name(arriving)} 乘以卷积核 ${write.name(kernel)}。`,
    gradientWon: ({ of, arriving, ties }, write) =>
      `${write.name(of)} 中只有胜出的数得到传来的 ${write.name(arriving)}，其余为 0；${ties === "first" ? "相等时第一个胜出。" : "相等时平分。"}`,
    gradientJoined: ({ of }, write) => `把 ${write.name(of)} 各部分的梯度拼接起来。`,
    gradientMoved: ({ arriving }, write) => `传来的 ${write.name(arriving)} 原样传下去。`,
    gradientInside: ({ of }, write) => `链式法则：传到 ${write.name(of)} 的量乘以得出它的函数的斜率。`,
    gradientTurn: ({ of, at }, write) => `第 ${at} 步对 ${write.name(of)} 的梯度的贡献。`,
    gradientThrough: ({ of, through }, write) =>
      `经过 ${write.name(through)} 的路径对 ${write.name(of)} 的梯度的贡献。`,
    throughTime: ({ of, row, rows }, write) =>
      `沿时间传播：从循环外传到每个状态的量，乘以它与 ${write.name(of)} 之间各步的斜率${rows === 1 ? "" : `（第 ${row} 行）`}。斜率的第 i 行第 j 列表示状态的第 i 个数随前一状态的第 j 个数如何变化。`,
    noGradient: ({ of }, write) => `损失与 ${write.name(of)} 无关：梯度为 0。`,
    noBiasGradient: ({ name }, write) => `${write.name(name)} 没有偏置，所以没有偏置的梯度。`,
    pathPart: ({ of }, write) => `${write.name(of)} 的梯度的一部分。`,
    clip: ({ of }, write) => `${write.name(of)} 的梯度，裁剪到限度之内。`,
    clipFactor: () => "整个梯度缩短的倍数。",
    slot: ({ slot, of }, write) => `优化器为 ${write.name(of)} 记住的量：${write.word(slot)}。`,
    update: ({ of, optimizer }, write) => `按 ${write.word(optimizer)} 的规则得到新的 ${write.name(of)}。`,
    constraint: ({ of }, write) => `新的 ${write.name(of)}，满足其约束。`,
    updatePart: ({ name }, write) => `后面要用到 ${write.name(name)}。`,
    state: ({ of }, write) => `该层更新后的 ${write.name(of)}。`,
    again: ({ before, after, predicted }, write) =>
      `用新参数再算一次损失：由 ${write.number(before)} 变为 ${write.number(after)}，下降 ${write.number(before - after)}；梯度预测的下降为 ${write.number(predicted)}。`,
    check: (facts, write) => {
      const { place, exact, digits, finding, ratio } = facts;
      const value = write.formula(numberText(exact, digits), numberLatex(exact, digits));
      const verdicts: Readonly<Record<typeof finding, string>> = {
        agrees: `两者一致 ${write.formula("✓", "\\checkmark")}。`,
        kink: "差分范围内有折点，无法比较。",
        rounding: "差值淹没在舍入误差中，无法比较。",
        random: "每次计算的损失不同：其中有随机性。",
        wrong: `两者不一致 ${write.formula("✗", "\\times")}${ratio === undefined ? "。" : `：精确值是差商的 ${ratio.toFixed(2)} 倍。`}`,
      };
      return `检验 ${place}：${quotientOf(facts, write)}；精确值 ${value}。${verdicts[finding]}`;
    },
    solverGradient: ({ solver }, write) =>
      `全部参数的梯度，首尾相接，由引擎交给 ${write.word(solver)}；之后以 float64 计算。`,
    solverDirection: ({ solver }, write) => `${write.word(solver)} 的搜索方向：按最近几步所反映的曲率修正后的梯度。`,
    solverLength: ({ trials, taken }, write) =>
      `线搜索选定的步长。依次试了 ${trials
        .map(({ step, value }) => `${write.formula("t", "t")} = ${write.number(step)}（损失 ${write.number(value)}）`)
        .join("、")}，取 ${write.number(taken)}：此处损失足够低，斜率足够平缓。`,
    solverWeights: () => "全部参数，首尾相接。",
    solverNext: () => "全部新参数：沿搜索方向走一步。",
    rowSum: ({ count, of, hasRest }, write) =>
      `逐行来看：${write.name(of)} 是 ${count} 行各自的贡献之和${hasRest ? "，再加上正则化项的梯度" : ""}。`,
    rowShare: ({ row, line, percent }, write) =>
      `第 ${row} 行${line === undefined ? "" : `（文件第 ${line} 行）`}：沿梯度方向占 ${write.number(percent)} ${write.word("%")}。`,
    rowFocus: ({ count, of }, write) => `在 ${count} 行的这一批中，该行对 ${write.name(of)} 的贡献：`,
    rowsTogether: ({ why }) =>
      why === "coupled"
        ? "各行通过本批的统计量相互影响，所以这个梯度的任何部分都不单独属于某一行。"
        : "这个损失没有逐行的值，所以这个梯度不是对各行求和。",
    engine: ({ greatest, difference }, write) =>
      greatest === 0
        ? "引擎（float32）：逐位相同。"
        : `引擎（float32）：至多相差 ${write.number(greatest)} ulp（${write.number(difference)}）。`,
    move: ({ at, of, network, loss, moved, kept }, write) =>
      `第 ${at} 步更新，共 ${of} 步：${write.word(network)} 通过改变 ${moved.map(write.name).join("、")} 来降低它的损失 ${write.number(loss)}。${kept.length === 0 ? "" : `${kept.map(write.word).join("、")} 的权重保持不变。`}`,
    engineSkips: () => "引擎不计算这一项：它的稳定形式走另一条路。",
    definition: ({ symbol }, write) => `${write.symbol(symbol)} 的定义。`,
    differentiated: () => "逐部分求导。",
    throughResult: () => "用函数自身已知的值 f 表示。",
    chainRule: () => "链式法则，一步不省。",
    cancelled: () => "通分后，约去分子与分母的公因子。",
    targetsSumToOne: () => "每一行的目标值之和为 1。",
    stableForm: () => "引擎实际计算的形式，不会溢出。",
  },
};
