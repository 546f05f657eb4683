// W8: from the start of a process to its end, one step of W1 in between. The programs are in the folder cold-start; what
// the package takes on disk and in a browser is in sizes.mjs.
export const coldStart = [
  {
    id: "W8",
    workload: "W8",
    kind: "coldStart",
    title: "a process that does one step of W1",
    figure: { unit: "ms", of: (seconds) => seconds * 1000 },
    problem: () => ({}),
  },
];
