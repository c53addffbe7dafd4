import type { LifeStep } from './life-steps.ts';

/** A hop of two lives: what stands at the same place of the tree, by names. */
export interface ComparedStep {
  readonly key: string;
  readonly kind: LifeStep['kind'];
  readonly name: string;
  readonly depth: number;
  /** Undefined where that life has no such hop. */
  readonly one: LifeStep | undefined;
  readonly other: LifeStep | undefined;
}

/** Two lives hop by hop, in the order of the first one; what only the other has stands where it came from. */
export function compareLives(one: readonly LifeStep[], other: readonly LifeStep[]): ComparedStep[] {
  const [left, right] = [byPath(one), byPath(other)];
  const rows: ComparedStep[] = [];
  const add = (path: string, step: LifeStep): void => {
    const { kind, name, depth } = step;
    rows.push({ key: path, kind, name, depth, one: left.get(path), other: right.get(path) });
  };
  for (const [path, step] of left) add(path, step);
  for (const [path, step] of right) {
    if (left.has(path)) continue;
    const parent = parentOf(path);
    const children = rows.findLastIndex(({ key }) => key === parent || key.startsWith(`${parent}\n`));
    const { kind, name, depth } = step;
    rows.splice(children + 1, 0, { key: path, kind, name, depth, one: undefined, other: step });
  }
  return rows;
}

/** By the names from the root on; several of one name under one hop are told apart by their order. */
function byPath(steps: readonly LifeStep[]): Map<string, LifeStep> {
  const paths = new Map<string, string>();
  const found = new Map<string, LifeStep>();
  for (const step of steps) {
    const above = step.parent === undefined ? undefined : paths.get(step.parent);
    const plain = `${above === undefined ? '' : `${above}\n`}${step.kind} ${step.name}`;
    let path = plain;
    for (let count = 2; found.has(path); count += 1) path = `${plain} ${count}`;
    paths.set(step.key, path);
    found.set(path, step);
  }
  return found;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('\n')));
}
