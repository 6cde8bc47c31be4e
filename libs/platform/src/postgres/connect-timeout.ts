/**
 * How long a new connection to PostgreSQL may take, and how long a query may wait for a free one. A server that is away refuses
 * at once; this is for one that is slow. Five seconds were too few for a healthy server that shared two busy cores with every other
 * engine: it has to start a process for each connection. Less than the 30 s that clients and container platforms wait.
 */
export const CONNECT_TIMEOUT_MS = 20_000;
