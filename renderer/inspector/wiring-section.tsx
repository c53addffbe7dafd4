import type { Node } from '../../shared/graph/index.ts';
import { useApp, useWiring } from '../state/app-state.ts';
import { FieldRow } from '../ui/field.tsx';
import { KindTile } from '../ui/kind-tile.tsx';
import styles from './form.module.css';
import { Section } from './section.tsx';

type NamedNode = Pick<Node, 'id' | 'name' | 'kind'>;

/** What a node reads and writes, or who reads and writes a topic; each goes there. */
export function WiringSection({ node }: { node: Node }) {
  const wiring = useWiring();
  if (node.kind === 'note') return null;
  if (node.kind === 'topic') {
    return (
      <Section title="Wiring">
        <Chips label="Written by" nodes={wiring.publishers(node.id)} />
        <Chips label="Read by" nodes={wiring.subscribers(node.id)} />
        {wiring.deadLetterSources(node.id).length > 0 && (
          <Chips label="Dead letters of" nodes={wiring.deadLetterSources(node.id)} />
        )}
      </Section>
    );
  }
  return (
    <Section title="Wiring">
      {node.kind === 'consumer' && <Chips label="Reads" nodes={wiring.subscribedTopics(node.id)} />}
      <Chips label="Writes" nodes={wiring.publishedTopics(node.id)} />
    </Section>
  );
}

function Chips({ label, nodes }: { label: string; nodes: readonly NamedNode[] }) {
  const { view } = useApp();
  return (
    <FieldRow label={label}>
      {({ id }) => (
        <div id={id} className={styles.chips}>
          {nodes.length === 0 && <span className={styles.meta}>nothing yet</span>}
          {nodes.map((node) => (
            <button key={node.id} type="button" className={styles.chip} onClick={() => view.goTo(node.id)}>
              <KindTile kind={node.kind} />
              <span className="cut">{node.name}</span>
            </button>
          ))}
        </div>
      )}
    </FieldRow>
  );
}
