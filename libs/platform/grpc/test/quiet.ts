import { Logger } from '@nestjs/common';
import { beforeAll, vi } from 'vitest';

/** Silences the log lines that the specs of a file cause on purpose. Call it once in the file. */
export function quietLogs(): void {
  beforeAll(() => {
    for (const level of ['log', 'warn', 'error'] as const)
      vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
    return () => vi.restoreAllMocks();
  });
}
