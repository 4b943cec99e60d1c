import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Links every package of the workspace that node_modules does not have yet, as `npm install` would. */
export function linkPackages(root: string): void {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { readonly link?: boolean; readonly resolved?: string }>;
  };
  for (const [path, { link, resolved }] of Object.entries(packages)) {
    const place = resolve(root, path);
    if (link !== true || resolved === undefined || existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    // A junction needs no rights on Windows, but an absolute target.
    const target = resolve(root, resolved);
    symlinkSync(process.platform === 'win32' ? target : relative(dirname(place), target), place, 'junction');
  }
}
