import { RefreshCw, Settings2 } from 'lucide-react';
import { useEffect } from 'react';
import { useApp } from '../state/app-state.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Segmented, Select } from '../ui/field.tsx';
import { countText } from '../ui/number-text.ts';
import bar from '../session/panel-bar.module.css';
import { FindFields } from './find-fields.tsx';
import { FoundTable } from './found-table.tsx';
import { MissedFields } from './missed-fields.tsx';
import { ask, tracesStoreOf, useTraces, type TracesView } from './traces-store.ts';
import styles from './traces-panel.module.css';
import { runName, useTracedSessions } from './use-tracing-overview.ts';
import { gapsOfRun } from './life-words.ts';

const allRuns = '';

/** Events of this run and of earlier ones, by what is asked: a row leads to its life. */
export function TracesPanel() {
  const app = useApp();
  const store = tracesStoreOf(app);
  const mode = useTraces((view) => view.mode);
  const session = useTraces((view) => view.session);
  const phase = useTraces((view) => view.phase);
  const sessions = useTracedSessions();
  useEffect(() => {
    if (store.getState().phase === 'idle') void ask(app);
  }, [app, store]);
  const put = (changes: Partial<TracesView>): void => {
    store.setState(changes);
    void ask(app);
  };
  const gaps = sessions.filter((run) => session === undefined || run.session === session).flatMap(gapsOfRun);
  return (
    <div className={bar.panel}>
      <div className={`${bar.bar} ${styles.bar}`} role="toolbar" aria-label="Traces">
        <Segmented<TracesView['mode']>
          label="What is asked"
          value={mode}
          onChange={(next) => put({ mode: next })}
          options={[
            { value: 'find', label: 'Find' },
            { value: 'missed', label: 'Never reached' },
          ]}
        />
        {mode === 'find' ? <FindFields onAsk={put} /> : <MissedFields onAsk={put} />}
        <div className={bar.select}>
          <Select
            label="Run"
            value={session === undefined ? allRuns : String(session)}
            onChange={(chosen) => put({ session: chosen === allRuns ? undefined : Number(chosen) })}
            options={[
              { value: allRuns, label: 'All runs' },
              ...sessions.map((run) => ({ value: String(run.session), label: runName(run) })),
            ]}
          />
        </div>
        <IconButton icon={RefreshCw} label="Ask again" disabled={phase === 'asking'} onClick={() => void ask(app)} />
        <IconButton icon={Settings2} label="Tracing: what is kept" onClick={() => app.view.showDialog('tracing')} />
      </div>
      {gaps[0] !== undefined && <p className={styles.gap}>{gaps[0]}</p>}
      <Answer />
    </div>
  );
}

function Answer() {
  const app = useApp();
  const mode = useTraces((view) => view.mode);
  const phase = useTraces((view) => view.phase);
  const rows = useTraces((view) => view.rows);
  const cursor = useTraces((view) => view.cursor);
  const problem = useTraces((view) => view.problem);
  const looked = useTraces((view) => view.looked);
  if (phase === 'failed') {
    return (
      <EmptyState title="This can’t be answered." action={<Button onClick={() => void ask(app)}>Ask again</Button>}>
        {problem}
      </EmptyState>
    );
  }
  const further = cursor !== undefined && phase === 'answered' && (
    <Button onClick={() => void ask(app, true)}>{rows.length === 0 ? 'Look further back' : 'Show more'}</Button>
  );
  if (rows.length === 0) {
    if (phase === 'asking') return <EmptyState title="Looking through the traces" />;
    if (phase === 'idle') {
      return (
        <EmptyState title="Which events?">
          Choose the topic that they lie in and where they should have got, and those that never did are listed.
        </EmptyState>
      );
    }
    return (
      <EmptyState
        title={mode === 'missed' ? 'All of them got there.' : 'No event like that.'}
        action={further || undefined}
      >
        {mode === 'missed'
          ? `${countText(looked)} events were looked at.`
          : 'Events are kept while tracing is on, until newer ones take their place.'}
      </EmptyState>
    );
  }
  return (
    <>
      <FoundTable rows={rows} isMissed={mode === 'missed'} />
      <p className={styles.foot}>
        {countText(rows.length)} shown{mode === 'missed' && ` of ${countText(looked)} that were looked at`}
        {further}
      </p>
    </>
  );
}
