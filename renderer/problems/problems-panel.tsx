import { CircleAlert, FileCode, Info, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { AppState } from '../state/app-state.ts';
import { useApp, useGraph } from '../state/app-state.ts';
import { documentOf, drawnBoxes, edit } from '../canvas/edits.ts';
import { showLifeOfFailure } from '../tracing/show-life.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { KindTile } from '../ui/kind-tile.tsx';
import { mendingsOf, type Mending } from './mendings.ts';
import { keyOfProblem, type Problem } from './problem.ts';
import styles from './problems-panel.module.css';
import { useProblems } from './use-problems.ts';

const icons: Record<Problem['severity'], LucideIcon> = {
  error: CircleAlert,
  warning: TriangleAlert,
  info: Info,
};
const severityWords: Record<Problem['severity'], [one: string, several: string]> = {
  error: ['error', 'errors'],
  warning: ['warning', 'warnings'],
  info: ['hint', 'hints'],
};

/** All that is wrong, the worst first: a row leads to its place, and offers what mends it. */
export function ProblemsPanel() {
  const problems = useProblems();
  if (problems.length === 0) {
    return (
      <EmptyState title="No problems">
        What is wrong with the graph, its code or its run appears here, with a way to mend it.
      </EmptyState>
    );
  }
  return (
    <div className={styles.panel}>
      <p className={styles.sums}>
        <Sums problems={problems} />
        <span className={styles.order}>worst first</span>
      </p>
      <ul className={styles.list} aria-label="Problems">
        {problems.map((problem) => (
          <Row key={keyOfProblem(problem)} problem={problem} />
        ))}
      </ul>
    </div>
  );
}

function Sums({ problems }: { problems: readonly Problem[] }) {
  return (['error', 'warning', 'info'] as const).map((severity) => {
    const count = problems.filter((problem) => problem.severity === severity).length;
    if (count === 0) return null;
    const [one, several] = severityWords[severity];
    return (
      <span key={severity} className={styles.sum}>
        <SeverityIcon severity={severity} /> {count} {count === 1 ? one : several}
      </span>
    );
  });
}

function SeverityIcon({ severity }: Pick<Problem, 'severity'>) {
  return (
    <span className={styles[severity]}>
      <Icon icon={icons[severity]} size={14} />
    </span>
  );
}

function Row({ problem }: { problem: Problem }) {
  const app = useApp();
  return (
    <li className={styles.row}>
      <button type="button" className={styles.text} onClick={() => goTo(app, problem)}>
        <SeverityIcon severity={problem.severity} />
        <span className="visually-hidden">{severityWords[problem.severity][0]}</span>
        <span className={styles.words}>
          <b>{problem.message}</b>
          <span className={styles.remedy}>{problem.remedy}</span>
        </span>
        <PlaceChip problem={problem} />
      </button>
      <span className={styles.acts}>
        <Acts problem={problem} />
      </span>
    </li>
  );
}

/** The node or the file that a problem is of. */
function PlaceChip({ problem: { place } }: { problem: Problem }) {
  const { nodes, services, edges } = useGraph();
  const edge = edges.find(({ id }) => id === place.element);
  const node = nodes.find(({ id }) => id === (edge?.source ?? place.element));
  const service = services.find(({ id }) => id === place.element);
  if (place.file !== undefined && place.line !== undefined) {
    return (
      <span className={`${styles.chip} mono`}>
        <Icon icon={FileCode} size={12} />
        <span className="cut">
          {place.file}:{place.line}
        </span>
      </span>
    );
  }
  const name = node?.name ?? service?.name ?? place.file;
  if (name === undefined) return <span className={styles.nowhere} />;
  return (
    <span className={styles.chip}>
      {node && <KindTile kind={node.kind} />}
      {service && <KindTile kind="service" />}
      <span className="cut">{name}</span>
    </span>
  );
}

function Acts({ problem }: { problem: Problem }) {
  const app = useApp();
  const document = documentOf(app);
  const { element, file, line } = problem.place;
  const mend = ({ commands, label }: Mending): void => {
    edit(app, commands, label.charAt(0).toLowerCase() + label.slice(1));
  };
  return (
    <>
      {document &&
        mendingsOf(problem, document, drawnBoxes(app)).map((mending) => (
          <Button key={mending.label} onClick={() => mend(mending)}>
            {mending.label}
          </Button>
        ))}
      {file !== undefined && line !== undefined && (
        <Button look="ghost" onClick={() => goTo(app, problem)}>
          Open line {line}
        </Button>
      )}
      {problem.ofRun && problem.severity === 'error' && element !== undefined && (
        <Button look="ghost" onClick={() => void showLifeOfFailure(app, element)}>
          Show the last one
        </Button>
      )}
      {problem.ofRun && element !== undefined && (
        <Button look="ghost" onClick={() => app.view.showLogs({ node: element })}>
          See the logs
        </Button>
      )}
    </>
  );
}

function goTo({ view }: AppState, { place }: Problem): void {
  if (place.file !== undefined && /\.(ts|json)$/.test(place.file) && place.line !== undefined) {
    view.openFile(place.file, { line: place.line, column: place.column ?? 1 });
  } else if (place.element !== undefined) view.goTo(place.element);
  else if (place.file !== undefined) view.openFile(place.file);
}
