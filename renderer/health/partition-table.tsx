import type { PartitionHealth } from '../../shared/contract/index.ts';
import { useGraph } from '../state/app-state.ts';
import { countText } from '../ui/number-text.ts';
import { lagTimeText, lagTimeTitle, shareText } from './health-words.ts';
import styles from './health-tab.module.css';

/** Of more the ones with the longest lag are shown. */
const mostRows = 64;
const verdictWords = { ok: '', 'falling-behind': 'falls behind', standing: 'stands still' } as const;

/** A table for each topic that a consumer reads. */
export function PartitionTable({ partitions }: { partitions: readonly PartitionHealth[] }) {
  const { nodes } = useGraph();
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  return topics.map((id) => {
    const topic = nodes.find((node) => node.id === id);
    const name = topic?.kind === 'topic' ? topic.name : id;
    const all = partitions.filter((each) => each.topic === id);
    const shown = [...all]
      .toSorted((one, other) => other.lag - one.lag)
      .slice(0, mostRows)
      .toSorted((one, other) => one.partition - other.partition);
    return (
      <section key={id} aria-label={`Partitions of ${name}`}>
        <h3 className={styles.sectionHead}>
          Partitions of {name}
          <span>{shown.length < all.length ? `${mostRows} with the longest lag` : 'to last commit'}</span>
        </h3>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Partition</th>
              <th scope="col">Share</th>
              <th scope="col">Lag</th>
              <th scope="col">Waits</th>
              <th scope="col">Instance</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ partition, share, lag, waits, instance, verdict }) => (
              <tr key={partition} data-verdict={verdict} title={verdictWords[verdict]}>
                <th scope="row">
                  p{partition}
                  {verdict !== 'ok' && <span className="visually-hidden">, {verdictWords[verdict]}</span>}
                </th>
                <td>{shareText(share)}</td>
                <td>{countText(lag)}</td>
                <td title={lagTimeTitle(waits)}>{lagTimeText(waits)}</td>
                <td>{instance === undefined ? 'none' : instance + 1}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    );
  });
}
