/** Metrics in the text format of Prometheus. */
export interface EdgeMetrics {
  readonly contentType: string;
  read(): Promise<string>;
}
