// Which steps there are, by their op and their one or two inputs: a hash table of their numbers.

import type { Op } from "../core/op.js";
import type { Node, Step } from "./graph.js";

/** Finds steps without parameters. What it is given is the list in which each node is at its number. */
export class StepTable {
  private readonly ops = new Map<Op, number>();
  /** Numbers of steps, plus 1; 0 where there is none. Its length is a power of two, more than twice their count. */
  private slots = new Int32Array(1024);
  private hashes = new Int32Array(1024);
  private count = 0;

  /** The step of this op with these inputs. */
  find(op: Op, inputs: readonly Node[], nodes: readonly Node[]): Node | undefined {
    const last = this.slots.length - 1;
    const hash = this.hash(op, inputs);
    for (let slot = hash & last; this.slots[slot]! > 0; slot = (slot + 1) & last) {
      if (this.hashes[slot] !== hash) continue;
      const node = nodes[this.slots[slot]! - 1] as Step;
      if (node.op === op && node.inputs[0] === inputs[0] && node.inputs[1] === inputs[1]) return node;
    }
    return undefined;
  }

  /** Says that there is a step which is not in the table yet. */
  add({ op, inputs, id }: Step): void {
    this.count += 1;
    if (2 * this.count >= this.slots.length) this.grow();
    this.put(this.hash(op, inputs), id + 1);
  }

  private grow(): void {
    const { slots, hashes } = this;
    this.slots = new Int32Array(4 * slots.length);
    this.hashes = new Int32Array(4 * slots.length);
    for (let slot = 0; slot < slots.length; slot++)
      if (slots[slot]! > 0) this.put(hashes[slot]!, slots[slot]!);
  }

  private put(hash: number, number: number): void {
    const last = this.slots.length - 1;
    let slot = hash & last;
    while (this.slots[slot]! > 0) slot = (slot + 1) & last;
    this.slots[slot] = number;
    this.hashes[slot] = hash;
  }

  private hash(op: Op, inputs: readonly Node[]): number {
    let number = this.ops.get(op);
    if (number === undefined) this.ops.set(op, (number = this.ops.size + 1));
    const [a, b] = inputs;
    const sum = Math.imul((a?.id ?? -1) + 2, 0x9e3779b1) + Math.imul((b?.id ?? -1) + 2, 0x85ebca6b);
    const mixed = Math.imul(sum + Math.imul(number, 0xc2b2ae35), 0x27d4eb2f);
    return mixed ^ (mixed >>> 15);
  }
}
