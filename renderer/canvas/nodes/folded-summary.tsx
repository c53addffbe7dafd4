import { CircleAlert, Hourglass, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import type { NodeStatus } from '../../../shared/contract/index.ts';
import type { Node } from '../../../shared/graph/index.ts';
import { useOpenProject } from '../../state/app-state.ts';
import { Icon } from '../../ui/icon.tsx';
import { KindTile } from '../../ui/kind-tile.tsx';
import { stateWord } from '../../state/state-word.ts';
import { countText, rateText } from '../../ui/number-text.ts';
import { useCalmSession } from '../calm-session.ts';
import { useCanvasView } from '../canvas-store.ts';
import { useDistance } from '../distance.ts';
import { nodeHeat } from './heat.ts';
import { summaryOf } from './service-summary.ts';
import styles from './service.module.css';

/** Tiles, as many as there is room for. */
const mostTiles = 5;

/** What a folded service says: sums and its worst state, or a cell for each node where that can't be read. */
export function FoldedSummary({ memberIds }: { memberIds: readonly string[] }) {
  const statuses = useCalmSession(useShallow(({ nodes }) => memberIds.map((id) => nodes[id])));
  const members = useOpenProject(
    useShallow(({ document }) => document.graph.nodes.filter((node) => memberIds.includes(node.id))),
  );
  const isNear = useDistance() === 'near';
  const summary = summaryOf(statuses.filter((status): status is NodeStatus => status !== undefined));
  const worst = summary?.worst;
  const worstName = members.find((_member, index) => statuses[index] === worst)?.name;
  return (
    <>
      {worst && <WorstTag status={worst} name={worstName ?? ''} />}
      <div className={styles.summary}>
        {isNear ? (
          <>
            <span className={styles.tiles}>
              {members.slice(0, mostTiles).map((member) => (
                <KindTile key={member.id} kind={member.kind} />
              ))}
              {members.length > mostTiles && <span className={styles.more}>+{members.length - mostTiles}</span>}
            </span>
            {summary && (
              <span className={`${styles.sums} mono cut`}>
                {rateText(summary.perSecond)}/s, lag {countText(summary.lag)}
              </span>
            )}
          </>
        ) : (
          <Cells members={members} statuses={statuses} />
        )}
      </div>
    </>
  );
}

/** Kind by shape, and by heat what the person chose. */
function Cells({ members, statuses }: { members: readonly Node[]; statuses: readonly (NodeStatus | undefined)[] }) {
  const measure = useCanvasView(({ heatBy }) => heatBy);
  return (
    <span className={styles.cells}>
      {members.map((member, index) => (
        <i key={member.id} data-kind={member.kind} data-heat={nodeHeat(measure, statuses[index])} title={member.name} />
      ))}
    </span>
  );
}

const icons: Partial<Record<NodeStatus['state'], LucideIcon>> = {
  error: CircleAlert,
  stalled: Hourglass,
  warning: TriangleAlert,
};

function WorstTag({ status, name }: { status: NodeStatus; name: string }) {
  const icon = icons[status.state];
  if (!icon) return null;
  const tellsLag = status.state === 'stalled' || status.trouble === 'falling-behind';
  const lag = status.kind === 'consumer' && tellsLag ? status.lag : undefined;
  const words = lag === undefined ? stateWord(status) : `lag ${countText(lag)}`;
  const reason = status.reason === undefined ? '' : `: ${status.reason}`;
  return (
    <span className={styles.worst} data-state={status.state} title={`${name}${reason}`}>
      <Icon icon={icon} size={10} />
      {words}
    </span>
  );
}
