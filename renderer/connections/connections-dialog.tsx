import { Lock, Plus, ShieldCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ConnectionTest, SavedConnection } from '../../shared/contract/index.ts';
import { useApp } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { ConnectionForm } from './connection-form.tsx';
import { draftOf, fieldsOf, freshConnection, problemOfFields, type ConnectionFields } from './connection-form-state.ts';
import { ConnectionTestResult } from './connection-test-result.tsx';
import styles from './connections-dialog.module.css';

const fresh = '';

/** Saved connections to clusters: written, tried, removed. Secrets never stand in a project. */
export function ConnectionsDialog() {
  const { client, view, info } = useApp();
  const [saved, setSaved] = useState<readonly SavedConnection[]>([]);
  const [fields, setFields] = useState<ConnectionFields>(freshConnection);
  const [test, setTest] = useState<ConnectionTest | 'running'>();
  useEffect(() => {
    client.connections.list().then(
      (list) => {
        setSaved(list);
        const [first] = list;
        if (first) setFields(fieldsOf(first));
      },
      (error: Error) => view.tell('error', error.message),
    );
  }, [client, view]);
  const problem = problemOfFields(fields);
  const close = (): void => view.showDialog(undefined);
  const change = (changes: Partial<ConnectionFields>): void => {
    setFields({ ...fields, ...changes });
    setTest(undefined);
  };
  const choose = (id: string): void => {
    const connection = saved.find((candidate) => candidate.id === id);
    setFields(connection ? fieldsOf(connection) : freshConnection);
    setTest(undefined);
  };
  const attempt = (action: () => Promise<void>) => (): void => {
    action().catch((error: Error) => {
      setTest(undefined);
      view.tell('error', error.message);
    });
  };
  const tryIt = async (): Promise<void> => {
    setTest('running');
    setTest(await client.connections.test(draftOf(fields)));
  };
  const save = async (): Promise<void> => {
    const connection = await client.connections.save(draftOf(fields));
    view.setState({ target: { type: 'connection', connectionId: connection.id } });
    close();
  };
  const remove = async (): Promise<void> => {
    if (fields.id === undefined) return;
    await client.connections.remove({ id: fields.id });
    if (view.getState().target.type === 'connection') view.setState({ target: { type: 'embedded' } });
    const list = await client.connections.list();
    setSaved(list);
    setFields(list[0] ? fieldsOf(list[0]) : freshConnection);
  };
  return (
    <Dialog
      open
      onClose={close}
      title="Connections"
      width={860}
      actions={
        <>
          {fields.id !== undefined && (
            <Button size="large" look="danger" className={styles.remove} onClick={attempt(remove)}>
              Delete
            </Button>
          )}
          <Button size="large" onClick={close}>
            Cancel
          </Button>
          <Button size="large" look="primary" disabled={problem !== undefined} onClick={attempt(save)}>
            Save and use
          </Button>
        </>
      }
    >
      <div className={styles.columns}>
        <div>
          <div className={styles.choice}>
            <Select
              label="Connection"
              value={fields.id ?? fresh}
              onChange={choose}
              options={[
                ...saved.map(({ id, name }) => ({ value: id, label: name })),
                { value: fresh, label: 'A new connection' },
              ]}
            />
            <Button icon={Plus} onClick={() => choose(fresh)}>
              New
            </Button>
          </div>
          <ConnectionForm fields={fields} onChange={change} />
          {problem !== undefined && <p className={styles.problem}>{problem}</p>}
        </div>
        <div className={styles.result}>
          <div className={styles.resultHead}>
            <b>Test</b>
            <Button disabled={problem !== undefined || test === 'running'} onClick={attempt(tryIt)}>
              {test === 'running' ? 'Trying' : test ? 'Test again' : 'Test'}
            </Button>
          </div>
          {test !== undefined && test !== 'running' && <ConnectionTestResult test={test} />}
          <p className={styles.note}>
            <Icon icon={Lock} size={14} />
            {info.keepsSecrets
              ? 'Secrets are kept in the system’s keychain. A project never has them, so it is safe to commit.'
              : 'There is no keychain here: secrets are kept in memory until Topicraft ends.'}
          </p>
          <p className={styles.note}>
            <Icon icon={ShieldCheck} size={14} />
            Topics are created only after a yes. What exists on the cluster is never altered or deleted.
          </p>
        </div>
      </div>
    </Dialog>
  );
}
