import type { Loss } from "./_loss.ts";
import { crossEntropy } from "./cross-entropy.ts";

/** The mean over rows of −Σ y ln ŷ for probabilities ŷ and one-hot (or soft) targets y. */
export const categoricalCrossEntropy: Loss = { ...crossEntropy(), name: "categoricalCrossEntropy" };
