import { ArrowDownToLine, Eraser, Pause, Play } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { RecordFilter, RecordPosition, RecordPreview } from '../../shared/contract/index.ts';
import { actionOf } from '../actions/all-actions.ts';
import { perform } from '../actions/action.ts';
import { useApp, useGraph, useView } from '../state/app-state.ts';
import type { View } from '../state/view-store.ts';
import { lookAt, referenceOfRecord, showLife } from '../tracing/show-life.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Select } from '../ui/field.tsx';
import { countText } from '../ui/number-text.ts';
import { EventTable } from './event-table.tsx';
import { FilterMenu } from './filter-menu.tsx';
import bar from './panel-bar.module.css';
import { PositionSelect } from './position-select.tsx';
import styles from './events-panel.module.css';
import { RecordDetailPane } from './record-detail-pane.tsx';
import { useRecords } from './use-records.ts';

const allTopics = '';
const allPartitions = '';

type EventPlace = NonNullable<View['eventPlace']>;

/** Records of all topics or of one, as they come or from a place on. Browsing joins no group and commits nothing. */
export function EventsPanel() {
  const asked = useView(({ eventPlace }) => eventPlace);
  const [{ place, count }, go] = useState({ place: asked, count: 0 });
  // What one is asked to go to is let go of once it is there; the panel begins anew only for another one.
  if (asked && asked !== place) go({ place: asked, count: count + 1 });
  return <EventsFrom key={count} place={place} />;
}

/** Asked to go to a record, reading begins there, and it is looked at as soon as it has come. */
function EventsFrom({ place }: { place: EventPlace | undefined }) {
  const app = useApp();
  const topics = useGraph().nodes.filter((node) => node.kind === 'topic');
  const topicId = useView(({ eventTopic }) => eventTopic);
  const topic = topics.find(({ id }) => id === topicId);
  const [partition, setPartition] = useState(place?.partition);
  const [from, setFrom] = useState<RecordPosition>(
    place ? { type: 'offset', offset: place.offset } : { type: 'newest', count: 200 },
  );
  const [filter, setFilter] = useState<RecordFilter>({});
  const [following, setFollowing] = useState(!place);
  /** `none`: the person wants to see none. */
  const [chosen, setSelected] = useState<RecordPreview | 'none'>();
  const paused = useRef(false);
  const isPaused = useCallback(() => paused.current, []);
  const { view, showWaiting, clear } = useRecords({ topic: topic?.name, partition, from, filter }, isPaused);
  const found = place && view.shown.items.find((record) => isAt(record, place));
  const selected = chosen === 'none' ? undefined : (chosen ?? found);
  const follow = (next: boolean): void => {
    paused.current = !next;
    setFollowing(next);
    if (next) showWaiting();
  };
  // Who looks at one record doesn't want it to move away.
  const look = (record: RecordPreview): void => {
    setSelected(record);
    follow(false);
  };
  const open = (record: RecordPreview): void => void showLife(app, referenceOfRecord(record));
  useEffect(() => {
    lookAt(app, selected && referenceOfRecord(selected));
    return () => lookAt(app, undefined);
  }, [app, selected]);
  useEffect(() => {
    if (!found) return;
    paused.current = true;
    app.view.setState({ eventPlace: undefined });
  }, [app, found]);
  const waiting = view.waiting.items.length + view.waiting.dropped;
  return (
    <div className={bar.panel}>
      <div className={bar.bar} role="toolbar" aria-label="Events">
        <div className={bar.select}>
          <Select
            label="Topic"
            value={topic?.id ?? allTopics}
            onChange={(id) => {
              setPartition(undefined);
              app.view.setState({ eventTopic: id === allTopics ? undefined : id });
            }}
            options={[
              { value: allTopics, label: 'All topics' },
              ...topics.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </div>
        {topic && topic.partitions > 1 && (
          <div className={styles.partition}>
            <Select
              label="Partition"
              value={partition === undefined ? allPartitions : String(partition)}
              onChange={(chosen) => setPartition(chosen === allPartitions ? undefined : Number(chosen))}
              options={[
                { value: allPartitions, label: 'All partitions' },
                ...Array.from({ length: topic.partitions }, (_, index) => ({
                  value: String(index),
                  label: `Partition ${index}`,
                })),
              ]}
            />
          </div>
        )}
        <PositionSelect value={from} onChange={setFrom} />
        <FilterMenu filter={filter} onChange={setFilter} />
        <Dropped count={view.shown.dropped} />
        {following ? (
          <Button look="ghost" icon={Pause} onClick={() => follow(false)}>
            Pause
          </Button>
        ) : (
          <Button icon={waiting > 0 ? ArrowDownToLine : Play} onClick={() => follow(true)}>
            {waiting > 0 ? `${countText(waiting)} new` : 'Follow'}
          </Button>
        )}
        <IconButton icon={Eraser} label="Clear" onClick={clear} />
      </div>
      {view.problem !== undefined && view.phase === 'reading' && (
        <p className={styles.problem} role="alert">
          {view.problem}
        </p>
      )}
      {view.shown.items.length === 0 ? (
        <NothingYet phase={view.phase} scanned={view.scanned} problem={view.problem} onRun={() => run(app)} />
      ) : (
        <Group orientation="horizontal" className={styles.content}>
          <Panel id="records" minSize={320}>
            <EventTable
              records={view.shown.items}
              following={following}
              selected={selected}
              onSelect={look}
              onOpen={open}
            />
          </Panel>
          {selected && (
            <>
              <Separator className={styles.separator} />
              <Panel id="record" defaultSize={464} minSize={280} groupResizeBehavior="preserve-pixel-size">
                <RecordDetailPane
                  key={`${selected.topic} ${selected.partition} ${selected.offset}`}
                  record={selected}
                  onClose={() => setSelected('none')}
                />
              </Panel>
            </>
          )}
        </Group>
      )}
    </div>
  );
}

function isAt({ topic, partition, offset }: RecordPreview, place: EventPlace): boolean {
  return topic === place.topic && partition === place.partition && offset === place.offset;
}

function run(app: ReturnType<typeof useApp>): void {
  const action = actionOf('run.start');
  if (action) perform(action, app);
}

function Dropped({ count }: { count: number }) {
  return count === 0 ? null : <span className={bar.note}>{countText(count)} older ones are not shown</span>;
}

interface NothingYetProps {
  phase: 'no-cluster' | 'reading' | 'failed';
  scanned: number;
  problem: string | undefined;
  onRun: () => void;
}

function NothingYet({ phase, scanned, problem, onRun }: NothingYetProps) {
  if (phase === 'failed') return <EmptyState title="The events can’t be read.">{problem}</EmptyState>;
  if (phase === 'no-cluster') {
    return (
      <EmptyState title="No events yet." action={<Button onClick={onRun}>Run</Button>}>
        Run the graph and they appear here as they happen.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No events yet.">
      {scanned > 0
        ? `${countText(scanned)} records were looked at, and none passes the filter.`
        : 'They appear here as they happen.'}
    </EmptyState>
  );
}
