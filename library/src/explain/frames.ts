import { contract } from "../graph/primitives/contract.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Phase, Rule } from "./derivation.ts";
import type { LayerPlace } from "./naming.ts";

/** What tells layers apart, also those of several networks. */
function keyOf(place: LayerPlace | undefined): string | undefined {
  return place?.owner === undefined ? place?.path : `${place.owner} ${place.path}`;
}

/**
 * Divides a derivation into frames, each what is looked at together.
 *
 * The first weighted sum is shown in two frames, without and with bias; later ones in one. What a layer does inside is
 * one frame; a loop has one for each turn. Backward, the way from the loss to the last weighted sum is one frame, every parameter has its own, and so
 * has what a layer hands back to the one before.
 */
export class Frames {
  readonly firstAffine: Tensor | undefined;
  private readonly layers: ReadonlyMap<Tensor, LayerPlace>;
  private readonly lossValues: Tensor | undefined;
  private readonly outer: string | undefined;
  private readonly prediction: Tensor;
  private readonly order: ReadonlyMap<Tensor, number>;
  private readonly sums = new Map<string, number>();
  private key = "given";
  private current = 0;

  constructor(
    layers: ReadonlyMap<Tensor, LayerPlace>,
    lossValues: Tensor | undefined,
    prediction: Tensor,
    forwardLines: readonly Tensor[],
  ) {
    this.layers = layers;
    this.lossValues = lossValues;
    this.prediction = prediction;
    this.outer = keyOf(layers.get(prediction));
    this.firstAffine = forwardLines.find((node) => node.label === "z");
    this.order = new Map(forwardLines.map((node, i) => [node, i]));
    for (const node of forwardLines) {
      const path = keyOf(layers.get(node));
      if (path !== undefined && node.label === "z") this.sums.set(path, this.order.get(node)!);
    }
  }

  get count(): number {
    return this.current + 1;
  }

  /** A frame of its own. */
  next(): number {
    this.key = "";
    this.current++;
    return this.current;
  }

  of(node: Tensor, phase: Phase, rule: Rule, of: Tensor | undefined, parameterPath: string | undefined): number {
    const key = rule.kind === "given" && phase !== "update" ? "given" : this.keyOf(node, phase, of, parameterPath);
    if (key === "given") return 0;
    if (key === this.key) return this.current;
    this.key = key;
    this.current++;
    return this.current;
  }

  private keyOf(node: Tensor, phase: Phase, of: Tensor | undefined, parameterPath: string | undefined): string {
    if (phase === "forward") return `forward ${this.segment(node)}`;
    if (phase === "loss") return this.reached(node) ? "loss" : "values";
    if (phase === "backward") return of === undefined ? this.key : this.gradientKey(of, parameterPath);
    return `update ${parameterPath ?? "of all"}`;
  }

  /** Whether a line comes after the values of the loss. */
  private reached(node: Tensor): boolean {
    const at = this.lossValues === undefined ? -1 : (this.order.get(this.lossValues) ?? -1);
    return this.order.get(node)! > at;
  }

  /** The part of a layer that a line belongs to: its weighted sum, or what comes after. */
  private segment(node: Tensor): string {
    const path = keyOf(this.layers.get(node)) ?? "";
    const sum = this.sums.get(path);
    if (node.moment !== undefined) return `${path} turn ${node.moment.at || 1}`;
    if (sum === undefined || this.order.get(node)! > sum) return `${path} after`;
    const alone = this.firstAffine !== undefined && keyOf(this.layers.get(this.firstAffine)) === path;
    return alone && node.primitive === contract && node.label !== "z" ? `${path} product` : `${path} sum`;
  }

  private gradientKey(of: Tensor, parameterPath: string | undefined): string {
    if (parameterPath !== undefined) return `parameter ${this.order.get(of) ?? parameterPath} ${of.label}`;
    const path = keyOf(this.layers.get(of));
    if (of.moment !== undefined && of !== this.prediction) return `turn ${path} ${of.moment.at || 1}`;
    const sum = this.sums.get(path ?? "");
    const isOuter =
      path === undefined || of === this.prediction || (path === this.outer && this.order.get(of)! >= (sum ?? -1));
    if (isOuter) return "outer";
    return of.layer === undefined ? `inside ${path}` : `handed back ${path}`;
  }
}
