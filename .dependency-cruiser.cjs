/** Which part may import which; the picture is in ARCHITECTURE.md. */
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    only(
      'contracts-import-zod-only',
      'What crosses a boundary depends on nothing but zod and Node itself.',
      '^libs/contracts/src/(?!.*spec\\.ts$)',
      '^libs/contracts/src/|^node_modules/zod/|^node:|^(crypto|buffer)$',
    ),
    {
      name: 'platform-imports-no-service',
      comment: 'The kit knows contracts, not the services that are built with it.',
      severity: 'error',
      from: { path: '^libs/platform/src/', pathNot: 'spec\\.ts$' },
      to: { path: '^(services|apps)/|^libs/testing/' },
    },
    {
      name: 'services-never-import-each-other',
      comment: 'Services talk by events.',
      severity: 'error',
      from: { path: '^services/([^/]+)/src/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'testing-is-never-shipped',
      severity: 'error',
      from: { pathNot: '^libs/testing/|spec\\.ts$|^bench/' },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'apps-are-hosts',
      comment: 'Nothing but tests imports an application.',
      severity: 'error',
      from: { path: '^(services|libs/(contracts|platform))/', pathNot: 'spec\\.ts$' },
      to: { path: '^apps/' },
    },
    {
      name: 'compiler-is-pure',
      comment: 'The compiler is a function of a rule and a catalogue: no framework, no client, no clock.',
      severity: 'error',
      from: { path: '^services/rule-compiler/src/(compiler|reference)/', pathNot: 'spec\\.ts$' },
      to: { path: '@nestjs|typeorm|@clickhouse|kafkajs|/minio/|node_modules/pg/|^libs/platform/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'Domain code knows no framework, no ORM and no client.',
      severity: 'error',
      from: { path: '/domain/', pathNot: 'spec\\.ts$' },
      to: { path: 'node_modules/(@nestjs|typeorm|@clickhouse|kafkajs|minio|pg)/' },
    },
    {
      name: 'kafkajs-behind-its-port',
      comment: 'kafkajs looks for maintainers; one folder is all that changes when it is replaced.',
      severity: 'error',
      from: {
        path: '^(libs/platform|services|apps)/',
        pathNot: '^libs/platform/src/transport/kafka/|spec\\.ts$',
      },
      to: { path: 'node_modules/kafkajs/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.check.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default', 'types'],
    },
  },
};
