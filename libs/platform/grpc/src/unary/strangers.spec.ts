import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { asUsual, cook, OutOfTea } from '../../test/kitchen.js';
import { KitchenHost } from '../../test/unary/kitchen-host.js';
import { ProgramFolder } from '../../test/unary/program-folder.js';

/** Programs in other languages, with gRPC libraries and generated code that are not ours. */
describe('a program of another team', () => {
  const host = new KitchenHost(['inspectorate']);
  beforeAll(() => host.start());
  afterAll(() => host.stop());
  beforeEach(() => {
    asUsual();
    cook.brew = (tea) => {
      if (tea === 'none') throw new OutOfTea({ tea, since: new Date(1e12), left: 0 });
    };
    // Not answered during the test: calls end by their deadline or cancellation.
    cook.steep = () => new Promise((resolve) => onTestFinished(() => resolve()));
  });

  it('in Python calls, signs a user in, and reads errors with their data', async () => {
    vi.stubEnv('PRINCIPAL_KEY', host.keys('inspectorate').signing!.export({ format: 'pem', type: 'pkcs8' }) as string);
    onTestFinished(() => void vi.unstubAllEnvs());
    const failed = { mayHaveExecuted: 'false', domain: 'multilith' };
    expect(await new ProgramFolder().python('stranger.py', host.address)).toEqual({
      once: true,
      menu: [
        ['green', 3],
        ['black', 0],
      ],
      error: {
        code: 'FAILED_PRECONDITION',
        text: 'There is no none left.',
        mayHaveExecuted: 'false',
        reason: 'kitchen.OutOfTea',
        domain: 'kitchen',
        tea: 'none',
        since: '2001-09-09T01:46:40Z',
        left: 0,
      },
      invalid: {
        ...failed,
        code: 'INVALID_ARGUMENT',
        reason: 'CONTRACT_MISMATCH',
        text: expect.stringContaining('kitchen.Brew is not valid: tea: ') as string,
      },
      anonymous: {
        ...failed,
        code: 'UNAUTHENTICATED',
        reason: 'UNAUTHENTICATED',
        text: 'the caller is not signed in, and the message is not public',
      },
      late: expect.objectContaining({ code: 'DEADLINE_EXCEEDED' }) as object,
      inspector: 'ada',
    });
    expect(await host.pots('green')).toBe(1);
  });

  it('in TypeScript with connect-es calls and reads errors with their data', async () => {
    expect(await new ProgramFolder().javascript('stranger-with-connect.mjs', host.address)).toEqual({
      cups: 3,
      menu: [
        ['green', 3],
        ['black', 0],
      ],
      error: {
        code: 'FailedPrecondition',
        rawMessage: 'There is no none left.',
        mayHaveExecuted: 'false',
        own: 'none',
      },
      late: expect.objectContaining({ code: 'DeadlineExceeded' }) as object,
      health: 'SERVING',
    });
  });
});
