import type { PrepareOptions } from "../../data/prepare.ts";
import type { Table } from "../../data/table.ts";
import type { TaskKind } from "../../data/task.ts";
import { usualSettings } from "../../experiment/defaults.ts";
import type { TabularOptions } from "../../experiment/tabular.ts";
import { clipByNorm, clipByValue } from "../../nn/clipping.ts";
import type { Initializer } from "../../nn/initializers/_initializer.ts";
import { batchNorm } from "../../nn/layers/batch-norm.ts";
import { layerNorm } from "../../nn/layers/layer-norm.ts";
import type { Loss } from "../../nn/losses/_loss.ts";
import type { Activation } from "../../nn/network.ts";
import type { Optimizer } from "../../nn/optimizers/_optimizer.ts";
import type { Regularizer } from "../../nn/regularizers/_regularizer.ts";
import { elasticNet } from "../../nn/regularizers/elastic-net.ts";
import { l1 } from "../../nn/regularizers/l1.ts";
import { l2 } from "../../nn/regularizers/l2.ts";
import { maxNorm } from "../../nn/regularizers/max-norm.ts";
import type { Schedule } from "../../nn/schedules/_schedule.ts";
import type { Solver } from "../../nn/solvers/_solver.ts";
import type { BackendChoice, Execution } from "../../runtime/backend.ts";
import { CommandError } from "../problem.ts";
import * as catalogs from "./catalogs.gen.ts";
import { lookUp, lookUpMaker } from "./lookup.ts";
import { listOption, namesOption, numberOption, optionalNumber, pairsOption } from "./numbers.ts";
import { type Given, type NamesIn as In, optionGroups } from "./options.ts";

const whole = { whole: true, least: 1 } as const;

