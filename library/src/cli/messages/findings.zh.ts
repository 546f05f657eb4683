import { byKind, cellsOf, type FindingTexts, percent } from "./findings.ts";

/** 每个代码的说明，中文。 */
export const findings: FindingTexts = {
  words: { column: "列", line: "行", none: "没有需要说明的问题。" },
  E101: {
    title: "文件里没有表格",
    what: (f) =>
      byKind(
        f,
        {
          missing: "没有这个文件",
          empty: "文件是空的",
          "header only": "文件只有表头，没有数据行",
          excel: "这是 Excel 工作簿或 zip 压缩包",
          pdf: "这是 PDF 文档",
          parquet: "这是 Parquet 文件",
          html: "这是网页或 XML",
          json: "这是 JSON",
          "damaged gzip": "压缩文件已损坏",
          folder: "这是文件夹，不是文件",
          "no permission": "没有读取该文件的权限",
        },
        "文件不存在、为空、只有表头，或者是别的格式",
      ),
    done: () => "停止",
    change: (f) =>
      byKind(
        f,
        {
          missing: "请给出存在的 CSV 文件名",
          folder: "请指明其中的一个文件",
          "no permission": "请允许读取它",
          "damaged gzip": "请重新获取或重新压缩",
          empty: "请给出有表头和数据行的文件",
          "header only": "请给出表头下面有数据行的文件",
        },
        "请另存为 CSV：先是表头，然后是数据行",
      ),
    why: "没有可以学习的内容。",
  },
  E102: {
    title: "无法解码的字节",
    what: (f) =>
      byKind(
        f,
        {
          "zero bytes": "文件含有零字节：它不是文本，或者是别的编码",
          "unknown encoding": `没有编码“${f.example}”`,
        },
        "尝试过的编码都不能读取",
      ),
    done: () => "依次尝试字节顺序标记、严格 UTF-8 和 GB18030，然后停止",
    change: () => "用 --encoding 指明编码，或另存为 UTF-8",
    why: "猜错编码会悄悄把名字变成乱码。",
  },
  E103: {
    title: "行与表头不符",
    what: (f) =>
      byKind(
        f,
        {
          "doubled names": f.example === "" ? "有两列没有名字" : `有两列都叫“${f.example}”`,
          "open quotes": "有引号没有闭合，或闭合之后还有文字",
          "long row": "有一行超过一千六百万个字符",
        },
        `${f.count} 行的单元格数与表头不同`,
      ),
    done: (f) => (f.change === undefined && f.kind === "ragged" ? "已跳过" : "停止；--skip-bad 会跳过这些行"),
    change: (f) =>
      byKind(
        f,
        {
          "doubled names": "请在表头中给每列一个不同的名字",
          "open quotes": "请闭合引号，单元格内的引号要写两次",
          "long row": "请检查文件是否有换行、引号是否闭合",
        },
        "修正这些行，给含分隔符的单元格加引号，或用 --skip-bad 跳过",
      ),
    why: "多出一个单元格会使后面的值都落入错误的列。",
  },
  E104: {
    title: "没有这一列",
    what: ({ kind, example = "", change }) =>
      kind === "column"
        ? `缺少训练时有的列“${example}”${change?.["column"] === undefined ? "" : `；最相似的是“${change["column"]}”`}`
        : `没有列“${example}”`,
    done: () => "停止",
    change: ({ kind }) => (kind === "column" ? "请使用与训练表格相同的列名" : "请使用表头中的列名"),
    why: "没有这一列就没有可预测的目标，或没有预测的依据。",
  },
  E105: {
    title: "部分行缺少目标",
    what: (f) => `${f.of ?? f.count} 行中有 ${f.count} 行没有值（${percent(f)}）`,
    done: (f) => (f.stops ? "停止：超过一半" : "不使用这些行；若超过一半则停止"),
    change: () => "补全目标，或用 --target 选择别的目标",
    why: "没有答案的行既不能用来学习，也不能用来检验。",
  },
  E106: {
    title: "没有可学的内容",
    what: (f) => (f.kind === "no columns" ? "没有剩下可以学习的列" : "目标在每一行都相同"),
    done: () => "停止",
    change: (f) =>
      f.kind === "no columns"
        ? "请增加列，或为被去掉的列指明编码：--encoders 列=one-hot"
        : "请用 --target 选择别的目标",
    why: "不变的东西无法区分，不变的列也说明不了什么。",
  },
  E107: {
    title: "目标是编号或日期",
    what: (f) =>
      byKind(
        f,
        { date: "目标是日期", numbers: `${f.of} 行中有 ${f.count} 个不同的数，不是类别` },
        `${f.of ?? f.count} 行中有 ${f.count} 个不同的文本`,
      ),
    done: () => "停止",
    change: () => "请选择类别或数值作为目标",
    why: "每一行都有自己的答案，无法推广到新的行。",
  },
  E108: {
    title: "类别还是数值？",
    what: (f) =>
      byKind(
        f,
        { many: `${f.count} 个类别`, text: `“${f.example}”这样的文本不是数` },
        `整数，共 ${f.count} 个不同的值`,
      ),
    done: (f) => (f.stops ? "停止" : "当作类别"),
    change: (f) =>
      byKind(
        f,
        { many: "--task classes 仍然学习它们；合并少见的类别更好", text: "--task classes 把它们当作类别" },
        "--task number 把它们当作数值，有顺序和距离",
      ),
    why: "类别没有顺序和距离；类别多就需要很多行。",
  },
  W201: {
    title: "数值列中的文本",
    what: (f) =>
      byKind(
        f,
        {
          written: `${f.of} 个单元格中有 ${f.count} 个是带有 ${f.value} 的数，例如 ${cellsOf(f)}`,
          "leading zeros": `${f.count} 个单元格（例如 ${cellsOf(f)}）以零开头：它们是编号，不是数`,
          "mixed dates": `有的日期日在前，有的月在前，例如 ${cellsOf(f)}`,
          "date order": `像 ${cellsOf(f)} 这样的日期，可能月在前，也可能日在前`,
          changed: `这一列是 ${f.found}，训练时是 ${f.expected}`,
          weights: "行的权重不是 ≥ 0 的数",
        },
        `${f.of} 个单元格中有 ${f.count} 个不是数，例如 ${cellsOf(f)}`,
      ),
    done: (f) =>
      byKind(
        f,
        {
          written: "按其中的数读取，忽略周围的符号",
          "leading zeros": "当作类别读取",
          "mixed dates": "当作类别读取",
          "date order": "按月在前读取",
          changed: "停止",
          weights: "停止",
        },
        "当作缺失",
      ),
    change: (f) =>
      byKind(
        f,
        {
          written: "--types 列=categorical 把它们当作类别",
          "leading zeros": "--types 列=numeric 把它们当作数",
          "mixed dates": "请都写成同一顺序，或写成 年-月-日",
          "date order": "--types 列=date-day-first 按日在前读取",
          changed: "请按训练表格的写法填写该列",
          weights: "请给每行一个 ≥ 0 的数",
        },
        "改写成普通数字，或用 --types 列=categorical 把该列当作文本",
      ),
    why: "一个多余的符号不应把数值变成类别，也不应把编号变成数。",
  },
  W202: {
    title: "不变的列",
    what: () => "每一行都相同",
    done: () => "不使用",
    change: () => "无需处理；--ignore 可不再提示",
    why: "它不能区分任何两行，而且不能除以 0 的离散程度。",
  },
  W203: {
    title: "缺失的单元格",
    what: (f) =>
      `${f.of ?? f.count} 个单元格中缺 ${f.count} 个（${percent(f)}）${f.value === undefined ? "" : `，中位数 ${f.value}`}`,
    done: () => "数值用中位数代替，并另加一个“曾缺失”的输入；类别不给任何输入",
    change: () => "补全，或用 --ignore 不使用该列",
    why: "缺失本身可能就有含义。",
  },
  W204: {
    title: "类别不均衡",
    what: (f) => `最少的类别只有 ${f.of ?? f.count} 行中的 ${f.count} 行（${percent(f)}）`,
    done: () => "划分时保持比例；报告先列平衡准确率",
    change: () => "--class-weights balanced 使各类同样重要",
    why: "总是回答最常见的类别也常常正确，但没有用处。",
  },
  W205: {
    title: "行数太少",
    what: (f) =>
      f.kind === "class" ? `${f.count} 行中有一个类别只有 ${f.value} 行` : `${f.of ?? 0} 列只有 ${f.count} 行`,
    done: () => "用 5 折评价，而不是一次划分",
    change: () => "收集更多的行，或少用一些列；--folds 1 只划分一次",
    why: "少数几行未见数据上的结果可能只是运气。",
  },
  W206: {
    title: "重复的行",
    what: (f) => `${f.of ?? f.count} 行中有 ${f.count} 行与别的行相同（${percent(f)}）`,
    done: () => "相同的行留在划分的同一边",
    change: () => "若是误复制，请删除；--group 可使同一来源的行留在一起",
    why: "学过的行又拿来考，结果会偏高。",
  },
  W207: {
    title: "单独一列就能说出目标",
    what: ({ value = 0 }) => `它在 ${(100 * Number(value)).toFixed(1)} % 的行中说出目标`,
    done: () => "保留",
    change: () => "若预测时还不知道它，请用 --ignore 去掉",
    why: "它可能是答案的结果，那样结果好得不真实。",
  },
  W208: {
    title: "编号或自由文本",
    what: (f) => `${f.of ?? f.count} 行中有 ${f.count} 个不同的值，例如 ${cellsOf(f)}`,
    done: () => "不使用",
    change: () => "若要保留，请指明编码：--encoders 列=standardize（数值）或 列=one-hot（文本）",
    why: "每行一个名字会让网络死记硬背。",
  },
  W209: {
    title: "远离其他值的值",
    what: ({ count, example, value }) => `${count} 个值，例如 ${example}，而中位数是 ${value}`,
    done: () => "与其他值一起标准化",
    change: () => "若是错误请修正，或用 --encoders 列=robust 或 列=quantile",
    why: "一个极大的值会把其他值挤在一起。",
  },
  E301: {
    title: "数不再是有限的",
    what: () => "损失或权重变成无穷大或 NaN",
    done: () => "训练停止；最后的有限权重保留在运行文件夹中",
    change: () => "请降低 --learning-rate，或用 --clip-norm 1 限制梯度",
    why: "步子太大，权重会越抛越远。",
  },
  E401: {
    title: "命令行无法执行",
    what: () => "命令、参数或选项不正确",
    done: () => "什么也没有做",
    change: () => "chainrule 命令 --help 列出可用的选项",
    why: "不明白的事不应去猜。",
  },
  E402: {
    title: "损失不适合目标",
    what: () => "损失需要的预测与目标的输出层不同",
    done: () => "停止",
    change: () => "不写 --loss 即取合适的损失",
    why: "把概率的损失用在数值上，或反过来，没有意义。",
  },
  E403: {
    title: "没有这个运行或模型",
    what: () => "没有这个名字的运行文件夹或模型文件",
    done: () => "停止",
    change: () => "chainrule runs 列出已有的运行",
    why: "没有可以使用的模型。",
  },
  E404: {
    title: "运行的文件已损坏",
    what: () => "运行的某个文件无法读取",
    done: () => "停止；文件保持原样",
    change: () => "请重新训练，或重新取得该文件",
    why: "半个模型会悄悄给出错误的答案。",
  },
  E405: {
    title: "文件无法写入",
    what: () => "磁盘已满，或不允许写入该文件夹",
    done: () => "停止；原有内容保留",
    change: () => "请腾出空间，或用 --runs 指定别的文件夹",
    why: "没有保存的结果就丢失了。",
  },
};
