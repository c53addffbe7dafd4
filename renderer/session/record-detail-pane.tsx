import { Tabs } from '@base-ui/react/tabs';
import { Copy, Send, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { RecordDetail, RecordPreview } from '../../shared/contract/index.ts';
import { useApp, useOpenProject } from '../state/app-state.ts';
import { referenceOfRecord } from '../tracing/show-life.ts';
import { ShowLifeButton } from '../tracing/show-life-button.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { asText, fromBase64, hexDump } from '../ui/bytes.ts';
import { jsonValue } from '../ui/json-value.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { bytesText, clockText } from '../ui/number-text.ts';
import tabs from '../ui/tabs.module.css';
import { JsonTree } from './json-tree.tsx';
import styles from './record-detail-pane.module.css';
import { RerunButton } from './rerun-button.tsx';
import { ResendDialog } from './resend-dialog.tsx';

const firstBytes = 262_144;
const moreBytes = 8 * 1024 * 1024;

/** One record whole: value as tree, text and hex, headers; to copy, and to send again edited. */
export function RecordDetailPane({ record, onClose }: { record: RecordPreview; onClose: () => void }) {
  const { client, view } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const [maxValueBytes, setMaxValueBytes] = useState(firstBytes);
  const [detail, setDetail] = useState<RecordDetail>();
  const [problem, setProblem] = useState<string>();
  const [resending, setResending] = useState(false);
  const { topic, partition, offset } = record;
  useEffect(() => {
    let current = true;
    client.records.detail({ projectId, topic, partition, offset, maxValueBytes }).then(
      (read) => current && setDetail(read),
      (error: Error) => current && setProblem(error.message),
    );
    return () => {
      current = false;
    };
  }, [client, projectId, topic, partition, offset, maxValueBytes]);
  if (problem !== undefined) return <EmptyState title="This record can’t be read.">{problem}</EmptyState>;
  if (!detail) return <div className={styles.pane} />;
  const bytes = detail.value === null ? undefined : fromBase64(detail.value);
  const text = bytes && (asText(bytes) ?? (detail.truncated ? asText(bytes.subarray(0, -4)) : undefined));
  const json = text === undefined || detail.truncated ? undefined : jsonValue(text);
  const copy = (): void => {
    navigator.clipboard.writeText(text ?? detail.value ?? '').then(
      () => view.tell('success', 'The value is on the clipboard.'),
      () => view.tell('warning', 'The clipboard can’t be reached from here.'),
    );
  };
  return (
    <section className={styles.pane} aria-label={`Record ${topic} ${partition}:${offset}`}>
      <header className={styles.head}>
        <b className="mono cut">
          {topic} {partition}:{offset}
        </b>
        <span className={styles.meta}>{clockText(detail.timestampMs)}</span>
        <ShowLifeButton of={referenceOfRecord(record)} />
        <RerunButton record={record} />
        <IconButton icon={Copy} label="Copy the value" size="small" onClick={copy} />
        <IconButton icon={Send} label="Send again, edited" size="small" onClick={() => setResending(true)} />
        <IconButton icon={X} label="Close" size="small" onClick={onClose} />
      </header>
      <Tabs.Root defaultValue={json ? 'tree' : text === undefined ? 'hex' : 'raw'} className={styles.tabs}>
        <Tabs.List className={tabs.list}>
          {json && (
            <Tabs.Tab value="tree" className={tabs.tab}>
              JSON
            </Tabs.Tab>
          )}
          {text !== undefined && (
            <Tabs.Tab value="raw" className={tabs.tab}>
              Raw
            </Tabs.Tab>
          )}
          <Tabs.Tab value="hex" className={tabs.tab}>
            Hex
          </Tabs.Tab>
          <Tabs.Tab value="headers" className={tabs.tab}>
            Headers {detail.headers.length > 0 && <span className={styles.meta}>{detail.headers.length}</span>}
          </Tabs.Tab>
        </Tabs.List>
        {json && (
          <Tabs.Panel value="tree" className={styles.content}>
            <JsonTree value={json.value} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="raw" className={styles.content}>
          <pre className={styles.text}>{text}</pre>
        </Tabs.Panel>
        <Tabs.Panel value="hex" className={styles.content}>
          <pre className={styles.hex}>{bytes ? hexDump(bytes) : 'A tombstone: there is no value.'}</pre>
        </Tabs.Panel>
        <Tabs.Panel value="headers" className={styles.content}>
          <dl className={styles.headers}>
            <dt>key</dt>
            <dd>{detail.key === null ? 'no key' : shortText(detail.key)}</dd>
            {detail.headers.map(({ name, value }, index) => (
              // Names may repeat, and their order is part of the record.
              // oxlint-disable-next-line react/no-array-index-key
              <div key={index} className={styles.header}>
                <dt>{name}</dt>
                <dd>{value === null ? 'null' : shortText(value)}</dd>
              </div>
            ))}
          </dl>
        </Tabs.Panel>
      </Tabs.Root>
      {detail.truncated && (
        <footer className={styles.foot}>
          The first {bytesText(bytes?.length ?? 0)} of {bytesText(detail.valueBytes)}.
          {maxValueBytes < moreBytes && <Button onClick={() => setMaxValueBytes(moreBytes)}>Show up to 8 MB</Button>}
        </footer>
      )}
      {resending && <ResendDialog detail={detail} onClose={() => setResending(false)} />}
    </section>
  );
}

function shortText(base64: string): string {
  const bytes = fromBase64(base64);
  return asText(bytes) ?? hexDump(bytes, 256);
}
