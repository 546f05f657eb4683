import { byKind, cellsOf, type FindingTexts, percent } from "./findings.ts";

/** What is said of each code, in English. */
export const findings: FindingTexts = {
  words: { column: "column", line: "line", none: "Nothing to remark." },
  E101: {
    title: "no table in the file",
    what: (f) =>
      byKind(
        f,
        {
          missing: "there is no such file",
          empty: "the file is empty",
          "header only": "the file has a header line and no rows",
          excel: "this is an Excel workbook or a zip archive",
          pdf: "this is a PDF document",
          parquet: "this is a Parquet file",
          html: "this is a web page or XML",
          json: "this is JSON",
          "damaged gzip": "the compressed file is damaged",
          folder: "this is a folder, not a file",
          "no permission": "the file may not be read",
        },
        "the file is missing, empty, has only a header line, or is another format",
      ),
    done: () => "stops",
    change: (f) =>
      byKind(
        f,
        {
          missing: "give the name of a CSV file that is there",
          folder: "name a file inside it",
          "no permission": "allow reading it",
          "damaged gzip": "fetch or compress it again",
          empty: "give a file with a header line and rows",
          "header only": "give a file with rows below the header line",
        },
        "save it as CSV: a header line, then rows",
      ),
    why: "There is nothing to learn from.",
  },
  E102: {
    title: "unreadable bytes",
    what: (f) =>
      byKind(
        f,
        {
          "zero bytes": "the file holds zero bytes: it is no text, or in another encoding",
          "unknown encoding": `there is no encoding "${f.example}"`,
        },
        "the bytes are in no encoding that was tried",
      ),
    done: () => "a byte order mark, strict UTF-8 and GB18030 are tried, then it stops",
    change: () => "name the encoding with --encoding, or save the file as UTF-8",
    why: "Guessing an encoding turns names into nonsense in silence.",
  },
  E103: {
    title: "rows that do not fit the header",
    what: (f) =>
      byKind(
        f,
        {
          "doubled names": f.example === "" ? "two columns have no name" : `two columns are named "${f.example}"`,
          "open quotes": "a quoted cell is not closed, or text follows its end",
          "long row": "a row is longer than 16 million characters",
        },
        `${f.count} rows have another number of cells than the header`,
      ),
    done: (f) =>
      f.change === undefined && f.kind === "ragged" ? "left out" : "stops; --skip-bad leaves such rows out",
    change: (f) =>
      byKind(
        f,
        {
          "doubled names": "give every column a name of its own in the header line",
          "open quotes": "close the quotes, and write a quote inside a cell twice",
          "long row": "check that the file has line ends and that its quotes are closed",
        },
        "mend the lines, quote cells that hold the delimiter, or leave them out with --skip-bad",
      ),
    why: "A cell too many moves all that follow into the wrong column.",
  },
  E104: {
    title: "no such column",
    what: ({ kind, example = "", change }) =>
      kind === "column"
        ? `column "${example}", which training had, is missing${change?.["column"] === undefined ? "" : `; the most similar is "${change["column"]}"`}`
        : `there is no column "${example}"`,
    done: () => "stops",
    change: ({ kind }) =>
      kind === "column" ? "name the columns as in the training table" : "take one of the names in the header line",
    why: "Without the column there is nothing to predict, or nothing to predict from.",
  },
  E105: {
    title: "target missing in some rows",
    what: (f) => `${f.count} of ${f.of ?? f.count} rows have no value (${percent(f)})`,
    done: (f) =>
      f.stops ? "stops: they are more than half" : "those rows are left out; where they are most of all rows, it stops",
    change: () => "fill in the target, or choose another with --target",
    why: "A row without an answer can neither teach nor test.",
  },
  E106: {
    title: "nothing to learn",
    what: (f) => (f.kind === "no columns" ? "no column is left to learn from" : "the target is the same in every row"),
    done: () => "stops",
    change: (f) =>
      f.kind === "no columns"
        ? "add columns, or name an encoder for one that was left out: --encoders column=one-hot"
        : "choose another target with --target",
    why: "What never varies cannot be told apart, and columns that never vary tell nothing.",
  },
  E107: {
    title: "target is an identifier or a date",
    what: (f) =>
      byKind(
        f,
        { date: "the target holds dates", numbers: `${f.count} different numbers in ${f.of} rows are no classes` },
        `${f.count} different texts in ${f.of ?? f.count} rows`,
      ),
    done: () => "stops",
    change: () => "choose a target with classes or numbers",
    why: "Every row has an answer of its own: nothing carries over to new rows.",
  },
  E108: {
    title: "classes or a number?",
    what: (f) =>
      byKind(
        f,
        { many: `${f.count} classes`, text: `texts, such as "${f.example}", are no numbers` },
        `whole numbers with ${f.count} different values`,
      ),
    done: (f) => (f.stops ? "stops" : "taken for classes"),
    change: (f) =>
      byKind(
        f,
        {
          many: "--task classes learns them all the same; joining rare classes is better",
          text: "--task classes takes them for classes",
        },
        "--task number takes them for a number, which has an order and a distance",
      ),
    why: "Classes know no order and no distance; many of them need many rows.",
  },
  W201: {
    title: "text in a column of numbers",
    what: (f) =>
      byKind(
        f,
        {
          written: `${f.count} of ${f.of} cells are numbers written with ${f.value}, such as ${cellsOf(f)}`,
          "leading zeros": `${f.count} cells such as ${cellsOf(f)} have leading zeros: they are names, not numbers`,
          "mixed dates": `some dates have the day first and some the month, such as ${cellsOf(f)}`,
          "date order": `dates such as ${cellsOf(f)} may have the month first or the day`,
          changed: `the column holds ${f.found}, training had ${f.expected}`,
          weights: "a row weight is no number ≥ 0",
        },
        `${f.count} of ${f.of} cells are no numbers, such as ${cellsOf(f)}`,
      ),
    done: (f) =>
      byKind(
        f,
        {
          written: "read as the numbers that stand there, without the signs around them",
          "leading zeros": "read as categories",
          "mixed dates": "read as categories",
          "date order": "the month is taken to stand first",
          changed: "stops",
          weights: "stops",
        },
        "they count as missing",
      ),
    change: (f) =>
      byKind(
        f,
        {
          written: "--types column=categorical reads them as categories",
          "leading zeros": "--types column=numeric reads them as numbers",
          "mixed dates": "write them all in one order, or as year-month-day",
          "date order": "--types column=date-day-first takes the day to stand first",
          changed: "write the column as in the training table",
          weights: "give every row a number ≥ 0",
        },
        "write them as plain numbers, or read the column as text with --types column=categorical",
      ),
    why: "One stray sign must not turn numbers into categories, nor names into numbers.",
  },
  W202: {
    title: "constant column",
    what: () => "the same in every row",
    done: () => "left out",
    change: () => "nothing to do; --ignore keeps it quiet",
    why: "It tells no row from another, and its spread of 0 cannot be divided by.",
  },
  W203: {
    title: "missing cells",
    what: (f) =>
      `${f.count} of ${f.of ?? f.count} cells are missing (${percent(f)})${f.value === undefined ? "" : `, median ${f.value}`}`,
    done: () =>
      "numbers count as the median, and an input of its own says that they were missing; categories get no input",
    change: () => "fill them in, or leave the column out with --ignore",
    why: "That a value is missing may mean something itself.",
  },
  W204: {
    title: "uneven classes",
    what: (f) => `the rarest class has ${f.count} of ${f.of ?? f.count} rows (${percent(f)})`,
    done: () => "splits keep the shares; balanced accuracy comes first in the report",
    change: () => "--class-weights balanced makes all classes count alike",
    why: "Always naming the most frequent class is right often, and useless.",
  },
  W205: {
    title: "few rows",
    what: (f) =>
      f.kind === "class"
        ? `a class has only ${f.value} of ${f.count} rows`
        : `${f.count} rows for ${f.of ?? 0} columns`,
    done: () => "judged by 5 folds instead of one split",
    change: () => "gather more rows, or use fewer columns; --folds 1 judges by one split",
    why: "A result on a handful of unseen rows may be luck.",
  },
  W206: {
    title: "rows that occur twice",
    what: (f) => `${f.count} of ${f.of ?? f.count} rows repeat another (${percent(f)})`,
    done: () => "equal rows stay on one side of the split",
    change: () => "remove them where they are copies by mistake; --group keeps rows of one source together",
    why: "A row that is learned and then asked for makes the result too good.",
  },
  W207: {
    title: "a column that tells the target alone",
    what: ({ value = 0 }) => `it tells the target in ${(100 * Number(value)).toFixed(1)} % of rows`,
    done: () => "kept",
    change: () => "leave it out with --ignore if it is not known when a prediction is wanted",
    why: "It may be a consequence of the answer: then the result is too good to be true.",
  },
  W208: {
    title: "identifier or free text",
    what: (f) => `${f.count} different values in ${f.of ?? f.count} rows, such as ${cellsOf(f)}`,
    done: () => "left out",
    change: () => "name an encoder to keep it: --encoders column=standardize (numbers) or column=one-hot (texts)",
    why: "A name of its own for every row lets a network learn rows by heart.",
  },
  W209: {
    title: "values far from all others",
    what: ({ count, example, value }) => `${count} values such as ${example}, where the median is ${value}`,
    done: () => "standardized with the others",
    change: () => "mend them where they are mistakes, or use --encoders column=robust or column=quantile",
    why: "One huge value presses all others together.",
  },
  E301: {
    title: "numbers that are no longer finite",
    what: () => "the loss or a weight became infinite or NaN",
    done: () => "training stops; the last finite weights stay in the run folder",
    change: () => "lower --learning-rate, or hold gradients with --clip-norm 1",
    why: "Steps that are too long throw the weights farther with each one.",
  },
  E401: {
    title: "the command line cannot be followed",
    what: () => "a command, an argument or an option is not as it must be",
    done: () => "nothing was done",
    change: () => "chainrule COMMAND --help names what there is",
    why: "What is not understood must not be guessed.",
  },
  E402: {
    title: "the loss does not fit the target",
    what: () => "the loss takes other predictions than the target's output layer gives",
    done: () => "stops",
    change: () => "leave --loss away to have the one that fits",
    why: "A loss of probabilities of numbers, or the other way round, means nothing.",
  },
  E403: {
    title: "no such run or model",
    what: () => "there is no run folder or model file of this name",
    done: () => "stops",
    change: () => "chainrule runs lists the runs there are",
    why: "There is nothing to apply.",
  },
  E404: {
    title: "a damaged file of a run",
    what: () => "a file of the run cannot be read",
    done: () => "stops; the file is left as it is",
    change: () => "train again, or fetch the file again",
    why: "Half a model would answer wrongly without saying so.",
  },
  E405: {
    title: "a file cannot be written",
    what: () => "the disk is full, or the folder may not be written to",
    done: () => "stops; what stood there before stays",
    change: () => "make room, or name another folder with --runs",
    why: "A result that is not kept is lost.",
  },
};
