/**
 * How long a new connection to PostgreSQL may take, and how long a query may wait for a free one. A server that is away refuses
 * at once; this is for one that is slow, and for a process of ours that is: to log in takes a dozen turns of the event loop, which
 * took a second each with every service in one process on two busy cores, so that five seconds cut healthy logins off. Less than
 * the 30 s that clients and container platforms wait.
 */
export const CONNECT_TIMEOUT_MS = 20_000;
