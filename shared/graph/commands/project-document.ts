import type { Graph, Layout } from '../schema.ts';

/** What commands work on: the graph, its drawing, and the texts of its handlers by path. Never altered in place. */
export interface ProjectDocument {
  readonly graph: Graph;
  readonly layout: Layout;
  readonly handlers: ReadonlyMap<string, string>;
}
