/** A path that a glob matched, and the part that its first `*` stands for. */
export interface GlobMatch {
  readonly path: string;
  readonly name: string;
}

/** Folders to ask for what is in them: names, and whether each is a folder. */
export type ListFolder = (folder: string) => readonly { readonly name: string; readonly isFolder: boolean }[];

/** Expands a glob of folders or files (`*` within a step, `**` over steps), relative to a root. */
export function expandGlob(glob: string, list: ListFolder): GlobMatch[] {
  let open: { path: string; name: string | undefined; folder: boolean }[] = [
    { path: '', name: undefined, folder: true },
  ];
  for (const step of glob.split('/')) {
    if (step === '' || step === '.') continue;
    open = open.flatMap(({ path, name, folder }) => {
      if (!folder) return [];
      if (step === '**')
        return [{ path, name, folder }, ...below(path, list).map((inner) => ({ path: inner, name, folder }))];
      const pattern = stepPattern(step);
      return list(path).flatMap((entry) => {
        const match = pattern.exec(entry.name);
        if (!match) return [];
        return [{ path: path ? `${path}/${entry.name}` : entry.name, name: name ?? match[1], folder: entry.isFolder }];
      });
    });
  }
  // A star stands for folders; who means files says so by their ending.
  const files = /\.[mc]?[jt]sx?$/.test(glob);
  return open.filter(({ folder }) => folder || files).map(({ path, name }) => ({ path, name: name || baseName(path) }));
}

function below(folder: string, list: ListFolder): string[] {
  return list(folder)
    .filter(({ isFolder }) => isFolder)
    .flatMap(({ name }) => {
      const path = folder ? `${folder}/${name}` : name;
      return [path, ...below(path, list)];
    });
}

const stepPattern = (step: string): RegExp => new RegExp(`^${step.split('*').map(escape).join('([^/]*)')}$`);

const escape = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/(?:\.d)?\.[mc]?[jt]sx?$/, '');

/**
 * Tells whether a path is what a glob names, or lies below it. `*` stands for a part of one step, `**` for any number of
 * steps, `.` for everything.
 */
export function pathMatcher(glob: string): (path: string) => boolean {
  const steps = glob.split('/').filter((step) => step !== '' && step !== '.');
  if (steps.length === 0) return () => true;
  const body = steps.map((step, i) => {
    const last = i === steps.length - 1;
    if (step === '**') return last ? '.*' : '(?:[^/]+/)*';
    return step.split('*').map(escape).join('[^/]*') + (last ? '' : '/');
  });
  const pattern = new RegExp(`^${body.join('')}(?:/.*)?$`, 's');
  return (path) => pattern.test(path);
}
