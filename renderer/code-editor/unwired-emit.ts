/** The topic that an `emit` at a column of a line names, with the columns of the name within its quotes (1-based). */
export interface NamedTopic {
  readonly topic: string;
  readonly startColumn: number;
  readonly endColumn: number;
}

const emitCall = /\bemit\s*(?:<[^>]*>)?\(\s*(['"`])([^'"`\\]*)\1/g;

/** Looks at the call whose topic the column lies in or at; TypeScript marks just that argument. */
export function unwiredEmitAt(line: string, column: number): NamedTopic | undefined {
  for (const match of line.matchAll(emitCall)) {
    const [whole, , topic = ''] = match;
    const endColumn = match.index + whole.length;
    const startColumn = endColumn - topic.length;
    if (column >= startColumn - 1 && column <= endColumn + 1) return { topic, startColumn, endColumn };
  }
  return undefined;
}
