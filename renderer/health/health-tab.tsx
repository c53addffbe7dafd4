import { TriangleAlert, CircleAlert, Hourglass, Square } from 'lucide-react';
import type { ConsumerHealth, NodeHealth, ProducerHealth, TopicHealth } from '../../shared/contract/index.ts';
import { useNode, useNodeStatus } from '../state/app-state.ts';
import { stateTitle } from '../state/state-word.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { bytesText, clockText, countText, rateText } from '../ui/number-text.ts';
import { AlertsSection } from './alerts-section.tsx';
import { lagTimeText, lagTimeTitle, proposalText, shareText } from './health-words.ts';
import styles from './health-tab.module.css';
import { HotKeys } from './hot-keys.tsx';
import { PartitionTable } from './partition-table.tsx';
import { TimesSection } from './times-section.tsx';
import { useHealth } from './use-health.ts';
import { useProposals } from './use-proposals.ts';

/** How the selected node does: what is wrong, why, and what next; its figures; its alerts. */
export function HealthTab({ id }: { id: string }) {
  const node = useNode(id);
  const health = useHealth(id);
  const isMeasured = node?.kind === 'producer' || node?.kind === 'consumer' || node?.kind === 'topic';
  if (!node || !isMeasured) return <EmptyState title="Nothing to measure">Select a node that runs.</EmptyState>;
  return (
    <div className={styles.tab} tabIndex={0} role="region" aria-label={`Health of ${node.name}`}>
      {health ? (
        <>
          <FindingCard health={health} />
          <Figures id={id} health={health} />
        </>
      ) : (
        <EmptyState title="No figures yet">Run the graph and they appear here, a second old at most.</EmptyState>
      )}
      {node.kind !== 'topic' && <AlertsSection node={node} />}
    </div>
  );
}

const stateIcons = { warning: TriangleAlert, error: CircleAlert, stalled: Hourglass, stopped: Square } as const;

function FindingCard({ health }: { health: NodeHealth }) {
  const perform = useProposals();
  const { state, finding, reason, sinceMs } = health;
  if (state === 'running' || state === 'idle' || state === 'starting') return null;
  return (
    <section className={styles.finding} data-state={state} aria-label="What is wrong">
      <h3 className={styles.findingHead}>
        <Icon icon={stateIcons[state]} size={14} />
        {stateTitle(health)} since {clockText(sinceMs).slice(0, 8)}
      </h3>
      <div className={styles.findingText}>
        {reason !== undefined && <p>{reason}</p>}
        {finding && (
          <>
            <p>
              <strong>Why</strong> {finding.why}
            </p>
            <p>
              <strong>Next</strong> {finding.next}
            </p>
          </>
        )}
        {finding && finding.proposals.length > 0 && (
          <div className={styles.acts}>
            {finding.proposals.map((proposal, index) => (
              <Button
                key={JSON.stringify(proposal)}
                look={index === 0 ? 'plain' : 'ghost'}
                onClick={() => perform(proposal)}
              >
                {proposalText(proposal)}
              </Button>
            ))}
          </div>
        )}
      </div>
    </section>
  );
}

function Figures({ id, health }: { id: string; health: NodeHealth }) {
  switch (health.kind) {
    case 'producer':
      return <ProducerFigures health={health} />;
    case 'topic':
      return <TopicFigures id={id} health={health} />;
    case 'consumer':
      return <ConsumerFigures health={health} />;
  }
}

function ProducerFigures({ health }: { health: ProducerHealth }) {
  return (
    <>
      <dl className={styles.figures}>
        <Figure label="Sends" value={rateText(health.perSecond)} unit="/s" />
        <Figure label="Bytes" value={bytesText(health.bytesPerSecond)} unit="/s" />
        <Figure label="Failed ticks" value={countText(health.errors)} unit="" />
      </dl>
      <TimesSection title="Time of a tick" times={health.times} things="ticks" />
    </>
  );
}

function TopicFigures({ id, health }: { id: string; health: TopicHealth }) {
  const { bytes, keys } = health;
  const status = useNodeStatus(id);
  const hottest = status?.kind === 'topic' ? Math.max(0, ...status.partitions.map(({ share }) => share)) : 0;
  return (
    <>
      <dl className={styles.figures}>
        <Figure label="Receives" value={rateText(health.perSecond)} unit="/s" />
        <Figure
          label={bytes.known === 'all' ? 'Bytes' : 'Bytes of ours'}
          value={bytesText(bytes.perSecond)}
          unit="/s"
          {...(bytes.known === 'ours-only' && {
            title: 'Others write to it too, and the cluster does not tell how much.',
          })}
        />
        <Figure label="Fullest partition" value={shareText(hottest)} unit="" />
      </dl>
      <HotKeys topic={id} keys={keys} />
    </>
  );
}

function ConsumerFigures({ health }: { health: ConsumerHealth }) {
  const { lag, waits, times, errorShare, totals, busy, partitions, keys } = health;
  const busiest = busy.toSorted((one, other) => other.share - one.share)[0];
  return (
    <>
      <dl className={styles.figures}>
        <Figure label="Lag" value={countText(lag)} unit={lag === 1 ? 'record' : 'records'} />
        <Figure label="Oldest waits" value={lagTimeText(waits)} unit="" title={lagTimeTitle(waits)} />
        <Figure label="Reads" value={bytesText(health.bytesPerSecond)} unit="/s" />
      </dl>
      <TimesSection title="Time to handle" times={times} things="calls" />
      <dl className={styles.figures}>
        <Figure label="Errors" value={shareText(errorShare)} unit={`${countText(totals.failed)} in all`} />
        <Figure
          label="Rebalances"
          value={countText(totals.rebalances)}
          unit={totals.lastRebalanceMs === undefined ? '' : `at ${clockText(totals.lastRebalanceMs).slice(0, 8)}`}
        />
        <Figure
          label="Busiest"
          value={busiest ? shareText(busiest.share) : '0 %'}
          unit={busiest ? `inst. ${busiest.instance + 1}` : ''}
        />
      </dl>
      <dl className={styles.figures}>
        <Figure label="Retries" value={countText(totals.retries)} unit="" />
        <Figure label="Given up" value={countText(totals.givenUp)} unit="" />
        <Figure label="Restarts" value={countText(totals.restarts)} unit="" />
      </dl>
      <PartitionTable partitions={partitions} />
      {keys.map(({ topic, keys: shares }) => (
        <HotKeys key={topic} topic={topic} keys={shares} />
      ))}
    </>
  );
}

interface FigureProps {
  label: string;
  value: string;
  unit: string;
  title?: string;
}

function Figure({ label, value, unit, title }: FigureProps) {
  return (
    <div title={title}>
      <dt>{label}</dt>
      <dd>
        <b>{value}</b> {unit !== '' && <em>{unit}</em>}
      </dd>
    </div>
  );
}
