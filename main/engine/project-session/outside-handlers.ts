import { type Graph, isHandlerNode } from '../../../shared/graph/index.ts';
import type { OutsideChange } from '../workspace/project-changes.ts';
import type { Deployments, HandlerFiles } from './deployments.ts';

/**
 * What another program wrote to the project's files while it runs: none of that code runs until somebody deploys it. A node that
 * runs goes on with its text, as after any edit; one that has no code yet would get its first from there, so it is held back. Pure.
 */
export class OutsideHandlers {
  private readonly deployments: Deployments;
  /** Nodes of a start that is under way: their code is settled, though nothing of it is deployed yet. */
  private starting: ReadonlySet<string>;
  private readonly files = new Set<string>();
  private readonly heldNodes = new Set<string>();

  constructor(deployments: Deployments, starting: Iterable<string>) {
    this.deployments = deployments;
    this.starting = new Set(starting);
  }

  /** Ids of nodes that are not to run for now. */
  get held(): ReadonlySet<string> {
    return this.heldNodes;
  }

  began(): void {
    this.starting = new Set();
  }

  changed({ graph: isGraph, handlers }: OutsideChange, graph: Graph): void {
    for (const file of handlers) this.files.add(file);
    if (!isGraph && handlers.size === 0) return;
    for (const { id } of graph.nodes.filter(isHandlerNode)) {
      if (!this.starting.has(id) && !this.deployments.deployedCode(id)) this.heldNodes.add(id);
    }
  }

  /** Somebody deploys these nodes. */
  release(ids: Iterable<string>): void {
    for (const id of ids) this.heldNodes.delete(id);
  }

  /** Files whose text waits, sorted: those that what runs is made of, and those of nodes that are held back. */
  waiting(graph: Graph, latest: HandlerFiles): string[] {
    const held = graph.nodes.filter(isHandlerNode).filter(({ id }) => this.heldNodes.has(id));
    const changed = [...this.files].filter((file) => this.deployments.isOutdated(file, graph, latest));
    return [...new Set([...changed, ...held.map(({ handler }) => handler)])].toSorted();
  }
}
