import { nodeSchema, type Node } from '../../shared/graph/index.ts';
import { useApp, useOpenProject } from '../state/app-state.ts';

type Outcome = string | undefined;

/** Edits of one node's settings. Each gives undefined, or why the value can't stand. */
export interface NodeEdit<Edited extends Node> {
  /** Takes fields that the schema allows; letters typed into one field in a row are one step of undo. */
  readonly change: (fields: Partial<Edited>, field: string) => Outcome;
  /** What validation says of a field, errors before warnings. */
  readonly problemOf: (field: string) => string | undefined;
}

export function useNodeEdit<Edited extends Node>(node: Edited): NodeEdit<Edited> {
  const { project } = useApp();
  const diagnostics = useOpenProject((open) => open.diagnostics);
  return {
    change: (fields, field) => {
      const parsed = nodeSchema.safeParse(withoutUndefined({ ...node, ...fields }));
      if (!parsed.success) return parsed.error.issues[0]?.message ?? 'This value is not possible.';
      const outcome = project.execute(
        { type: 'update-node', node: parsed.data },
        { label: `change of ${node.name}`, mergeKey: `${node.id}.${field}` },
      );
      return outcome.ok ? undefined : outcome.problem.message;
    },
    problemOf: (field) => {
      const found = diagnostics.filter(({ place }) => place.element === node.id && place.field === field);
      const worst = found.find(({ severity }) => severity === 'error') ?? found[0];
      return worst && `${worst.message} ${worst.remedy}`;
    },
  };
}

/** Fields set to undefined are taken away: the schema knows absent ones only. */
function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
