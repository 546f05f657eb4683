import type { ReportWords } from "../report/page.ts";
import type { Comparison } from "../runtime/comparison.ts";
import type { Messages } from "./messages/messages.ts";

/** The words of a report page for a comparison, from the catalog of a language. */
export function reportWords(comparison: Comparison, isRegression: boolean, messages: Messages): ReportWords {
  const { network, answer, verdict } = comparison;
  const methods = [...new Set(Object.values(network.metrics).map(({ method }) => method))].join(", ");
  return {
    ...messages.report,
    result: messages.result({ rows: network.rows }),
    thisNet: messages.thisNet,
    linear: messages.linear,
    always: isRegression ? messages.mean : messages.always({ answer }),
    interval: messages.interval,
    metric: (name) => messages.metrics[name] ?? name,
    method: messages.method({ methods }).trim(),
    verdict: messages.verdicts[verdict],
    predicted: (name) => messages.predicted({ name }),
    truly: (name) => messages.truly({ name }),
    epoch: messages.epoch,
    training: messages.trainLoss,
    validation: messages.validationLoss,
    best: messages.best,
  };
}
