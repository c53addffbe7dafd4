import type { NodeProps } from '@xyflow/react';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useRef } from 'react';
import { useApp } from '../../state/app-state.ts';
import { tellOutcome } from '../../actions/edit-actions.ts';
import { Icon } from '../../ui/icon.tsx';
import { useKeepFocus } from '../use-keep-focus.ts';
import { useCanvasView } from '../canvas-store.ts';
import type { ServiceFlowNode } from '../model/flow-elements.ts';
import { Anchors } from './anchors.tsx';
import { FoldedSummary } from './folded-summary.tsx';
import styles from './service.module.css';

/** A frame around the nodes of a service; folded, a box that says their sums. */
export const ServiceNode = memo(function ServiceNode({ id, data, selected }: NodeProps<ServiceFlowNode>) {
  const { service, memberIds, folded } = data;
  const app = useApp();
  const head = useRef<HTMLDivElement>(null);
  useKeepFocus(head);
  const takesDrop = useCanvasView(({ drop }) => drop?.service === id);
  const hasHit = useCanvasView(({ search }) => folded && search?.hits.some((hit) => memberIds.includes(hit)) === true);
  const isOutside = useCanvasView(({ reach }) => reach !== undefined && !reach.elements.has(id));
  const isOffWay = useCanvasView(
    ({ followed }) => followed !== undefined && !(folded && memberIds.some((member) => followed.nodes.has(member))),
  );
  const toggle = (): void => {
    const label = folded ? `unfold ${service.name}` : `fold ${service.name}`;
    tellOutcome(app, app.project.execute({ type: 'collapse-service', service: id, collapsed: !folded }, { label }));
  };
  return (
    <div
      className={folded ? `${styles.frame} ${styles.folded}` : styles.frame}
      data-selected={selected || undefined}
      data-takes-drop={takesDrop || undefined}
      data-hit={hasHit || undefined}
      data-outside={isOutside || undefined}
      data-off-way={isOffWay || undefined}
      data-frame-handle={folded || undefined}
      data-service={id}
    >
      <div
        ref={head}
        role="group"
        aria-roledescription="service"
        aria-label={serviceLabel(service.name, memberIds.length, folded, selected)}
        tabIndex={0}
        className={styles.head}
        data-frame-handle
      >
        <button
          type="button"
          className={`${styles.fold} nodrag`}
          aria-label={folded ? `Unfold ${service.name}` : `Fold ${service.name}`}
          aria-expanded={!folded}
          onClick={(event) => {
            event.stopPropagation();
            toggle();
          }}
        >
          <Icon icon={folded ? ChevronRight : ChevronDown} size={12} />
        </button>
        <span className={`${styles.name} cut`} title={service.name}>
          {service.name}
        </span>
        <span className={styles.count}>{memberIds.length}</span>
      </div>
      {memberIds.length === 0 && <p className={styles.empty}>Drag producers and consumers in here.</p>}
      {folded && <FoldedSummary memberIds={memberIds} />}
      {folded && <Anchors inward outward />}
    </div>
  );
});

function serviceLabel(name: string, count: number, folded: boolean, selected: boolean): string {
  const holds = count === 1 ? '1 node' : `${count} nodes`;
  return `service ${name}, ${holds}${folded ? ', folded' : ''}${selected ? ', selected' : ''}`;
}
