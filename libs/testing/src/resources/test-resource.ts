import { randomBytes } from 'node:crypto';

/** Something of an engine that belongs to one suite alone. */
export interface TestResource {
  /** The variables by which a service is told of it. */
  readonly env: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

/** A name that no other suite has: for databases, buckets and topics. */
export function uniqueName(): string {
  return `t${Date.now().toString(36)}${randomBytes(4).toString('hex')}`;
}

/** A variable that jest's global setup has set for the workers. */
export function engineVariable(name: string): string {
  const value = process.env[name];
  if (value !== undefined) return value;
  throw new Error(
    `${name} is not set: no such engine was started for this run. Is the suite named *.int-spec.ts, ` +
      'and does it skip itself (describeWith) where its engine is missing?',
  );
}

/** Several resources as one: the variables of all, disposed of together. */
export function combined(...resources: readonly TestResource[]): TestResource {
  return {
    env: Object.assign({}, ...resources.map(({ env }) => env)) as Record<string, string>,
    dispose: async () => {
      await Promise.all(resources.map((resource) => resource.dispose()));
    },
  };
}
