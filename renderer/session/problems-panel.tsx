import { CircleAlert, Info, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { DiagnosticMessage } from '../../shared/contract/index.ts';
import { useApp, useGraph, useOpenProject, useSession, useView } from '../state/app-state.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './problems-panel.module.css';

const icons: Record<DiagnosticMessage['severity'], LucideIcon> = {
  error: CircleAlert,
  warning: TriangleAlert,
  info: Info,
};
const order = { error: 0, warning: 1, info: 2 };

/** All that is wrong, the worst first; a row leads to its place and says how to mend it. */
export function ProblemsPanel() {
  const { view } = useApp();
  const ofProject = useOpenProject(({ diagnostics }) => diagnostics);
  const ofSession = useSession(({ diagnostics }) => diagnostics);
  const ofCode = useView(({ codeProblems }) => codeProblems);
  const { nodes, services } = useGraph();
  const problems = withoutRepeats([...ofProject, ...ofCode, ...ofSession]).toSorted(
    (left, right) => order[left.severity] - order[right.severity],
  );
  if (problems.length === 0)
    return <EmptyState title="No problems">What validation finds appears here, with a way to mend it.</EmptyState>;
  const goTo = ({ place }: DiagnosticMessage): void => {
    if (place.file !== undefined && /\.(ts|json)$/.test(place.file) && place.line !== undefined) {
      view.openFile(place.file, { line: place.line, column: place.column ?? 1 });
    } else if (place.element !== undefined) view.goTo(place.element);
    else if (place.file !== undefined) view.openFile(place.file);
  };
  const placeText = ({ place }: DiagnosticMessage): string => {
    const element = [...nodes, ...services].find(({ id }) => id === place.element)?.name;
    const line = place.line === undefined ? '' : `:${place.line}`;
    return place.file === undefined ? (element ?? '') : `${place.file}${line}`;
  };
  return (
    <ul className={styles.list} aria-label="Problems">
      {problems.map((problem) => (
        <li key={keyOf(problem)}>
          <button type="button" className={styles.row} onClick={() => goTo(problem)}>
            <span className={styles[problem.severity]}>
              <Icon icon={icons[problem.severity]} size={14} />
              <span className="visually-hidden">{problem.severity}</span>
            </span>
            <span className={styles.text}>
              <b>{problem.message}</b> <span className={styles.remedy}>{problem.remedy}</span>
            </span>
            <span className={`${styles.place} mono`}>{placeText(problem)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function keyOf({ code, message, place }: DiagnosticMessage): string {
  return `${code} ${message} ${place.element} ${place.field} ${place.file} ${place.line} ${place.column}`;
}

function withoutRepeats(problems: readonly DiagnosticMessage[]): DiagnosticMessage[] {
  return [...new Map(problems.map((problem) => [keyOf(problem), problem])).values()];
}
