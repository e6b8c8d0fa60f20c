// The syntax trees of mathjs, as far as they are read here: plain data, of which no method is ever called.

/** A formula taken apart by mathjs. Types that are not listed come as `Refused`. */
export type Node =
  | Constant
  | Name
  | Parenthesis
  | Operation
  | Relation
  | Conditional
  | Call
  | List
  | Access
  | Index
  | Range
  | Block
  | Refused;

export interface Constant {
  readonly type: "ConstantNode";
  readonly value: unknown;
}

export interface Name {
  readonly type: "SymbolNode";
  readonly name: string;
}

export interface Parenthesis {
  readonly type: "ParenthesisNode";
  readonly content: Node;
}

/** An operator and its operands; `fn` is mathjs's name of it, and `implicit` is true of 2x, meaning 2 * x. */
export interface Operation {
  readonly type: "OperatorNode";
  readonly op: string;
  readonly fn: string;
  readonly args: readonly Node[];
  readonly implicit: boolean;
  /** True of 3%, which is 3 / 100. */
  readonly isPercentage: boolean;
}

/** A chain of comparisons such as 0 < x <= 1, one conditional less than there are params. */
export interface Relation {
  readonly type: "RelationalNode";
  readonly conditionals: readonly string[];
  readonly params: readonly Node[];
}

export interface Conditional {
  readonly type: "ConditionalNode";
  readonly condition: Node;
  readonly trueExpr: Node;
  readonly falseExpr: Node;
}

export interface Call {
  readonly type: "FunctionNode";
  readonly fn: Node;
  readonly args: readonly Node[];
}

export interface List {
  readonly type: "ArrayNode";
  readonly items: readonly Node[];
}

export interface Access {
  readonly type: "AccessorNode";
  readonly object: Node;
  readonly index: Index;
}

export interface Index {
  readonly type: "IndexNode";
  readonly dimensions: readonly Node[];
  /** True of x.y, whose one dimension is the constant "y". */
  readonly dotNotation: boolean;
}

export interface Range {
  readonly type: "RangeNode";
  readonly start: Node;
  readonly end: Node;
  readonly step: Node | null;
}

/** Statements one after the other. */
export interface Block {
  readonly type: "BlockNode";
  readonly blocks: readonly { readonly node: Node }[];
}

/** What else no formula may contain: x = 1, f(x) = x, {a: 1}. */
export interface Refused {
  readonly type: "AssignmentNode" | "FunctionAssignmentNode" | "ObjectNode";
}

/** The parts of a node, in the order in which they are written. */
export function partsOf(node: Node): readonly Node[] {
  switch (node.type) {
    case "ParenthesisNode":
      return [node.content];
    case "OperatorNode":
      return node.args;
    case "RelationalNode":
      return node.params;
    case "ConditionalNode":
      return [node.condition, node.trueExpr, node.falseExpr];
    case "FunctionNode":
      return [node.fn, ...node.args];
    case "ArrayNode":
      return node.items;
    case "AccessorNode":
      return [node.object, node.index];
    case "IndexNode":
      return node.dimensions;
    case "RangeNode":
      return node.step === null ? [node.start, node.end] : [node.start, node.step, node.end];
    case "BlockNode":
      return node.blocks.map((block) => block.node);
    case "ConstantNode":
    case "SymbolNode":
    case "AssignmentNode":
    case "FunctionAssignmentNode":
    case "ObjectNode":
    default:
      return [];
  }
}

/** In x + y%, which mathjs hands over as x + x * y%, the part y%. */
export function shareOf({ fn, args }: Operation): Node | undefined {
  const [first, second] = args;
  if ((fn !== "add" && fn !== "subtract") || second?.type !== "OperatorNode") return undefined;
  return second.args[0] === first ? second.args[1] : undefined;
}

/** The parser of mathjs: `math.parse`. */
export type Parse = (source: string) => unknown;
