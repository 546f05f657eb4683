// An empty Node: what others take on top of it is theirs.
import { mostMemory } from "../support/measure.mjs";

/** The most bytes that this process held. */
export const memory = async () => mostMemory();
