import type { NodeProps } from '@xyflow/react';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { NodeStatus } from '../../../shared/contract/index.ts';
import { useApp, useOpenProject } from '../../state/app-state.ts';
import { tellOutcome } from '../../actions/edit-actions.ts';
import { countText, rateText } from '../../ui/number-text.ts';
import { Icon } from '../../ui/icon.tsx';
import { KindTile } from '../../ui/kind-tile.tsx';
import { useCalmSession } from '../calm-session.ts';
import { useKeepFocus } from '../use-keep-focus.ts';
import { useCanvasView } from '../canvas-store.ts';
import type { ServiceFlowNode } from '../model/flow-elements.ts';
import { summaryOf } from './service-summary.ts';
import { useDistance } from '../distance.ts';
import { StateIcon } from './tags.tsx';
import styles from './service.module.css';

/** A frame around the nodes of a service; folded, a box that says their sums. */
export const ServiceNode = memo(function ServiceNode({ id, data, selected }: NodeProps<ServiceFlowNode>) {
  const { service, memberIds, folded } = data;
  const app = useApp();
  const head = useRef<HTMLDivElement>(null);
  useKeepFocus(head);
  const takesDrop = useCanvasView(({ drop }) => drop?.service === id);
  const toggle = (): void => {
    const label = folded ? `unfold ${service.name}` : `fold ${service.name}`;
    tellOutcome(app, app.project.execute({ type: 'collapse-service', service: id, collapsed: !folded }, { label }));
  };
  return (
    <div
      className={folded ? `${styles.frame} ${styles.folded}` : styles.frame}
      data-selected={selected || undefined}
      data-takes-drop={takesDrop || undefined}
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
      {folded && <Summary memberIds={memberIds} />}
    </div>
  );
});

function Summary({ memberIds }: { memberIds: readonly string[] }) {
  const statuses = useCalmSession(useShallow(({ nodes }) => memberIds.map((id) => nodes[id])));
  const kinds = useOpenProject(
    useShallow(({ document }) =>
      memberIds.flatMap((id) => document.graph.nodes.find((node) => node.id === id)?.kind ?? []),
    ),
  );
  const isNear = useDistance() === 'near';
  const summary = summaryOf(statuses.filter((status): status is NodeStatus => status !== undefined));
  const shown = kinds.slice(0, 5);
  return (
    <div className={styles.summary}>
      <span className={styles.tiles}>
        {shown.map((kind, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <KindTile key={index} kind={kind} />
        ))}
      </span>
      {isNear && summary && (
        <span className={`${styles.sums} mono cut`}>
          {rateText(summary.perSecond)}/s, lag {countText(summary.lag)}
        </span>
      )}
      <StateIcon status={summary?.worst} />
    </div>
  );
}

function serviceLabel(name: string, count: number, folded: boolean, selected: boolean): string {
  const holds = count === 1 ? '1 node' : `${count} nodes`;
  return `service ${name}, ${holds}${folded ? ', folded' : ''}${selected ? ', selected' : ''}`;
}
