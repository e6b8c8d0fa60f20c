// The textbook chapter on automatic differentiation, behaviour by behaviour.

import type { Case } from "../case.js";
import { accumulation } from "./accumulation.js";
import { controlFlow } from "./control-flow.js";
import { exercises } from "./exercises.js";
import { graph } from "./graph.js";
import { simple } from "./quadratic.js";
import { stopped } from "./stopped.js";
import { vectorOutput } from "./vector-output.js";

/** The cases of the chapter, in its order. */
export const chapter: readonly Case[] = [
  ...simple,
  ...accumulation,
  ...vectorOutput,
  ...stopped,
  ...controlFlow,
  ...exercises,
  ...graph,
];
