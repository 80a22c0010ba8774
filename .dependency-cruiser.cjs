/** The import rules of the architecture: who may know whom. */
const from = (path) => ({ path });
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-orphan-packages', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'contract-is-pure',
      comment: 'The shared vocabulary is imported by every folder and imports none.',
      severity: 'error',
      from: from('^src/contract/'),
      to: { path: '^(src/(?!contract/)|workflows/|activities/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'domain-is-pure',
      comment: 'Decisions know the vocabulary and nothing that does I/O.',
      severity: 'error',
      from: from('^src/domain/'),
      to: { path: '^(src/(?!contract/|domain/)|workflows/|activities/|fs$|node:fs|net$|pg$)' },
    },
    {
      name: 'workflows-see-no-world',
      comment: 'Workflow code is replayed: only the vocabulary, itself and the types of activities.',
      severity: 'error',
      from: from('^workflows/'),
      to: {
        path: '^(src/(?!contract/)|activities/|node_modules/(?!@temporalio/(workflow|common)))',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-zod-in-workflows',
      comment: 'The bundle is copied into every cached workflow.',
      severity: 'error',
      from: from('^workflows/'),
      to: { path: '(contract/.*(schemas?|answers)[.]ts|node_modules/zod)' },
    },
    {
      name: 'writes-belong-to-activities',
      comment: 'Running handovers are written by activities alone; the way in has db/intake.',
      severity: 'error',
      from: { pathNot: '^(activities/|src/db/|test/|bench/)' },
      to: { path: '^src/db/writes/' },
    },
    {
      name: 'reads-belong-to-http',
      severity: 'error',
      from: { pathNot: '^(src/http/|src/db/|src/main/|test/|bench/)' },
      to: { path: '^src/db/(reads|intake)/' },
    },
    {
      name: 'activities-call-no-api',
      severity: 'error',
      from: from('^activities/'),
      to: { path: '^src/(http|cli|main|embedded|imports|demo)/' },
    },
    {
      name: 'temporal-client-in-one-place',
      comment: 'The gateway and its neighbours are the only ones that call Temporal.',
      severity: 'error',
      from: { pathNot: '^(src/temporal/|src/embedded/|src/main/|src/cli/|test/|bench/)' },
      to: { path: 'node_modules/@temporalio/(client|worker)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-stands-alone',
      comment: 'It is taken into pages and into other programs.',
      severity: 'error',
      from: from('^src/client/'),
      to: { path: '^(src/(?!client/)|workflows/|activities/)' },
    },
    {
      name: 'product-needs-no-tests',
      severity: 'error',
      from: from('^(src|workflows|activities)/'),
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