/** How rows become numbers, from the command line; the table of `--test-file` is read by the caller. */
export function prepareOptions(given: Given<In<"preparing"> | "seed">, testTable: Table | undefined): PrepareOptions {
  const target = namesOption(given.target);
  const share = { least: 0, below: 1 } as const;
  const [validation, test] = [
    optionalNumber("validation", given.validation, share),
    optionalNumber("test", given.test, share),
  ];
  const classWeights = given["class-weights"];
  return {
    target,
    seed: numberOption("seed", given.seed, { whole: true }),
    tasks: taskOption(given.task, target),
    encoders: Object.fromEntries(pairsOption("encoders", given.encoders, "column=encoder,column=encoder")),
    ...(validation === undefined ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
    ...(testTable === undefined ? {} : { testTable }),
    ...(given.group === undefined ? {} : { group: given.group }),
    ...(given.weights === undefined ? {} : { weights: given.weights }),
    ...(classWeights === undefined
      ? {}
      : {
          classWeights:
            classWeights === "balanced" ? ("balanced" as const) : numbersByName("class-weights", classWeights),
        }),
  };
}

function numbersByName(name: string, text: string): Record<string, number> {
  const pairs = pairsOption(name, text, "balanced, or class=number,class=number");
  return Object.fromEntries(pairs.map(([key, value]) => [key, numberOption(name, value)]));
}

/** `classes` or `number` for every target, or by column: `y=number`. */
export function taskOption(text: string | undefined, targets: readonly string[]): Record<string, TaskKind> {
  if (text === undefined) return {};
  const pairs = text.includes("=")
    ? pairsOption("task", text, "column=classes or column=number")
    : targets.map((target) => [target, text] as const);
  for (const [, kind] of pairs)
    if (kind !== "classes" && kind !== "number")
      throw new CommandError((words) => words.notOneOf({ name: "task", found: kind, expected: "classes, number" }));
  return Object.fromEntries(pairs) as Record<string, TaskKind>;
}

/** Where and how programs run. */
export function runningSettings(given: Given<In<"running">>): Execution {
  const threads = optionalNumber("threads", given.threads, whole);
  return {
    backend: backendOption(given.backend),
    ...(threads === undefined ? {} : { threads }),
    ...(given.portable ? { portable: true } : {}),
  };
}

/** How a network is built and trained, from the command line and the size of the training. */
export async function trainingSettings(
  given: Given<In<"network"> | In<"training"> | In<"running">>,
  size: { readonly rows: number; readonly inputs: number },
): Promise<TabularOptions> {
  const usual = usualSettings(size);
  const layers = given.layers === undefined ? usual.layers : listOption("layers", given.layers, whole);
  const [norm, value] = [
    optionalNumber("clip-norm", given["clip-norm"], { above: true }),
    optionalNumber("clip-value", given["clip-value"], { above: true }),
  ];
  if (norm !== undefined && value !== undefined)
    throw new CommandError((words) => words.excludes({ first: "clip-norm", second: "clip-value" }));
  const clip = norm !== undefined ? clipByNorm(norm) : value !== undefined ? clipByValue(value) : undefined;
  const longest = optionalNumber("max-norm", given["max-norm"], { above: true });
  const found = async <T>(name: string, catalog: catalogs.Catalog, text: string | undefined): Promise<T | undefined> =>
    text === undefined ? undefined : await lookUp<T>(name, catalog, text);
  const [loss, initializer, schedule] = [
    await found<Loss>("loss", catalogs.losses, given.loss),
    await found<Initializer>("initializer", catalogs.initializers, given.initializer),
    await found<Schedule>("schedule", catalogs.schedules, given.schedule),
  ];
  const normalization =
    given.normalization === undefined ? undefined : given.normalization === "batch" ? batchNorm() : layerNorm();
  return {
    layers,
    activation: await lookUp<Activation>("activation", catalogs.activations, given.activation),
    optimizer: await optimizerOption(given.optimizer, given["learning-rate"]),
    ...(loss === undefined ? {} : { loss }),
    ...(initializer === undefined ? {} : { initializer }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(normalization === undefined ? {} : { normalization }),
    ...(clip === undefined ? {} : { clip }),
    ...(longest === undefined ? {} : { constraint: maxNorm(longest) }),
    ...penalty(numberOption("l1", given.l1), numberOption("l2", given.l2)),
    dropout: numberOption("dropout", given.dropout, { below: 1 }),
    accumulate: numberOption("accumulate", given.accumulate, whole),
    batch: optionalNumber("batch", given.batch, whole) ?? usual.batch,
    epochs: optionalNumber("epochs", given.epochs, whole) ?? usual.epochs,
    patience: optionalNumber("patience", given.patience, whole) ?? usual.patience,
    seed: numberOption("seed", given.seed, { whole: true }),
    ...runningSettings(given),
  };
}

function backendOption(text: string): BackendChoice {
  const backends = optionGroups.running.backend.values;
  const found = backends.find((name) => name === text);
  if (found === undefined)
    throw new CommandError((words) => words.notOneOf({ name: "backend", found: text, expected: backends.join(", ") }));
  return found;
}

/** Optimizers for which 0.003 suits small tables; the others begin with a rate of their own. */
const likeAdam = new Set(["adam", "adamW", "amsgrad", "nadam", "radam", "adamax"]);

/** Makes the optimizer of a name for any learning rate. */
export async function optimizerFor(text: string): Promise<(learningRate: number) => Optimizer | Solver> {
  const [name = ""] = text.split(":");
  const make = await optimizerMaker(text);
  return (learningRate) => make(Object.hasOwn(catalogs.solvers, name) ? {} : { learningRate });
}

async function optimizerOption(text: string, rateText: string | undefined): Promise<Optimizer | Solver> {
  const [name = ""] = text.split(":");
  const asked = optionalNumber("learning-rate", rateText, { above: true });
  const rate = asked ?? (likeAdam.has(name) ? 0.003 : undefined);
  const make = await optimizerMaker(text);
  // A solver finds its own step.
  return make(rate === undefined || Object.hasOwn(catalogs.solvers, name) ? {} : { learningRate: rate });
}

function optimizerMaker(text: string): Promise<(options: object) => Optimizer | Solver> {
  return lookUpMaker<Optimizer | Solver>("optimizer", { ...catalogs.optimizers, ...catalogs.solvers }, text);
}

/** The penalty of weights by L1, L2 or both. */
function penalty(first: number, second: number): { regularizer?: Regularizer } {
  if (first === 0 && second === 0) return {};
  if (second === 0) return { regularizer: l1(first) };
  return { regularizer: first === 0 ? l2(second) : elasticNet(first, second) };
}
