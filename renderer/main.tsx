import './ui/base.css';
import { EngineLost } from './app/engine-lost.tsx';
import { startApp } from './app/start.tsx';
import { createRoot } from 'react-dom/client';

const container = document.getElementById('root');
if (!container) throw new Error('The page has no #root.');

startApp(container, (root, reason) => root.render(<EngineLost reason={reason} />)).catch((error: unknown) => {
  createRoot(container).render(<EngineLost reason={error instanceof Error ? error.message : String(error)} />);
});
