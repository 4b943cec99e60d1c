import { describe, expect, it } from 'vitest';
import { readWorkspaceFile, workspaceFiles } from './workspace-files.js';

const SUITE = /^libs\/platform\/testing\/test\/divergence\/.*\.spec\.ts$/;
const page = readWorkspaceFile('docs/extracting-a-module.md');
const [, chapter] = /\n## What extraction cannot hide\n([^]*?)\n## /.exec(page)!;
const points = chapter!
  .split(/^### /m)
  .slice(1)
  .map((text) => ({ title: text.slice(0, text.indexOf('\n')), text }));

/** The placements that the specs of a `describe` name; one for every pair of hosts stands for all transports. */
const placementsOf = (text: string): string[] =>
  [...text.matchAll(/^ {2}it(\.each\(apart\))?\(\s*'(%s|\w+): /gm)].flatMap(([, each, placement]) =>
    each ? ['nats', 'grpc'] : [placement!],
  );

/** The specs of each `describe` of the divergence suite. */
const suite = new Map(
  workspaceFiles(SUITE).flatMap((path) =>
    readWorkspaceFile(path)
      .split(/^describe\(/m)
      .slice(1)
      .map((text) => {
        const [, title] = /^'([^']+)'/.exec(text)!;
        return [title!, placementsOf(text)] as const;
      }),
  ),
);

describe('what extraction cannot hide', () => {
  it('is on the page what the divergence suite shows, point by point', () => {
    expect(points.length).toBeGreaterThan(0);
    expect(points.map(({ title }) => title).sort()).toEqual([...suite.keys()].sort());
  });

  it('is shown by a spec in one process, by one over NATS and by one over gRPC', () => {
    for (const [title, placements] of suite) expect([title, placements]).toEqual([title, ['local', 'nats', 'grpc']]);
  });

  it('differs between NATS and gRPC as the table says, which names points of the chapter', () => {
    const [, table] = /\n## NATS or gRPC\n([^]*?)\n## /.exec(page) ?? [];
    const named = [...(table ?? '').matchAll(/^\| \[([^\]]+)\]\(#/gm)].map(([, title]) => title!);
    expect(named.length).toBeGreaterThan(0);
    for (const title of named) expect([...suite.keys()]).toContain(title);
  });

  it('comes with what to do about it', () => {
    for (const { title, text } of points) expect([title, /\*What to do:\* \S/.test(text)]).toEqual([title, true]);
  });
});
