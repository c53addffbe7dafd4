import { X } from 'lucide-react';
import type { NodeStatus } from '../../shared/contract/index.ts';
import type { Node } from '../../shared/graph/index.ts';
import { useCalmSession } from '../canvas/calm-session.ts';
import { useApp, useGraph, useView } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Segmented } from '../ui/field.tsx';
import { KindTile } from '../ui/kind-tile.tsx';
import { countText, latencyText, rateText } from '../ui/number-text.ts';
import styles from './focus-panel.module.css';
import { leaveFocus } from './leave-focus.ts';
import type { Focus, FocusDirection, FocusSteps, Reach } from './reach.ts';
import { useReach } from './use-reach.ts';

const directions: readonly { value: FocusDirection; label: string }[] = [
  { value: 'upstream', label: 'Upstream' },
  { value: 'downstream', label: 'Downstream' },
  { value: 'both', label: 'Both' },
];
const steps: readonly { value: string; label: string; steps: FocusSteps }[] = [
  { value: '1', label: '1', steps: 1 },
  { value: '2', label: '2', steps: 2 },
  { value: 'all', label: 'All', steps: 'all' },
];

/** What feeds the node or service in focus, and what it feeds: how far, and by which way events go. */
export function FocusPanel() {
  const app = useApp();
  const graph = useGraph();
  const focus = useView((state) => state.focus);
  const reach = useReach();
  if (!focus || !reach) return <EmptyState title="Nothing is in focus">Select a node and press F.</EmptyState>;
  const change = (changes: Partial<Focus>): void => app.view.setState({ focus: { ...focus, ...changes } });
  const name = [...graph.nodes, ...graph.services].find(({ id }) => id === focus.element)?.name ?? '';
  const nodes = graph.nodes.filter(({ kind }) => kind !== 'note').length;
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <h3 className={`${styles.title} cut`} title={name}>
          {titleOf(focus.direction, name)}
        </h3>
        <Button icon={X} look="ghost" onClick={() => leaveFocus(app)}>
          Leave
        </Button>
      </header>
      <Segmented
        label="Direction"
        value={focus.direction}
        options={directions}
        onChange={(direction) => change({ direction })}
      />
      <div className={styles.line}>
        <span role="status">
          {reach.way.length} of {nodes} nodes, {reach.sources === 1 ? '1 way in' : `${reach.sources} ways in`}
        </span>
        <span className={styles.steps}>
          <span aria-hidden>Steps</span>
          <Segmented
            label="Steps"
            value={String(focus.steps)}
            options={steps}
            onChange={(value) => change({ steps: steps.find((step) => step.value === value)?.steps ?? 'all' })}
          />
        </span>
      </div>
      <Way reach={reach} />
      <p className={styles.foot}>What is outside is dimmed. Sums stay whole.</p>
    </div>
  );
}

function titleOf(direction: FocusDirection, name: string): string {
  switch (direction) {
    case 'upstream':
      return `What feeds ${name}`;
    case 'downstream':
      return `What ${name} feeds`;
    case 'both':
      return `Around ${name}`;
  }
}

function Way({ reach }: { reach: Reach }) {
  return (
    <section aria-label="The way of an event">
      <h4 className={styles.sectionHead}>The way of an event</h4>
      <ol className={styles.way}>
        {reach.way.map(({ node, distance }) => (
          <WayRow key={node.id} node={node} distance={distance} />
        ))}
      </ol>
    </section>
  );
}

function WayRow({ node, distance }: { node: Node; distance: number }) {
  const { view } = useApp();
  const status = useCalmSession(({ nodes }) => nodes[node.id]);
  return (
    <li>
      <button
        type="button"
        className={styles.row}
        data-here={distance === 0 || undefined}
        onClick={() => view.goTo(node.id)}
      >
        <span className={`${styles.distance} numeric`}>{distance > 0 ? `+${distance}` : distance}</span>
        <KindTile kind={node.kind} />
        <span className={styles.words}>
          <span className="cut">{node.name}</span>
          <small>{doing(node, status)}</small>
        </span>
        {status && <span className="mono">{rateText(status.perSecond)}/s</span>}
      </button>
    </li>
  );
}

function doing(node: Node, status: NodeStatus | undefined): string {
  if (node.kind === 'producer') return 'writes';
  if (node.kind === 'topic')
    return node.partitions === 1 ? 'stores in 1 partition' : `stores in ${node.partitions} partitions`;
  if (status?.kind !== 'consumer') return 'handles';
  const parts = [
    ...(status.lag === undefined || status.lag === 0 ? [] : [`${countText(status.lag)} wait`]),
    ...(status.latencyMs === undefined ? [] : [`works ${latencyText(status.latencyMs)}`]),
  ];
  return parts.length === 0 ? 'handles' : parts.join(', ');
}
