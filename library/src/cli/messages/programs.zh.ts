import type { ProgramTexts } from "./programs.ts";

/** 关于程序的文字，中文。 */
export const programs: ProgramTexts = {
  phases: { forward: "前向", loss: "损失", backward: "反向", update: "更新" },
  training: ({ batch }) => `${batch} 行的一个训练步`,
  inference: ({ rows }) => `对 ${rows} 行的推断`,
  work: ({ kernels, operations, read, written }) =>
    `${kernels} 个内核；${operations} 次浮点运算；读 ${read}，写 ${written}`,
  kernelWork: ({ operations, read, written }) => `${operations} 次运算，读 ${read}，写 ${written}`,
  memory: ({ states, inputs, outputs, constants }) =>
    `内存：状态 ${states}，输入 ${inputs}，输出 ${outputs}，常数 ${constants}`,
  scratch: ({ planned, buffers, unshared }) =>
    `临时内存：${planned}，容纳 ${buffers} 个共 ${unshared} 的缓冲区；生存期不重叠的共用同一位置`,
  lives: ["逐个内核的生存期", "起点", "大小"],
  bench: {
    steps: "训练步",
    rows: "行",
    arithmetic: "运算",
    memory: "内存",
    compiling: "编译",
    inference: "推断",
    one: "一行",
    block: ({ rows }) => `${rows} 行`,
    each: ({ value }) => `每秒 ${value}`,
    ofPeak: ({ rate, share, peak, threads }) => `${rate}，为 ${threads} 个线程可达到的 ${peak} 的 ${share}`,
  },
  kernels: {
    title: ({ step, batch, kernels }) => `时间花在哪里：${batch} 行的一步用 ${step}，逐个内核（单线程）合计 ${kernels}`,
    head: ["内核与层", "时间", "占比", "FLOP", "字节", "GFLOP/s", "GB/s", "屋顶"],
    legend: ({ peak, bandwidth, workingSet }) =>
      `屋顶：占机器所允许速度的比例。上限取两者中较低的：${peak}（在寄存器中乘加），以及 ${bandwidth} 乘以每接触一字节所做的运算次数；两者都是刚刚测得的，内存在 ${workingSet} 的范围内测量；位于更近的缓存中的数据可以更快。`,
    rest: ({ count, share }) => `另有 ${count} 个内核共占 ${share}。`,
  },
};
