import { hostname } from 'node:os';

/** Names this process among all calculators, for people who look for the one that holds a piece. */
export const workerName = `${hostname()}/${process.pid}`;
