import { yamlText } from '../../../text/yaml.ts';
import type { Emitter } from '../emitter.ts';

/** A workflow that checks, tests and builds what a push brings. */
export const emitGithub: Emitter = ({ system }) => {
  const install = 'if [ -f package-lock.json ]; then npm ci; else npm install; fi';
  const text = yamlText('Checks, tests and builds what a push brings.', {
    name: 'ci',
    on: { push: { branches: ['main'] }, pull_request: {} },
    permissions: { contents: 'read' },
    jobs: {
      test: {
        'runs-on': 'ubuntu-latest',
        steps: [
          { uses: 'actions/checkout@v4' },
          { uses: 'actions/setup-node@v4', with: { 'node-version': '24' } },
          { run: install },
          { run: 'npm run check' },
          { run: 'npm test' },
        ],
      },
      images: {
        'runs-on': 'ubuntu-latest',
        needs: 'test',
        strategy: {
          matrix: {
            dockerfile: ['scripts/Dockerfile', ...system.services.map(({ slug }) => `services/${slug}/Dockerfile`)],
          },
        },
        steps: [
          { uses: 'actions/checkout@v4' },
          { run: 'docker build --file "$DOCKERFILE" .', env: { DOCKERFILE: '${{ matrix.dockerfile }}' } },
        ],
      },
    },
  });
  return [['.github/workflows/ci.yml', text]];
};
