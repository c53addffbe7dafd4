export type JsonObject = Record<string, unknown>;

/**
 * One step from a document's format to the next one. It gets the parsed JSON as it stood in a file of format `from` and
 * returns it in the form of `from + 1`; the format number itself is set by the caller. It may not alter what it gets.
 */
export interface Migration {
  from: number;
  migrate(document: JsonObject): JsonObject;
}

/** Undefined where a step of the way is missing. */
export function migrate(
  document: JsonObject,
  from: number,
  to: number,
  migrations: readonly Migration[],
): JsonObject | undefined {
  let current = document;
  for (let format = from; format < to; format += 1) {
    const step = migrations.find((migration) => migration.from === format);
    if (!step) return undefined;
    current = { ...step.migrate(current), format: format + 1 };
  }
  return current;
}

/** Steps of topicraft.json; none yet, since format 1 is the first. */
export const graphMigrations: readonly Migration[] = [];
/** Steps of topicraft.layout.json. */
export const layoutMigrations: readonly Migration[] = [];
