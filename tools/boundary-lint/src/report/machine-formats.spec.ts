import { describe, expect, it } from 'vitest';
import { formatGithub, formatGitlab, formatSarif } from './machine-formats.js';
import type { Report, Violation } from './report.js';

const violation = (more: Partial<Violation>): Violation => ({
  rule: 'no-cross-context',
  file: 'libs/modules/orders/src/a.ts',
  line: 3,
  column: 8,
  from: 'orders',
  to: 'catalog',
  specifier: '@modules/catalog',
  message: 'wrong.',
  ...more,
});
const REPORT: Report = {
  violations: [
    violation({}),
    violation({ line: 9 }),
    violation({
      rule: 'own-schema',
      file: 'libs/modules/orders/src/a, b:[c] é.ts',
      message: '100 %\nwrong, here: so.',
    }),
  ],
  warnings: [],
  unanalysable: [{ file: 'libs/x.ts', line: 1, column: 1, form: 'dynamic', message: 'computed.' }],
  coverage: { files: 3, imports: 4, unresolved: 0, unanalysable: 1 },
};

describe('SARIF', () => {
  interface Log {
    readonly version: string;
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly message: { readonly text: string };
        readonly locations: readonly {
          readonly physicalLocation: {
            readonly artifactLocation: { readonly uri: string };
            readonly region: { readonly startLine: number; readonly startColumn: number };
          };
        }[];
      }[];
    }[];
  }
  const { version, runs } = JSON.parse(formatSarif(REPORT)) as Log;
  const [{ tool, results }] = runs as [Log['runs'][number]];

  it('has what version 2.1.0 requires, and each result points at its rule', () => {
    expect(version).toBe('2.1.0');
    expect(tool.driver.name).toBe('boundary-lint');
    expect(results).toHaveLength(4);
    for (const { ruleId, ruleIndex, message } of results) {
      expect(tool.driver.rules[ruleIndex]).toMatchObject({ id: ruleId });
      expect(message.text).not.toBe('');
    }
  });

  it('names files by relative addresses that lead back to them, and places from 1', () => {
    const places = results.map(({ locations: [place] }) => place!.physicalLocation);
    expect(
      places.map(({ artifactLocation: { uri } }) => decodeURIComponent(new URL(uri, 'file:///').pathname)),
    ).toEqual([...REPORT.violations, ...REPORT.unanalysable].map(({ file }) => `/${file}`));
    expect(places[0]!.region).toEqual({ startLine: 3, startColumn: 8 });
  });
});

describe('commands of GitHub Actions', () => {
  const lines = formatGithub(REPORT).split('\n');

  it('are one line each, whatever characters a message contains', () => {
    expect(lines).toHaveLength(5);
    expect(
      lines.slice(0, 4).every((line) => /^::error file=[^:,]+,line=\d+,col=\d+,title=[^:,]+::.+$/.test(line)),
    ).toBe(true);
  });

  it('escape what would end a property', () => {
    expect(lines[2]).toContain('file=libs/modules/orders/src/a%2C b%3A[c] é.ts,');
    expect(lines[2]).toMatch(/::100 %25%0Awrong, here: so\.$/);
  });
});

describe('a code quality report of GitLab', () => {
  const issues = JSON.parse(formatGitlab(REPORT)) as Record<string, unknown>[];

  it('has what GitLab requires of each issue', () => {
    for (const issue of issues)
      expect(issue).toEqual({
        description: expect.any(String) as string,
        check_name: expect.any(String) as string,
        fingerprint: expect.stringMatching(/^[\da-f]{40}$/) as string,
        severity: expect.stringMatching(/^(?:info|minor|major|critical|blocker)$/) as string,
        location: { path: expect.any(String) as string, lines: { begin: expect.any(Number) as number } },
      });
  });

  it('gives each issue a fingerprint of its own, which stays when the issue moves', () => {
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(4);
    const moved = JSON.parse(formatGitlab({ ...REPORT, violations: [violation({ line: 30 })] })) as typeof issues;
    expect(moved[0]!['fingerprint']).toBe(issues[0]!['fingerprint']);
  });
});
