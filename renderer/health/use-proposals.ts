import type { Proposal } from '../../shared/contract/index.ts';
import type { Node } from '../../shared/graph/index.ts';
import { type AppState, useApp, useOpenProject } from '../state/app-state.ts';
import { withTrust } from '../state/trust-store.ts';

/** Does what a proposal says. Edits of the graph are steps of undo like any other. */
export function useProposals(): (proposal: Proposal) => void {
  const app = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  return (proposal) => {
    perform(app, projectId, proposal).catch((error: Error) => app.view.tell('error', error.message));
  };
}

async function perform(app: AppState, projectId: string, proposal: Proposal): Promise<void> {
  const { view, client, trust } = app;
  switch (proposal.action) {
    case 'set-instances': {
      const { instances } = proposal;
      return update(app, proposal.node, (node) => (node.kind === 'consumer' ? { ...node, instances } : undefined));
    }
    case 'set-concurrency': {
      const { concurrency } = proposal;
      return update(app, proposal.node, (node) => (node.kind === 'consumer' ? { ...node, concurrency } : undefined));
    }
    case 'set-partitions': {
      const { partitions } = proposal;
      return update(app, proposal.topic, (node) => (node.kind === 'topic' ? { ...node, partitions } : undefined));
    }
    case 'open-code': {
      const node = nodeOf(app, proposal.node);
      if (node?.kind !== 'producer' && node?.kind !== 'consumer') return;
      view.goTo(node.id);
      return view.openFile(node.handler);
    }
    case 'see-events':
      return view.setState({ bottomOpen: true, bottomTab: 'events', eventTopic: proposal.topic });
    case 'see-logs':
      return view.showLogs({ node: proposal.node });
    case 'start-node': {
      const { node } = proposal;
      await withTrust(trust, () => client.session.setNodeRunning({ projectId, node, running: true }));
      return;
    }
    case 'restart-partition': {
      const { node, topic, partition } = proposal;
      await withTrust(trust, () => client.session.restartPartition({ projectId, consumer: node, topic, partition }));
    }
  }
}

function update({ project, view }: AppState, id: string, change: (node: Node) => Node | undefined): void {
  const node = project.getState().project?.document.graph.nodes.find((each) => each.id === id);
  const changed = node && change(node);
  if (!node || !changed) return;
  const name = node.kind === 'note' ? 'a note' : node.name;
  const outcome = project.execute({ type: 'update-node', node: changed }, { label: `change of ${name}` });
  if (!outcome.ok) view.tell('error', outcome.problem.message);
}

function nodeOf({ project }: AppState, id: string): Node | undefined {
  return project.getState().project?.document.graph.nodes.find((node) => node.id === id);
}
