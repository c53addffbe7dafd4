import { useGraph, useView } from '../state/app-state.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ConsumerForm } from './consumer-form.tsx';
import { EdgeForm, NoteForm, ProjectForm, ServiceForm } from './other-forms.tsx';
import { ProducerForm } from './producer-form.tsx';
import { TopicForm } from './topic-form.tsx';

/** The settings of what is selected: each field is checked as it is typed, and takes effect at once. */
export function Inspector() {
  const graph = useGraph();
  const nodes = useView((view) => view.selectedNodes);
  const edges = useView((view) => view.selectedEdges);
  const serviceId = useView((view) => view.selectedService);
  if (nodes.length + edges.length > 1) {
    return (
      <EmptyState title={`${nodes.length + edges.length} elements selected`}>
        Select one to see its settings.
      </EmptyState>
    );
  }
  const node = graph.nodes.find(({ id }) => id === nodes[0]);
  const edge = graph.edges.find(({ id }) => id === edges[0]);
  const service = graph.services.find(({ id }) => id === serviceId);
  if (edge) return <EdgeForm key={edge.id} edge={edge} />;
  if (service && !node) return <ServiceForm key={service.id} service={service} />;
  switch (node?.kind) {
    case 'producer':
      return <ProducerForm key={node.id} node={node} />;
    case 'topic':
      return <TopicForm key={node.id} node={node} />;
    case 'consumer':
      return <ConsumerForm key={node.id} node={node} />;
    case 'note':
      return <NoteForm key={node.id} node={node} />;
    case undefined:
      return <ProjectForm />;
  }
}
