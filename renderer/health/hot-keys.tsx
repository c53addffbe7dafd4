import type { KeyShares } from '../../shared/contract/index.ts';
import { useNode } from '../state/app-state.ts';
import { countText, rateText } from '../ui/number-text.ts';
import { noKeysText, shareText } from './health-words.ts';
import styles from './health-tab.module.css';

const shownKeys = 5;
/** A key with more than this is what a person should look at. */
const hotShare = 0.3;

/** Which keys the records of a topic have most. */
export function HotKeys({ topic, keys }: { topic: string; keys: KeyShares }) {
  const node = useNode(topic);
  const name = node?.kind === 'topic' ? node.name : topic;
  return (
    <section aria-label={`Keys of ${name}`}>
      <h3 className={styles.sectionHead}>
        Keys of {name}
        <span>{keys.known === 'no' ? '' : seenText(keys)}</span>
      </h3>
      {keys.known === 'no' ? (
        <p className={styles.note}>{noKeysText(keys)}</p>
      ) : (
        <ol className={styles.keys}>
          {keys.top.slice(0, shownKeys).map(({ key, partition, share, perSecond }) => (
            <li key={`${partition} ${key}`} data-hot={share >= hotShare || undefined}>
              <span className="mono cut" title={key}>
                {key === '' ? '(empty)' : key}
              </span>
              <span className="mono">p{partition}</span>
              <i style={{ width: `${Math.max(1, share * 100)}%` }} />
              <span className="mono">{shareText(share)}</span>
              <span className="mono">{rateText(perSecond)}/s</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function seenText({ seen, known }: Exclude<KeyShares, { known: 'no' }>): string {
  const keys = seen >= 64 ? 'of over 64 seen' : `of ${countText(seen)} seen`;
  return known === 'read' ? `${keys}, as read` : keys;
}
