// Runs on any Node that knows ES modules: it has to say that the Node is too old.

/** Ends the process with a remedy when this Node is older than `least`. */
export function requireNode(least) {
  if (atLeast(process.versions.node, least)) return;
  console.error(
    `✗ NODE_TOO_OLD: this is Node ${process.versions.node}; this workspace needs ${least} or newer, 24 is recommended.\n` +
      '  Install it from https://nodejs.org, or with a version manager: `nvm install` reads .nvmrc.',
  );
  process.exit(1);
}

/** Whether version `a` is `b` or newer. */
export function atLeast(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let part = 0; part < 3; part++) if (left[part] !== right[part]) return left[part] > right[part];
  return true;
}
