// Links the packages of the workspace into node_modules, as `npm install` would. Uses Node alone.
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * Links every package of the workspace that node_modules does not have yet.
 *
 * @param {string} workspace its folder
 * @returns {string[]} what was linked
 */
export function linkPackages(workspace) {
  const { packages } = JSON.parse(readFileSync(join(workspace, 'package-lock.json'), 'utf8'));
  const linked = [];
  for (const [path, { link, resolved }] of Object.entries(packages)) {
    const place = resolve(workspace, path);
    if (link !== true || resolved === undefined || existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    // A junction needs no rights on Windows, but an absolute target.
    const target = resolve(workspace, resolved);
    symlinkSync(process.platform === 'win32' ? target : relative(dirname(place), target), place, 'junction');
    linked.push(path);
  }
  return linked;
}
