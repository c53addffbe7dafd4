import { Download, Trash2 } from 'lucide-react';
import type { TracedSession, TracingOverview } from '../../shared/contract/index.ts';
import form from '../app/form.module.css';
import { saveFile } from '../export/save-file.ts';
import { fromBase64 } from '../ui/bytes.ts';
import { useApp, useOpenProject } from '../state/app-state.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FieldRow, Segmented, Select } from '../ui/field.tsx';
import { bytesText, countText, rateText } from '../ui/number-text.ts';
import { gapsOfRun } from './life-words.ts';
import styles from './tracing-dialog.module.css';
import { ask, tracesStoreOf } from './traces-store.ts';
import { runName, useTracingOverview } from './use-tracing-overview.ts';

const mebibyte = 1024 * 1024;
const ringSizes = [64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384].map((mebibytes) => mebibytes * mebibyte);

/** Whether events are followed, how much of them is kept, and which runs there are. */
export function TracingDialog() {
  const { view, client } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const { overview, refresh } = useTracingOverview();
  const after = (change: Promise<unknown>): void => {
    change.then(refresh, (error: Error) => view.tell('error', error.message));
  };
  return (
    <Dialog open onClose={() => view.showDialog(undefined)} title="Tracing" width={680}>
      {overview && (
        <div className={form.rows}>
          {overview.state === 'failed' && (
            <p className={styles.problem} role="alert">
              Nothing is kept: {overview.problem}
            </p>
          )}
          <FieldRow label="Follow events" hint="Takes effect at once, in what runs too.">
            {() => (
              <Segmented
                label="Follow events"
                value={overview.settings.isOn ? 'on' : 'off'}
                onChange={(chosen) => after(client.tracing.change({ projectId, isOn: chosen === 'on' }))}
                options={[
                  { value: 'on', label: 'On' },
                  { value: 'off', label: 'Off' },
                ]}
              />
            )}
          </FieldRow>
          <FieldRow label="Keep at most" hint="The oldest events go first. Records themselves stay in their topics.">
            {(ids) => (
              <Select
                {...ids}
                value={String(overview.settings.ringBytes)}
                onChange={(chosen) => after(client.tracing.change({ projectId, ringBytes: Number(chosen) }))}
                options={sizesWith(overview.settings.ringBytes).map((size) => ({
                  value: String(size),
                  label: size >= 1024 * mebibyte ? `${size / 1024 / mebibyte} GiB` : `${size / mebibyte} MiB`,
                }))}
              />
            )}
          </FieldRow>
          <p className={styles.facts}>{factsOf(overview)}</p>
          <Runs sessions={overview.sessions} onChange={refresh} />
        </div>
      )}
    </Dialog>
  );
}

/** One that was set elsewhere is among them. */
function sizesWith(current: number): number[] {
  return [...new Set([...ringSizes, current])].sort((left, right) => left - right);
}

function factsOf({ bytes, share, hopsPerSecond, keptValueBytes, driver }: TracingOverview): string {
  const facts = [`${bytesText(bytes)} are in use${driver === undefined ? '' : `, by ${driver}`}`];
  facts.push(`of each value the first ${keptValueBytes} bytes are kept to search in`);
  if (hopsPerSecond > 0) {
    const kept = share < 1 ? `, of which ${Math.max(1, Math.round(share * 100))} % are kept` : ', all of them kept';
    facts.push(`${rateText(hopsPerSecond)} hops come a second${kept}`);
  }
  return `${facts.join('; ')}.`;
}

function Runs({ sessions, onChange }: { sessions: readonly TracedSession[]; onChange: () => void }) {
  const app = useApp();
  const { client, view } = app;
  const projectName = useOpenProject(({ document }) => document.graph.name);
  const projectId = useOpenProject((open) => open.projectId);
  const forget = (session?: number): void => {
    client.tracing
      .forget({ projectId, ...(session !== undefined && { session }) })
      .then(onChange, (error: Error) => view.tell('error', error.message));
  };
  const find = (session: number): void => {
    tracesStoreOf(app).setState({ session });
    view.setState({ dialog: undefined, bottomOpen: true, bottomTab: 'traces' });
    void ask(app);
  };
  const save = async (run: TracedSession): Promise<void> => {
    const { content, leftOutTraces } = await client.tracing.saveRun({ projectId, session: run.session });
    const bytes = new Blob([fromBase64(content)]);
    await saveFile(app, { name: `${projectName}, ${runName(run)}`, kind: 'topicraft-run', content: bytes });
    if (leftOutTraces > 0) {
      view.tell('warning', `${countText(leftOutTraces)} of the oldest events had no room in the file.`);
    }
  };
  if (sessions.length === 0) return <p className={styles.facts}>No run is kept yet. The next one is followed.</p>;
  return (
    <section aria-label="Runs">
      <table className={styles.runs}>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Events followed</th>
            <th scope="col">With failures</th>
            <th scope="col">Not kept</th>
            <th scope="col">
              <span className="visually-hidden">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((run) => (
            <tr key={run.session} title={gapsOfRun(run).join(' ')}>
              <th scope="row">{runName(run)}</th>
              <td>{countText(run.traces)}</td>
              <td>{countText(run.failedTraces)}</td>
              <td>{run.skippedTraces > 0 ? countText(run.skippedTraces) : 'none'}</td>
              <td className={styles.acts}>
                <Button look="ghost" onClick={() => find(run.session)}>
                  Find in it
                </Button>
                <IconButton
                  icon={Download}
                  label={`Save the run of ${runName(run)} as a file`}
                  size="small"
                  onClick={() => void save(run).catch((error: Error) => view.tell('error', error.message))}
                />
                <IconButton
                  icon={Trash2}
                  label={`Forget the run of ${runName(run)}`}
                  size="small"
                  disabled={run.isLive}
                  onClick={() => forget(run.session)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {sessions.some(({ isLive }) => !isLive) && (
        <Button look="danger" onClick={() => forget()}>
          Forget all that have ended
        </Button>
      )}
    </section>
  );
}
