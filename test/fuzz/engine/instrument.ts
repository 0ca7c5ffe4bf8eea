/** Writes counters into TypeScript source without moving a line: blocks, rounds of loops, comparisons of numbers. */
import { parseSync } from 'vite';

/** What instrumented modules import, as one line. */
export type Instrumented = {
  readonly code: string;
  /** Texts and numbers that stand in the source: good pieces for inputs. */
  readonly literals: readonly (string | number)[];
};

/** Numbers for blocks and comparisons, over all modules of one process. */
export type Numbering = { blocks: number; comparisons: number };

type Edit = { readonly at: number; readonly order: number; readonly text: string };
type Node = { readonly type: string; readonly start: number; readonly end: number; readonly [key: string]: unknown };

const operators: Readonly<Record<string, string>> = {
  '===': 'eq',
  '!==': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
};
const loops = new Set(['ForStatement', 'ForOfStatement', 'ForInStatement', 'WhileStatement', 'DoWhileStatement']);

/** Instruments one module; `runtime` is the URL of coverage.ts. Throws when `source` does not parse. */
export function instrument(file: string, source: string, numbering: Numbering, runtime: string): Instrumented {
  const parsed = parseSync(file, source);
  if (parsed.errors.length > 0) throw new Error(`${file}: ${parsed.errors[0]?.message ?? ''}`);
  const writer = new Writer(source, numbering);
  writer.walk(parsed.program, 0);
  const imports = `import { hits as __h, compare as __k, spendStep as __s } from ${JSON.stringify(runtime)};`;
  return { code: imports + writer.finish(), literals: writer.literals };
}

class Writer {
  readonly literals: (string | number)[] = [];
  readonly #source: string;
  readonly #numbering: Numbering;
  readonly #edits: (Edit & { readonly until?: number })[] = [];

  constructor(source: string, numbering: Numbering) {
    this.#source = source;
    this.#numbering = numbering;
  }

  walk(value: unknown, depth: number): void {
    if (Array.isArray(value)) for (const item of value) this.walk(item, depth);
    if (!isNode(value)) return;
    this.#visit(value, depth);
    for (const child of Object.values(value)) if (typeof child === 'object') this.walk(child, depth + 1);
  }

  finish(): string {
    const edits = this.#edits.toSorted((a, b) => a.at - b.at || a.order - b.order);
    let code = '';
    let at = 0;
    for (const edit of edits) {
      code += this.#source.slice(at, edit.at) + edit.text;
      at = edit.until ?? edit.at;
    }
    return code + this.#source.slice(at);
  }

  #visit(node: Node, depth: number): void {
    if (node.type === 'IfStatement') this.#branch(node, depth);
    else if (node.type === 'ConditionalExpression') {
      this.#expression(node['consequent'], depth);
      this.#expression(node['alternate'], depth);
    } else if (node.type === 'LogicalExpression') this.#expression(node['right'], depth);
    else if (node.type === 'SwitchCase') this.#case(node, depth);
    else if (node.type === 'BinaryExpression') this.#comparison(node, depth);
    else if (node.type === 'Literal') this.#literal(node['value']);
    else if (loops.has(node.type)) this.#statement(node['body'], depth, '__s();');
    else this.#body(node['body'], depth);
  }

  /** The body of a function or of a catch clause. */
  #body(body: unknown, depth: number): void {
    if (!isNode(body)) return;
    if (body.type === 'BlockStatement') this.#statement(body, depth, '');
    else if (body.type !== 'ClassBody' && !body.type.startsWith('TS')) this.#expression(body, depth);
  }

  #branch(node: Node, depth: number): void {
    this.#statement(node['consequent'], depth, '');
    if (isNode(node['alternate'])) this.#statement(node['alternate'], depth, '');
    else this.#insert(node.end, -(depth + 0.5), ` else {${this.#count()}}`);
  }

  #statement(node: unknown, depth: number, extra: string): void {
    if (!isNode(node)) return;
    if (node.type === 'BlockStatement') {
      this.#insert(node.start + 1, 0.5, this.#count() + extra);
      return;
    }
    this.#insert(node.start, depth + 1, `{${this.#count()}${extra}`);
    this.#insert(node.end, -(depth + 1), '}');
  }

  #expression(node: unknown, depth: number): void {
    if (!isNode(node)) return;
    this.#insert(node.start, depth + 1, `(__h[${this.#numbering.blocks++}]++,`);
    this.#insert(node.end, -(depth + 1), ')');
  }

  #case(node: Node, depth: number): void {
    const first: unknown = Array.isArray(node['consequent']) ? node['consequent'][0] : undefined;
    if (!isNode(first)) return;
    if (first.type === 'BlockStatement') this.#statement(first, depth, '');
    else this.#insert(first.start, depth, this.#count());
  }

  /** `a === b` becomes `compare.eq(7, a, b)`; comparisons with texts, null and undefined stay. */
  #comparison(node: Node, depth: number): void {
    const { left, right } = node;
    const name = operators[String(node['operator'])];
    if (name === undefined || !isNode(left) || !isNode(right)) return;
    if (!mayBeNumber(left) || !mayBeNumber(right)) return;
    const between = this.#source.slice(left.end, right.start);
    this.#insert(node.start, depth, `__k.${name}(${this.#numbering.comparisons++},`);
    this.#edits.push({ at: left.end, order: 0, text: `,${between.replace(/[^\n]/g, '')}`, until: right.start });
    this.#insert(node.end, -depth, ')');
  }

  #literal(value: unknown): void {
    if (typeof value === 'number' || (typeof value === 'string' && value.length < 64)) this.literals.push(value);
  }

  #insert(at: number, order: number, text: string): void {
    this.#edits.push({ at, order, text });
  }

  #count(): string {
    return `__h[${this.#numbering.blocks++}]++;`;
  }
}

function mayBeNumber(node: Node): boolean {
  if (node.type === 'Literal') return typeof node['value'] === 'number';
  if (node.type === 'Identifier') return node['name'] !== 'undefined';
  return node.type !== 'UnaryExpression' || node['operator'] === '-';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value;
}
