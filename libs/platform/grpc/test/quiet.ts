import { Logger } from '@nestjs/common';
import { beforeAll, vi } from 'vitest';

/** Keeps log lines of a spec file away, which are meant there. Call it once in the file. */
export function quietLogs(): void {
  beforeAll(() => {
    for (const level of ['log', 'warn', 'error'] as const)
      vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
    return () => vi.restoreAllMocks();
  });
}
