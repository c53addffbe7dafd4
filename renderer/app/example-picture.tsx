import styles from './example-picture.module.css';

type Shape = readonly [kind: 'producer' | 'topic' | 'consumer', x: number, y: number];

/** What a card shows: kinds at places of a 200 × 90 picture, joined from left to right. */
const pictures: Record<string, { shapes: readonly Shape[]; wires: readonly string[] }> = {
  'basic-kafka': {
    shapes: [
      ['producer', 38, 45],
      ['topic', 100, 45],
      ['consumer', 160, 26],
      ['consumer', 160, 64],
    ],
    wires: ['M53 45H85', 'M115 45H130V26H145', 'M115 45H130V64H145'],
  },
  ecommerce: {
    shapes: [
      ['producer', 24, 26],
      ['topic', 64, 26],
      ['consumer', 104, 26],
      ['topic', 144, 26],
      ['consumer', 180, 26],
      ['consumer', 104, 64],
      ['topic', 144, 64],
      ['consumer', 180, 64],
    ],
    wires: ['M39 26H165', 'M79 26H84V64H165'],
  },
};

const radii = { producer: 7, topic: 1, consumer: 4 } as const;

/** A small drawing of an example; empty for one that has none. */
export function ExamplePicture({ name }: { name: string }) {
  const picture = pictures[name];
  return (
    <svg className={styles.picture} viewBox="0 0 200 90" aria-hidden>
      {picture?.wires.map((wire) => (
        <path key={wire} d={wire} className={styles.wire} />
      ))}
      {picture?.shapes.map(([kind, x, y]) => (
        <rect
          key={`${x} ${y}`}
          className={`${styles.shape} ${styles[kind]}`}
          x={x - 15}
          y={y - 8}
          width={30}
          height={16}
          rx={radii[kind]}
        />
      ))}
    </svg>
  );
}
