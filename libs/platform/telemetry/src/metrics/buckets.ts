/** Upper bounds of latencies, in seconds: calls inside a process take a millisecond, those that wait for others more. */
export const LATENCY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
