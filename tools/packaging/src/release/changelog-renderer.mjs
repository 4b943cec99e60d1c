// How `nx release` writes an entry of CHANGELOG.md (nx.json, `release.changelog`): what changed for users of the
// published packages. Commits with another scope, such as that of a context of the example, are left out.
import renderer from 'nx/release/changelog-renderer';
import { publishedPackages } from '../published-packages.mjs';

/** Nx is CommonJS: its default export is a property of what Node imports. */
const DefaultChangelogRenderer = renderer.default ?? renderer;

/** Scopes of commits: names of published packages without `@multilith/`. */
const SCOPES = new Set(publishedPackages().map(({ manifest }) => manifest.name.replace('@multilith/', '')));

export default class PackageChangelogRenderer extends DefaultChangelogRenderer {
  filterChanges(changes) {
    const isReleased = ({ scope }) => !scope || scope.split(',').some((each) => SCOPES.has(each.trim()));
    return changes.filter(isReleased);
  }

  renderBreakingChanges() {
    const [, ...lines] = super.renderBreakingChanges();
    return ['### Breaking changes', ...lines];
  }

  formatChange(change) {
    return super.formatChange(change).replace('⚠️  ', '');
  }
}
