import panel from './panel.module.css';

interface LeftOutProps {
  /** Each in a sentence. */
  things: readonly string[];
  one: string;
  many: (count: number) => string;
  /** All of it at once. */
  isOpen?: boolean;
}

/** What of the project doesn't come along, on one line until it is opened. */
export function LeftOut({ things, one, many, isOpen = false }: LeftOutProps) {
  if (things.length === 0) return null;
  return (
    <details className={panel.warnings} open={isOpen}>
      <summary>{things.length === 1 ? one : many(things.length)}</summary>
      <ul>
        {things.map((thing, index) => (
          // Two may be said in the same words.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>{thing}</li>
        ))}
      </ul>
    </details>
  );
}
