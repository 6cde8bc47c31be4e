export * from './start-standalone';
export type { DemoOrganisation } from './demo/seed-demo';
