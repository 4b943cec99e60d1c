// `multilith-nx image apps/extracted/orders /app`: writes what the image of a built host holds to a folder.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { imageContent } from './image-content.js';
import { writeImage } from './write-image.js';

const [app, to] = process.argv.slice(2);
if (app === undefined || to === undefined) {
  console.error('multilith-nx image <folder of the host> <folder to write to>');
  process.exit(2);
}
const root = process.cwd();
const content = imageContent(root, app);
writeImage(root, content, to);
const bytes = (paths: readonly string[]): string =>
  `${(paths.reduce((sum, path) => sum + statSync(join(root, path)).size, 0) / 1e6).toFixed(1)} MB`;
console.log(
  `${app}: ${content.ownFiles.length} own files of ${content.links.size} packages (${bytes(content.ownFiles)}), ` +
    `${content.npmPackages.length} npm packages (${bytes(content.npmFiles)})`,
);
