import { useApp } from '../state/app-state.ts';
import styles from './logs-panel.module.css';

/** A stack whose places in the project's files can be gone to. */
export function StackText({ stack }: { stack: string }) {
  const { view } = useApp();
  const [, ...frames] = stack.split('\n');
  if (frames.length === 0) return null;
  return (
    <details className={styles.stack}>
      <summary>Stack</summary>
      {frames.map((frame) => {
        const place = /((?:handlers|schemas)\/[^\s():]+):(\d+):(\d+)/.exec(frame);
        const [, file, line, column] = place ?? [];
        if (file === undefined) return <div key={frame}>{frame.trim()}</div>;
        return (
          <div key={frame}>
            {frame.slice(0, frame.indexOf(file)).trim()}
            <button
              type="button"
              className={styles.place}
              onClick={() => view.openFile(file, { line: Number(line), column: Number(column) })}
            >
              {file}:{line}:{column}
            </button>
          </div>
        );
      })}
    </details>
  );
}
