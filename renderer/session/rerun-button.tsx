import { RotateCcw } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { HandledRecordPlace, HandlersOfRecord } from '../../shared/contract/index.ts';
import { isHandlerNode } from '../../shared/graph/index.ts';
import { useApp, useGraph, useOpenProject } from '../state/app-state.ts';
import { IconButton } from '../ui/button.tsx';
import { MenuButton } from '../ui/menu.tsx';

const label = 'Re-run on this event';

/** Runs a consumer's handler again on a record: shown beside the handler. Nothing where nobody reads the topic. */
export function RerunButton({ record: { topic, partition, offset } }: { record: HandledRecordPlace }) {
  const { client, view } = useApp();
  const graph = useGraph();
  const projectId = useOpenProject((project) => project.projectId);
  const [handlers, setHandlers] = useState<HandlersOfRecord>([]);
  useEffect(() => {
    let current = true;
    client.proof.handlersOf({ projectId, record: { topic, partition, offset } }).then(
      (found) => current && setHandlers(found),
      (error: Error) => current && view.tell('warning', error.message),
    );
    return () => {
      current = false;
    };
  }, [client, view, projectId, topic, partition, offset]);
  const run = (id: string): void => {
    const node = graph.nodes.find((each) => each.id === id);
    if (node && isHandlerNode(node)) view.showRerun(node, { topic, partition, offset });
  };
  const [first, ...others] = handlers;
  if (!first) return null;
  if (others.length === 0) {
    return <IconButton icon={RotateCcw} label={label} size="small" onClick={() => run(first.node.id)} />;
  }
  const entries = handlers.map(({ node, attempts }) => ({
    label: attempts.length > 0 ? node.name : `${node.name} (no trace of it)`,
    onSelect: () => run(node.id),
  }));
  return <MenuButton trigger={<IconButton icon={RotateCcw} label={label} size="small" />} groups={[entries]} />;
}
