import type { Graph } from '../schema.ts';
import { checkConsumers } from './consumers.ts';
import { checkCycles, type AlwaysEmits } from './cycles.ts';
import { checkEdges } from './edges.ts';
import { checkElements } from './elements.ts';
import type { GraphFinding } from './finding.ts';
import { checkNames } from './names.ts';
import { checkWires } from './wires.ts';

/**
 * Everything that can be said of a graph without its files, errors first. A graph with errors does not run; warnings and
 * hints stop nothing. What needs the files (handlers, schemas, replays) is checked in main/engine/project.
 *
 * `alwaysEmits` says what is known of the handlers; without it each is taken to emit for every event.
 */
export function validateGraph(graph: Graph, alwaysEmits: AlwaysEmits = () => true): GraphFinding[] {
  const findings = [
    ...checkNames(graph),
    ...checkEdges(graph),
    ...checkElements(graph),
    ...checkConsumers(graph),
    ...checkWires(graph),
    ...checkCycles(graph, alwaysEmits),
  ];
  return findings.toSorted((left, right) => severityOrder[left.severity] - severityOrder[right.severity]);
}

const severityOrder = { error: 0, warning: 1, info: 2 };
