import type { Graph } from '../../../shared/graph/index.ts';
import type { EdgeStatistics, SessionEvent } from '../../engine/index.ts';
import type { EndReason } from './lines.ts';

/** How a run is told: as a table in a terminal or as JSON lines. */
export interface RunReporter {
  /** Called once the project is read and has no errors. `statistics` gives the edges as they stand at any moment. */
  open(graph: Graph, statistics: () => readonly EdgeStatistics[]): void;
  tell(event: SessionEvent): void;
  /** Called last, once everything has stopped. */
  end(reason: EndReason): void;
  /** Gives the terminal back; may be called after `end`, and twice. */
  close(): void;
}
